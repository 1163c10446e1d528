"""Strata of villages: county × poor or non-poor village × remoteness, collapsing of lonely villages, and how many
to draw in each.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from fractions import Fraction

from acceptance.sampling.errors import SamplingError

REMOTENESS = ("近", "中", "远")


@dataclasses.dataclass(frozen=True)
class Village:
    """A village of the list: `size` is the number of its households in the sampled frames."""

    code: str
    is_poor: str
    remoteness: str | None
    size: int

    @property
    def stratum(self) -> str:
        kind = "贫困村" if self.is_poor == "是" else "非贫困村"
        return "/".join([self.code[:6], kind, *([self.remoteness] if self.remoteness else [])])


def _place(remoteness: str | None) -> int:
    if remoteness is not None and remoteness not in REMOTENESS:
        raise SamplingError(f"远近只能是{'、'.join(REMOTENESS)}，不认识“{remoteness}”")
    return REMOTENESS.index(remoteness) if remoteness else 1


def collapses(villages: Sequence[Village]) -> dict[str, str]:
    """Strata with a single village -> the stratum it joins: same county and village type, nearest remoteness.

    Fixed from the list alone, before anything is drawn. Between two equally near the larger one, then the first by
    name. A village that is alone in its type stays alone and is visited with certainty (RULEBOOK D.3, lonely PSU).
    """
    members: dict[str, list[Village]] = {}
    for village in villages:
        members.setdefault(village.stratum, []).append(village)
    into: dict[str, str] = {}
    for name in sorted(members):
        if len(members[name]) > 1 or name in into.values():
            continue
        lonely = members[name][0]
        near = [
            (abs(_place(group[0].remoteness) - _place(lonely.remoteness)), -len(group), other)
            for other, group in members.items()
            if other != name and other not in into and group[0].is_poor == lonely.is_poor
        ]
        if near:
            into[name] = min(near)[2]
    return into


def assign(villages: Sequence[Village]) -> tuple[dict[str, list[Village]], dict[str, str]]:
    """Villages by the stratum they are drawn in, and the collapses that led there."""
    into = collapses(villages)
    strata: dict[str, list[Village]] = {}
    for village in sorted(villages, key=lambda v: v.code):
        _place(village.remoteness)
        strata.setdefault(into.get(village.stratum, village.stratum), []).append(village)
    return dict(sorted(strata.items())), into


def allocate(totals: Mapping[str, int], wanted: int, minimum: int = 2) -> dict[str, int]:
    """How many villages of each stratum: `minimum` first, then one by one to the largest N / (2n + 1) (Sainte-Laguë).

    This way of rounding only ever adds when `wanted` grows, so a larger draw contains the smaller one. Ties go to
    the first stratum by name. Never more than a stratum has; the minimum prevails over `wanted`.
    """
    drawn = {name: min(minimum, total) for name, total in totals.items()}
    while sum(drawn.values()) < min(wanted, sum(totals.values())):
        drawn[following(drawn, totals)] += 1
    return drawn


def following(drawn: Mapping[str, int], totals: Mapping[str, int]) -> str:
    """The stratum that gives the next village."""
    open_strata = [name for name in totals if drawn[name] < totals[name]]
    return min(open_strata, key=lambda name: (-Fraction(totals[name], 2 * drawn[name] + 1), name))
