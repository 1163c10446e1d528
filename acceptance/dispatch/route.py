"""Which team goes where, and in which order: a short way through the villages, cut where the work is shared evenly."""

import dataclasses
import math
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class Stop:
    """A village to visit: its place in degrees (None: not known) and how many households are visited there."""

    code: str
    lon: float | None
    lat: float | None
    visits: int


def apart(one: Stop, other: Stop) -> float:
    """Kilometres in a straight line; infinite while a place is not known."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return math.inf
    across = (one.lon - other.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return 111.2 * math.hypot(across, one.lat - other.lat)


def tour(stops: Sequence[Stop], seat: Stop | None = None) -> list[Stop]:
    """The stops in visiting order: always on to the nearest village, beginning with the one nearest to the county seat.

    Villages of unknown place come last, by code; ties go to the lower code. Deterministic whatever the order given.
    """
    left = sorted(stops, key=lambda stop: stop.code)
    order: list[Stop] = []
    here = seat
    while left:
        nearest = left[0] if here is None else _nearest(here, left)
        left.remove(nearest)
        order.append(nearest)
        here = nearest if nearest.lon is not None else here
    return order


def _nearest(here: Stop, left: Sequence[Stop]) -> Stop:
    return min(left, key=lambda stop: (apart(here, stop), stop.code))


def share(order: Sequence[Stop], teams: int) -> list[list[Stop]]:
    """The tour cut into at most `teams` stretches of about as many visits each; no stretch is empty."""
    total = sum(stop.visits for stop in order)
    parts: list[list[Stop]] = [[] for _ in range(max(1, min(teams, len(order))))]
    done = 0
    for place, stop in enumerate(order):
        middle = (done + stop.visits / 2) / total if total else 0.0
        wanted = min(int(middle * len(parts)), len(parts) - 1)
        later = len(order) - place - 1  # every team behind this one still needs a village
        first = max(len(parts) - 1 - later, 0)
        open_team = next((n for n, part in enumerate(parts) if not part), len(parts) - 1)
        parts[min(max(wanted, first), open_team)].append(stop)
        done += stop.visits
    return parts
