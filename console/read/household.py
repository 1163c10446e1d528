"""One household with everything that speaks of it: the published verdict, and its rows from the versions in force."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import duckdb

from acceptance import contracts
from acceptance.season import Season
from acceptance.verdicts import inputs
from console.masks import hide
from console.read import opened, published

Row = dict[str, Any]
RULES = {
    "H1": "比对排除指标属实，整户剔除",
    "H1b": "比对排除指标属实，但现场发现标准不通过，先核清",
    "H2": "一至七项标准有不通过",
    "H3": "民主评议未过半数",
    "H4": "有未核清、有争议或缺证据的事项",
    "H5": "程序与认可不通过，补程序",
    "H6": "八项标准均通过，无未决线索",
    "O1": "比对排除指标属实，整户剔除",
    "O2": "登记为未脱贫、返贫，或自查不达标",
    "O3": "经裁定或现场一致认定标准不通过",
    "O4": "有未核清或有争议的事项",
    "O5": "未发现返贫依据",
}
"""The rule that decided, in words (RULEBOOK D.4, household lists)."""


@dataclass(frozen=True)
class Criterion:
    """One of c1–c9: outcome, the sentence why, and each source's mark [(source, mark, rules or '')]."""

    id: str
    title: str
    outcome: str
    words: str
    marks: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Household:
    """verdict: the published row; head: its row of 户表, or {}. stale: newer evidence waits to be judged."""

    verdict: Row
    head: Row
    criteria: list[Criterion]
    rule: str
    stale: bool
    members: list[Row]
    incomes: list[Row]
    measures: list[Row]
    visits: list[Row]
    steps: list[Row]
    leads: list[Row]
    issues: list[Row]
    decisions: list[Row]


def household(season: Season, county: str, number: str) -> Household | None:
    """A household by its number; None where the published results do not hold it."""
    try:
        return _household(season, county, number)
    except (duckdb.IOException, duckdb.ConnectionException):  # the lake was made anew, or the county closed meanwhile
        opened.close_all()
        return _household(season, county, number)


def _household(season: Season, county: str, number: str) -> Household | None:
    found = published.rows(season, county, "households", household_id=number)
    result = published.result(season, county)
    if not found or result is None:
        return None
    verdict = found[0]
    with opened.county(season, county, dt.date.fromisoformat(result["as_of"])) as con:
        now = _rows(con, "SELECT outcome, rule FROM household_verdict WHERE household_id = ?", number)
        stale = not now or now[0]["outcome"] != verdict["outcome"]
        leads = _rows(con, _LEADS, number)
        return Household(
            verdict,
            next(iter(_rows(con, "SELECT * FROM household WHERE household_id = ?", number)), {}),
            _criteria(con, verdict, leads),
            "" if stale else now[0]["rule"],
            stale,
            _rows(con, _MEMBERS, number),
            _rows(con, "SELECT * FROM income WHERE household_id = ? ORDER BY phase DESC", number),
            _measures(con, number),
            _rows(con, _visits(), number, number, number),
            _rows(con, _STEPS, number),
            [one | {"registry": _registry(one["registry"])} for one in leads],
            published.rows(season, county, "issues", household_id=number),
            _rows(con, _DECISIONS, number),
        )


_MEMBERS = (
    "SELECT name, id_no, relation, education, schooling, health, resident_med, employee_med, change_type "
    "FROM person WHERE household_id = ? ORDER BY relation <> '户主', person_id"
)
_STEPS = (
    "SELECT level, step, date_from, date_to, place, due_n, present_n, agree_n, objection_n, objection_closed, doc_id "
    "FROM procedure WHERE object_type = '户' AND household_id = ? ORDER BY date_from NULLS LAST, seq, procedure_id"
)
_MARKS = "SELECT criterion, source, mark, words FROM mark WHERE household_id = ? ORDER BY place, words"
_LEADS = "SELECT registry, kind, status, evidence FROM lead WHERE household_id = ? ORDER BY lead_id"
_DECISIONS = (
    "SELECT kind, criterion, value, reason, doc_id, signer1, signer2, decided_on FROM decision_in_force "
    "WHERE object = ? ORDER BY decided_on, kind"
)


def _rows(con: duckdb.DuckDBPyConnection, query: str, *values: str) -> list[Row]:
    return con.sql(query, params=list(values)).to_arrow_table().to_pylist()


def _visits() -> str:
    """Visits on site with their day and marks, of every line that has them."""
    marks = ", ".join(inputs.CRITERIA)
    return (
        f"SELECT '市级验收' AS line, visit_start AS visited_at, {marks}, evidence_id FROM municipal_household "
        "WHERE household_id = ? "
        f"UNION ALL SELECT evaluator, visit_start, {marks}, evidence_id FROM evaluation_household "
        "WHERE disposition = '完成' AND household_id = ? "
        f'UNION ALL SELECT kind, CAST("date" AS TIMESTAMP), {marks}, NULL FROM inspection_visit '
        "WHERE household_id = ? ORDER BY visited_at NULLS LAST, line"
    )


def _measures(con: duckdb.DuckDBPyConnection, number: str) -> list[Row]:
    """What was done for the household, in order of date."""
    query = (
        'SELECT measure_family, measure, "date", amount FROM measure WHERE household_id = ? ORDER BY "date", measure'
    )
    return _rows(con, query, number)


def _criteria(con: duckdb.DuckDBPyConnection, verdict: Row, leads: list[Row]) -> list[Criterion]:
    """c1–c8 as published with today's sources beside them, then c9."""
    number = verdict["household_id"]
    labels = {source.id: source.label for source in inputs.SOURCES}
    words = {
        one["criterion"]: one["words"]
        for one in _rows(con, "SELECT criterion, words FROM criterion WHERE household_id = ?", number)
    }
    marks: dict[str, list[tuple[str, str, str]]] = {}
    for one in _rows(con, _MARKS, number):
        said = (labels[one["source"]], one["mark"], hide(one["words"].partition("：")[2]))
        if said not in marks.setdefault(one["criterion"], []):
            marks[one["criterion"]].append(said)
    found = [
        Criterion(name, title, verdict[name] or "", hide(words.get(name, "")), marks.get(name, []))
        for name, title in inputs.CRITERIA.items()
    ]
    compared = [(_registry(one["registry"]), one["status"], hide(one["evidence"])) for one in leads]
    return [
        *found,
        Criterion("c9", "无未决排除命中", verdict["c9"] or "", "" if compared else "部门数据比对无命中", compared),
    ]


def _registry(name: str) -> str:
    stated = contracts.registries().get(name)
    return stated.title if stated else name
