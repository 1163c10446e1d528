"""How long work tells how far it is. Nobody needs to listen; what is told changes no result."""

from collections.abc import Callable

Tell = Callable[[str, int, int], None]
"""(what is being done, in Chinese; units done; units in all, 0 where not known). Told at the start and on the way."""


def silent(what: str, done: int, total: int) -> None:
    """Nobody listens."""
