"""The signals as they are stated: a YAML header in the comment that opens each .sql file. A new signal is one file."""

import dataclasses
import functools
from typing import Literal

from acceptance import headed

PACKAGE = "acceptance.signals"


class SignalError(ValueError):
    """A signal's file says something the software does not understand."""


@dataclasses.dataclass(frozen=True)
class Signal:
    """One pattern in data that is worth a second look; never more than that.

    select: rows (line, level {区县, 乡镇, 行政村, 人员, 题目}, place: code, name or question, n: how many were looked
    at, hits: how many show the pattern, figure; where they have it: beside, a second figure; f, df1, df2 of an analysis
    of variance; pool_hits, pool_n: the pattern among all). reference: beyond it a place is listed, unless campaign.yaml
    `signals` states another value (both 待确认 until confirmed). side: on which side. least: smaller n are not judged.
    chance: against what accident is tested: others (Fisher's exact test, hypergeometric: the place against the rest),
    even (binomial, one half), variance (F test), none (counts that are possible only once). unit: how the figure is
    written. shows, innocent: what the figure is, and explanations that need nobody's fault. source: where the method
    comes from.
    """

    id: str
    title: str
    place: int
    reference: float
    least: int
    shows: str
    innocent: str
    source: str
    select: str
    side: Literal["above", "below"] = "above"
    chance: Literal["others", "even", "variance", "none"] = "none"
    unit: Literal["share", "count", "coefficient"] = "share"
    beside: str = ""


@functools.cache
def load() -> dict[str, Signal]:
    """Every signal by id, in order of place.

    Raises:
        SignalError: a header with a missing or unknown entry.
    """
    found = []
    for facts, select in headed.read(PACKAGE):
        try:
            found.append(Signal(**facts, select=select))
        except TypeError as problem:
            raise SignalError(f"{facts['id']}.sql: {problem}") from None
    return {one.id: one for one in sorted(found, key=lambda one: (one.place, one.id))}
