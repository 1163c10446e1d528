"""Rows of what a report prints beside the verdict: overviews (tables of counts) and signals (where to look again)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OverviewTable:
    """One overview with its rows; columns: name -> (title, kind, width in percent).

    rows_shown: 0 prints them all. quiet: without rows nothing is said of it.
    """

    id: str
    title: str
    part: str
    columns: Mapping[str, tuple[str, str, int]]
    rows: Sequence[Mapping[str, Any]]
    absent: str
    note: str = ""
    rows_shown: int = 0
    quiet: bool = False


@dataclass(frozen=True)
class SignalPlace:
    """A place, person (under an alias) or question beyond the reference value."""

    place: str
    line: str
    n: int
    figure: float
    chance: float | None = None


@dataclass(frozen=True)
class SignalFacts:
    """One signal: what it shows, its reference value, how many places were looked at, which lie beyond."""

    id: str
    title: str
    unit: str
    side: str
    reference: float
    confirmed: bool
    shows: str
    innocent: str
    looked_at: int
    beyond: Sequence[SignalPlace] = ()
