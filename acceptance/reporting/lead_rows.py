"""What part 5 of a county report prints beside the counts of result.json: leads, striking off, suggestions, 横向比对.

Lists hold their first rows only; the totals say how long they are, the annex holds them whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class IndicatorRow:
    """Leads of one exclusion indicator. wrong: kept ÷ decided, None where nothing is decided."""

    title: str
    leads: int
    households: int
    open: int
    confirmed: int
    kept: int
    wrong: float | None


@dataclass(frozen=True)
class LeadRow:
    """One lead by its number; days_late 0 = not overdue."""

    lead_id: str
    registry: str
    household_id: str
    kind: str
    status: str
    due: date | None = None
    days_late: int = 0


@dataclass(frozen=True)
class StruckRow:
    """A household struck off, 元: support received, to be recovered, in the ledger, paid back."""

    household_id: str
    lead_id: str
    support: Decimal
    adjudged: Decimal
    due: Decimal
    paid: Decimal


@dataclass(frozen=True)
class SuggestionRow:
    """Suggestions of one kind: how many, of how many persons."""

    kind: str
    count: int
    persons: int


@dataclass(frozen=True)
class StandsOut:
    """A household or neighbour of 横向比对 by village and number, and what is said of it."""

    village: str
    number: str
    words: str


@dataclass(frozen=True)
class Compared:
    """横向比对 of a county: what was ranked, and the first rows of each list with its length."""

    households: int = 0
    villages: int = 0
    neighbours: int = 0
    better_off: Sequence[StandsOut] = ()
    better_off_total: int = 0
    above: Sequence[StandsOut] = ()
    above_total: int = 0
    above_all: int = 0
    missed: Sequence[StandsOut] = ()
    missed_total: int = 0


@dataclass(frozen=True)
class LeadFacts:
    """All of part 5 that is not in result.json. balance: (what is reconciled, 元 or 户, is it to be nothing)."""

    indicators: Sequence[IndicatorRow] = ()
    waiting: Sequence[LeadRow] = ()
    waiting_total: int = 0
    overdue: int = 0
    struck: Sequence[StruckRow] = ()
    struck_total: int = 0
    balance: Sequence[tuple[str, str, bool]] = ()
    reconciled: bool = True
    suggestions: Sequence[SuggestionRow] = ()
    compared: Compared = field(default_factory=Compared)
