"""Looking at the inbox while the service runs: what arrives there by any way makes a run within seconds.

A look costs a listing of folders; nothing is taken here. It only makes things quick, reconcile makes them sure.
"""

from collections.abc import Callable

from acceptance import review_hold, store
from acceptance import season as seasons
from tasks import intake

AGAIN_AFTER_S = 20.0
"""Seconds after which what still waits is announced again: a run that was under way may have looked too early."""

Tell = Callable[[str, str], None]


class Watch:
    """tell: is called with (county, line) of one package that has arrived whole; one is enough for all that wait."""

    def __init__(self, season: seasons.Season, tell: Tell, quiet_s: float = intake.QUIET_S) -> None:
        self._season, self._tell, self._quiet_s = season, tell, quiet_s
        self._told: list[tuple[str, str]] = []
        self._told_at = 0.0

    def look(self, at: float) -> None:
        """Look once, at a moment of a clock that only goes forward."""
        try:
            waiting = store.arrived(self._season.home, self._quiet_s, self._receivable())
        except OSError:  # a folder that cannot be read: receiving says so, and the service goes on
            return
        if waiting and (waiting != self._told or at - self._told_at >= AGAIN_AFTER_S):
            self._told_at = at
            self._tell(*waiting[0])
        self._told = waiting

    def _receivable(self) -> Callable[[str, str], bool]:
        """Without what waits for the review of a report: it would be announced again and again in vain."""
        return review_hold.receivable(self._season, seasons.moment(self._season)[0])
