"""Overviews and signals of a county in the form the report and overviews.json take them."""

from collections.abc import Mapping
from typing import Any

from acceptance import contracts, overviews, signals
from acceptance.case import Case
from acceptance.reporting.beside import OverviewTable, SignalFacts, SignalPlace


def overview_tables(case: Case) -> list[OverviewTable]:
    """Every overview that the report prints, with its rows."""
    return [_table(case, one) for one in overviews.load().values() if one.part]


def _table(case: Case, one: overviews.Overview) -> OverviewTable:
    columns = {name: (column.title, column.kind, column.width) for name, column in one.columns.items()}
    read = overviews.rows(case.con, one)
    return OverviewTable(one.id, one.title, one.part, columns, read, one.absent, one.note, one.rows, one.quiet)


def signal_facts(case: Case) -> list[SignalFacts]:
    """Every signal, the places beyond its reference value farthest first."""
    found: dict[str, list[Mapping[str, Any]]] = {name: [] for name in signals.load()}
    for row in _signal_rows(case):
        found[row["signal"]].append(row)
    return [_facts(case, one, found[one.id]) for one in signals.load().values()]


def _facts(case: Case, one: signals.Signal, read: list[Mapping[str, Any]]) -> SignalFacts:
    value, confirmed = signals.reference(one, case.season.campaign.signals)
    sign = 1 if one.side == "below" else -1
    beyond = sorted((row for row in read if row["beyond"]), key=lambda row: (sign * row["figure"], row["place"]))
    return SignalFacts(
        one.id,
        one.title,
        one.unit,
        one.side,
        value,
        confirmed,
        one.shows,
        one.innocent,
        sum(row["enough"] for row in read),
        [
            SignalPlace(row["place"], contracts.lines()[row["line"]].title, row["n"], row["figure"], row["chance"])
            for row in beyond
        ],
    )


def _signal_rows(case: Case) -> list[dict[str, Any]]:
    columns = "signal, title, line, level, place, code, n, hits, figure, beside, chance, reference, confirmed"
    query = f"SELECT {columns}, enough, beyond FROM signal ORDER BY ordinal, line, level, code, place"
    return case.con.sql(query).to_arrow_table().to_pylist()


def beside(case: Case) -> dict[str, Any]:
    """What overviews.json holds: `signals`, those beyond their reference value; `overviews`, the rows of
    those the report prints. The longer ones lie beside it as overview_<id>.parquet.
    """
    return {
        "signals": [
            {key: value for key, value in row.items() if key not in ("enough", "beyond")}
            for row in _signal_rows(case)
            if row["beyond"]
        ],
        "overviews": {
            one.id: {
                "title": one.title,
                "columns": {name: column.title for name, column in one.columns.items()},
                "rows": overviews.rows(case.con, one),
            }
            for one in overviews.load().values()
            if one.part
        },
    }
