"""Which villages of a stratum are drawn: simple random by key, or systematic with probability proportional to size."""

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

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


def inclusion(villages: Sequence[Village], count: int) -> dict[str, Fraction]:
    """Probabilities of a draw of `count` proportional to size, exact; villages as large as an interval are certain (1),
    again until none is left (Tillé, Sampling Algorithms, 2006, 2.10). Their sum is `count`, or all villages if fewer.
    """
    rest, left = list(villages), count
    chances: dict[str, Fraction] = {}
    while rest and left > 0:
        size = sum(village.size for village in rest)
        sure = [village for village in rest if village.size * left >= size]
        if not sure:
            break
        chances |= {village.code: Fraction(1) for village in sure}
        rest, left = [village for village in rest if village not in sure], left - len(sure)
    size = sum(village.size for village in rest)
    return chances | {village.code: Fraction(max(left, 0) * village.size, size) for village in rest}


def _steps(chances: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Where each village that is not certain ends when they are laid end to end in order of code, in intervals."""
    codes = sorted(code for code, chance in chances.items() if chance < 1)
    return dict(zip(codes, accumulate(chances[code] for code in codes), strict=True))


def _taken(steps: Mapping[str, Fraction], start: Fraction) -> list[str]:
    """The villages that start, start + 1, ... fall on (0 <= start < 1)."""
    found, point = [], start
    for code, end in steps.items():
        if point < end:
            found.append(code)
            point += 1
    return found


def _drawn(chances: Mapping[str, Fraction], *chance: str) -> list[str]:
    """The certain villages, then those of a systematic draw that starts at sha256 of `chance` as a share of 1."""
    certain = sorted(code for code, share in chances.items() if share == 1)
    return certain + _taken(_steps(chances), Fraction(int(digest(*chance), 16), 2**256))


def _listed(chances: Mapping[str, Fraction], drawn: Sequence[str], stratum: str) -> list[Chosen]:
    """Drawn villages, the certain ones first, then by code those that were not."""
    sure = [code for code in drawn if chances[code] == 1]
    open_to_chance = [code for code in drawn if chances[code] < 1]
    total, taken = sum(chance < 1 for chance in chances.values()), len(open_to_chance)
    ordered = sure + open_to_chance + sorted(set(chances).difference(drawn))
    return [
        Chosen(code, stratum, CERTAINTY, 1.0, 1, 1, place, True)
        if code in sure
        else Chosen(code, stratum, PPS, float(chances[code]), total, taken, place, code in open_to_chance)
        for place, code in enumerate(ordered, 1)
    ]


def systematic_pps(villages: Sequence[Village], stratum: str, count: int, seed: str) -> list[Chosen]:
    """Systematic pps on households, villages in order of code, start = sha256(seed|stratum) as a share of the interval.

    Exact fractions throughout, so that a re-draw elsewhere cannot differ by rounding.
    """
    chances = inclusion(villages, count)
    return _listed(chances, _drawn(chances, seed, stratum), stratum)


def enlarged_pps(villages: Sequence[Village], stratum: str, count: int, more: int, seed: str) -> list[Chosen]:
    """The first draw of `count`, and `more` of the villages it left by a second systematic pps draw, whose start is
    sha256(seed|stratum|追加).

    A systematic draw cannot simply be made longer: every probability changes. What a village's chance is over both
    draws is known exactly, though, because a systematic draw has at most as many outcomes as villages:
    π = Σ p(s)·(1 if in s, else its probability in the second draw after s), s over the outcomes of the first (Särndal,
    Swensson and Wretman, Model Assisted Survey Sampling, 1992, 2.4; outcomes as in Connor 1966, JASA 61). The pooled
    sample is weighted by 1/π (Horvitz and Thompson 1952).
    """
    first = inclusion(villages, count)
    drawn = _drawn(first, seed, stratum)
    then = inclusion([village for village in villages if village.code not in drawn], more)
    return _listed(_pooled(villages, first, more), drawn + _drawn(then, seed, stratum, "追加"), stratum)


def _pooled(villages: Sequence[Village], first: Mapping[str, Fraction], more: int) -> dict[str, Fraction]:
    """Probability of being in the first draw or, after it, among `more` others."""
    certain = {code for code, chance in first.items() if chance == 1}
    steps = _steps(first)
    starts = sorted({Fraction(0), *(end % 1 for end in steps.values())})
    pooled = dict.fromkeys(first, Fraction(0))
    for start, end in zip(starts, [*starts[1:], Fraction(1)], strict=True):
        taken = certain.union(_taken(steps, start))
        then = inclusion([village for village in villages if village.code not in taken], more)
        for code in pooled:
            pooled[code] += (end - start) * (1 if code in taken else then[code])
    return pooled
