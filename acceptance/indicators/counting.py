"""Figures counted over the whole register: values and the official rule on them, without interval (RULEBOOK D.3)."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from acceptance.campaign import Campaign
from acceptance.estimation import Estimate, Limit
from acceptance.estimation.judging import side
from acceptance.estimation.model import FAILED, MET, NOT_APPLICABLE, UNKNOWN
from acceptance.indicators.catalogue import Indicator, load

NOT_ALWAYS = ("休学/送教证明",)
"""Papers of the list that only some households need (E090)."""


@dataclasses.dataclass(frozen=True)
class Value:
    """Numerator and denominator of one county, and what else the SELECT yields, by column."""

    numerator: int
    denominator: int
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def prepare(con: duckdb.DuckDBPyConnection, campaign: Campaign) -> None:
    """The tables that indicators read beside the evidence: `params` (one row) and `mandatory_paper`."""
    line, near = Decimal(str(campaign.poverty_line.amount)), Decimal(str(campaign.near_line.value))
    con.execute("CREATE OR REPLACE TEMP TABLE params (poverty_line DECIMAL(18, 2), near_line DECIMAL(9, 4))")
    con.execute("INSERT INTO params VALUES (?, ?)", [line, near])
    con.execute("CREATE OR REPLACE TEMP TABLE mandatory_paper (owner_type VARCHAR, doc_type VARCHAR)")
    papers = {"户": campaign.codes["household_doc"], "村": campaign.codes["village_doc"]}
    needed = [(owner, paper) for owner, listed in papers.items() for paper in listed if paper not in NOT_ALWAYS]
    con.executemany("INSERT INTO mandatory_paper VALUES (?, ?)", needed)


def rows(con: duckdb.DuckDBPyConnection, indicator: Indicator) -> pa.Table:
    """What the indicator's SELECT yields on an evidence connection; `prepare` has run, and verdicts before it."""
    return con.sql(indicator.select).to_arrow_table()


def compute(con: duckdb.DuckDBPyConnection, campaign: Campaign) -> dict[str, Value]:
    """Every counted indicator of the one county on the connection; those without any evidence are left out.

    Reads the evidence views and, from verdicts, finding_in_force, poor_persons (judge_households has run).
    """
    prepare(con, campaign)
    found = {}
    for one in load().values():
        if one.estimator == "census" and one.level == "county":
            for row in rows(con, one).to_pylist():
                row.pop("county_code")
                found[one.id] = Value(row.pop("numerator"), row.pop("denominator"), row)
    return found


def estimates(values: Mapping[str, Value], campaign: Campaign) -> dict[str, Estimate]:
    """The values in the form of the field lines' estimates: a census has no interval.

    Equality passes and is 压线待确认, except at a threshold that cannot be bettered (100%). Where a value has an upper
    reading (numerator_hi: 待核 persons count as poor), an official result needs both on one side, else it is "?". An
    indicator without a threshold is 不适用.
    """
    return {name: _judged(load()[name], value, campaign) for name, value in values.items()}


def _judged(indicator: Indicator, value: Value, campaign: Campaign) -> Estimate:
    stated = campaign.thresholds.get(indicator.id)
    plain = Estimate(
        indicator.id,
        indicator.title,
        numerator=value.numerator,
        denominator=value.denominator,
        n=value.denominator,
        method="census",
        threshold=stated.value if stated else None,
        better=stated.better if stated else indicator.better or None,
        complete=True,
        official=UNKNOWN if stated else NOT_APPLICABLE,
    )
    if not value.denominator:
        return plain
    point = Fraction(value.numerator, value.denominator)
    plain = dataclasses.replace(plain, point=float(point), published=float(point))
    if not stated:
        return plain
    limit = Limit(stated.value, stated.better)
    highest = Fraction(value.more.get("numerator_hi", value.numerator), value.denominator)
    low, high = (MET if limit.value == 1 == share else side(share, limit) for share in (point, highest))
    note = f"含待核 {value.more['numerator_hi']} {indicator.unit}" if highest != point else ""
    if FAILED in (low, high) and low != high:
        return dataclasses.replace(plain, note=note)
    return dataclasses.replace(plain, official=high, passes=high != FAILED, note=note)
