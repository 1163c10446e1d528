"""Which villages of a stratum are drawn: simple random by key, or systematic with probability proportional to size."""

import dataclasses
from collections.abc import Sequence
from fractions import Fraction

from acceptance.sampling.seeds import digest
from acceptance.sampling.strata import Village

SRS, PPS, CERTAINTY = "srs", "pps", "certainty"


@dataclasses.dataclass(frozen=True)
class Chosen:
    """A village in the committed order of its stratum (`order` from 1); those with `drawn` are visited, the rest
    are reserve.

    psu_prob: probability of being drawn. total, taken: villages of the stratum, and drawn ones; 1 and 1 for certainty.
    """

    code: str
    stratum: str
    method: str
    prob: float
    total: int
    taken: int
    order: int
    drawn: bool


def _certain(village: Village, stratum: str, order: int) -> Chosen:
    return Chosen(village.code, stratum, CERTAINTY, 1.0, 1, 1, order, True)


def by_key(villages: Sequence[Village], seed: str) -> list[Village]:
    """The committed order: ascending sha256(seed|village_code)."""
    return sorted(villages, key=lambda village: digest(seed, village.code))


def simple_random(villages: Sequence[Village], stratum: str, count: int, seed: str) -> list[Chosen]:
    """The first `count` by key. A stratum taken whole consists of certainty villages: chance enters at the
    households only.
    """
    ordered = by_key(villages, seed)
    total = len(ordered)
    if count >= total:
        return [_certain(village, stratum, place) for place, village in enumerate(ordered, 1)]
    return [
        Chosen(village.code, stratum, SRS, count / total, total, count, place, place <= count)
        for place, village in enumerate(ordered, 1)
    ]


def systematic_pps(villages: Sequence[Village], stratum: str, count: int, seed: str) -> list[Chosen]:
    """Systematic pps on households, villages in order of code, start = sha256(seed|stratum) as a share of the interval.

    Villages as large as an interval are taken with certainty first, again until none is left. Exact fractions
    throughout, so that a re-draw elsewhere cannot differ by rounding. There is no reserve: an extra village would
    change every probability.
    """
    rest = list(villages)
    certain: list[Village] = []
    while count - len(certain) > 0 and rest:
        size = sum(village.size for village in rest)
        sure = [village for village in rest if village.size * (count - len(certain)) >= size]
        if not sure:
            break
        certain += sure
        rest = [village for village in rest if village not in sure]
    chosen = [_certain(village, stratum, place) for place, village in enumerate(certain, 1)]
    taken = count - len(certain)
    if taken <= 0 or not rest:
        return chosen
    interval = Fraction(sum(village.size for village in rest), taken)
    point = Fraction(int(digest(seed, stratum), 16), 2**256) * interval
    passed = Fraction(0)
    for village in rest:
        passed += village.size
        if point < passed:
            chosen.append(
                Chosen(
                    village.code, stratum, PPS, float(village.size / interval), len(rest), taken, len(chosen) + 1, True
                )
            )
            point += interval
    return chosen
