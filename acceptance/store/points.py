"""Named points of every write, so that tests can kill a process between any two steps.

A point is named `<part>.<what was just done or is about to be done>`. Nothing is installed outside tests.
"""

from collections.abc import Callable

_callback: Callable[[str], None] | None = None


def install(callback: Callable[[str], None] | None) -> None:
    """Calls `callback(name)` at every point from now on; None removes it. For tests only."""
    global _callback
    _callback = callback


def reached(name: str) -> None:
    """Marks a point of the protocol."""
    if _callback is not None:
        _callback(name)
