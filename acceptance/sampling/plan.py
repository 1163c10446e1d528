"""How many households each drawn village gives, frame by frame."""

import dataclasses
from collections.abc import Mapping, Sequence

from acceptance.sampling.villages import CERTAINTY, PPS, Chosen

RANDOM, CENSUS = "random", "census"
Cell = tuple[str, str]
"""A village and a frame."""


@dataclasses.dataclass(frozen=True)
class Planned:
    """One village and frame of the plan; the second-stage sample is `hh_drawn` of `hh_total` households."""

    stratum: str
    village_code: str
    psu_method: str
    psu_prob: float
    psu_total: int
    psu_drawn: int
    frame: str
    hh_total: int
    hh_drawn: int
    weight: float
    selection: str


def weight_of(method: str, prob: float, psu_total: int, psu_drawn: int, hh_total: int, hh_drawn: int) -> float:
    """(N_psu/n_psu)(N_hh/n_hh); for pps 1/π in place of the first factor (rule E103)."""
    first = 1 / prob if method == PPS else psu_total / psu_drawn
    return first * hh_total / hh_drawn


def shares(sizes: Mapping[str, int], order: Sequence[str], each: int, kept: Mapping[str, int]) -> dict[str, int]:
    """Households to draw per village of one stratum and frame.

    Every village gives `each`; a village with fewer gives all it has, and what is missing is taken one household at
    a time from the villages in committed order that still have some, round and round. `kept` villages (an earlier
    draw) stay as they are.
    """
    new = [code for code in order if code not in kept and sizes.get(code)]
    drawn = {code: min(each, sizes[code]) for code in new}
    missing = each * len(new) - sum(drawn.values())
    while missing > 0:
        open_villages = [code for code in new if drawn[code] < sizes[code]][:missing]
        if not open_villages:
            break
        for code in open_villages:
            drawn[code] += 1
        missing -= len(open_villages)
    return drawn | {code: kept[code] for code in order if code in kept}


def sampled(
    chosen: Sequence[Chosen], sizes: Mapping[Cell, int], frames: Sequence[str], each: int, kept: Mapping[Cell, int]
) -> list[Planned]:
    """The plan of the sampled frames. chosen: every village in committed order; sizes: households of each village
    and frame.
    """
    drawn = [village for village in chosen if village.drawn]
    plan = []
    for stratum in sorted({village.stratum for village in drawn}):
        group = [village for village in drawn if village.stratum == stratum]
        order = [village.code for village in group]
        for frame in frames:
            take = shares(
                {code: sizes.get((code, frame), 0) for code in order},
                order,
                each,
                {code: count for (code, name), count in kept.items() if name == frame and code in order},
            )
            plan += [
                _planned(village, frame, sizes[village.code, frame], take[village.code])
                for village in group
                if take.get(village.code)
            ]
    return plan


def _planned(v: Chosen, frame: str, hh_total: int, hh_drawn: int) -> Planned:
    weight = weight_of(v.method, v.prob, v.total, v.taken, hh_total, hh_drawn)
    return Planned(v.stratum, v.code, v.method, v.prob, v.total, v.taken, frame, hh_total, hh_drawn, weight, RANDOM)


def whole(strata: Mapping[str, str], sizes: Mapping[Cell, int], frames: Sequence[str]) -> list[Planned]:
    """The plan of frames that are visited whole: every village a certainty, every household. strata: village ->
    stratum.
    """
    return [
        Planned(strata[code], code, CERTAINTY, 1.0, 1, 1, frame, size, size, 1.0, CENSUS)
        for (code, frame), size in sorted(sizes.items())
        if frame in frames and size
    ]
