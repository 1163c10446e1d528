"""What can go wrong in the store. Every message is Chinese and can be shown to a user as it is."""


class StoreError(Exception):
    """The store cannot do what was asked."""


class ArrivalProblem(StoreError):
    """The package is kept, but cannot be read as one: it holds links or special files."""


class ChangedWhileArriving(ArrivalProblem):
    """The bytes of a version are not those its receipt was written for (DESIGN 4, Arrival)."""


class VersionTaken(StoreError):
    """A newer package has the version number that a draw wanted; the run starts over (DESIGN 6)."""


class NotChecked(StoreError):
    """A received version has no check result under the present rules yet."""


class GenerationGone(StoreError):
    """The generation's folder was pruned while it was written; the run ends (DESIGN 4, Publishing 5)."""
