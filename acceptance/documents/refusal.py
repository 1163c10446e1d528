"""Why a document cannot be made: one kind of error for the command line to say in words."""

from acceptance.store import StoreError


class Refused(StoreError):
    """A document cannot be made now; the message says in Chinese why and what to do."""
