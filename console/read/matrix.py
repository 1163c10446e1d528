"""总览: every county with its stages, what it waits for, and what is due, computed from published results only."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from acceptance import contracts, stages, status, store
from acceptance.ledger import CLOSED
from acceptance.season import Season
from console.read import published

EVIDENCE = ("self_check", "municipal", "exit_evaluation", "precision_evaluation", "opinion")


@dataclass(frozen=True)
class CountyRow:
    """cells: of the stage table {id, title, state, since}. lines: evidence line -> outcome or ''."""

    code: str
    name: str
    stage: str | None
    verdict: str
    waits_for: list[str]
    as_of: str
    cells: list[dict[str, str]]
    lines: dict[str, str]
    open_leads: int
    issues: dict[str, int]

    @property
    def stage_title(self) -> str:
        return stages.LABELS.get(self.stage or "", "未开始")


def rows(season: Season, counties: Iterable[str], day: dt.date) -> list[CountyRow]:
    """One row per county, in the given order, with what was said about its result up to a day."""
    return [row(season, code, day) for code in counties]


def row(season: Season, county: str, day: dt.date) -> CountyRow:
    found = published.result(season, county) or {}
    stands = status.row(season, county, day)
    arrived = {line: _arrived(season, county, line) for line in EVIDENCE}
    cells = [
        one | {"since": arrived.get("self_check" if one["id"] in ("received", "checked") else one["id"], "")}
        for one in stands["stages"]
    ]
    return CountyRow(
        county,
        stands["county_name"],
        stands["stage"],
        stands["verdict"] or "",
        stands["waits_for"],
        stands["as_of"] or "",
        cells,
        _lines(found, status.left_out(season, county)),
        sum(lead.get("open") or 0 for lead in (found.get("leads") or {}).values()),
        dict(found.get("issues") or {}),
    )


def _arrived(season: Season, county: str, line: str) -> str:
    """The day the newest package of a line arrived; '' before the first."""
    newest = store.receipts(season.home, county, line)[-1:]
    return newest[0].received_at[:10] if newest else ""


def _lines(found: Mapping[str, Any], without: frozenset[str]) -> dict[str, str]:
    outcomes = {one["line"]: one["outcome"] for one in found.get("inputs") or []}
    return {line: "不适用" if line in without else outcomes.get(line, "") for line in EVIDENCE}


def line_title(line: str) -> str:
    stated = contracts.lines().get(line)
    return stated.title if stated else line


def kept(found: list[CountyRow], words: str = "", stage: str = "", problem: str = "") -> list[CountyRow]:
    """The rows that match: words in what the row says, the stage it stands at, a kind of problem of PROBLEMS."""
    fits = PROBLEMS[problem][1] if problem in PROBLEMS else lambda one: not problem
    return [
        one
        for one in found
        if words in " ".join([one.name, one.code, one.verdict, *one.waits_for])
        and (not stage or (one.stage or "none") == stage)
        and fits(one)
    ]


PROBLEMS: dict[str, tuple[str, Callable[[CountyRow], bool]]] = {
    "refused": ("有退回的申报包", lambda one: "退回" in one.lines.values()),
    "leads": ("有待核查的线索", lambda one: one.open_leads > 0),
    "issues": ("有未销号的问题", lambda one: any(one.issues.get(kind) for kind in ("block", "row", "judge"))),
    "against": ("建议不予或不通过", lambda one: one.verdict.startswith(("建议不予", "不通过"))),
}


@dataclass(frozen=True)
class Calendar:
    """The year's window seen from a day. forecast: the day all verdicts would be there at the present pace, or None."""

    opens: dt.date
    closes: dt.date
    today: dt.date
    decided: int
    counties: int
    forecast: dt.date | None

    @property
    def days_left(self) -> int:
        return (self.closes - self.today).days


def calendar(season: Season, found: list[CountyRow], today: dt.date) -> Calendar:
    window = season.campaign.window
    after = list(stages.LABELS)[list(stages.LABELS).index("judged") :]
    decided = sum(one.stage in after for one in found)
    elapsed = (today - window.opens).days
    forecast = None
    if decided and elapsed > 0 and decided < len(found):
        forecast = today + dt.timedelta(days=-(-elapsed * (len(found) - decided) // decided))
    return Calendar(window.opens, window.closes, today, decided, len(found), forecast)


def completeness(found: list[CountyRow]) -> list[tuple[str, int, int, int]]:
    """(line title, counties that need it, accepted, refused) for 自查 and the four lines of evidence."""
    listed = []
    for line in EVIDENCE:
        needed = [one for one in found if one.lines[line] != "不适用"]
        accepted = sum(one.lines[line] in store.checks.ACCEPTED for one in needed)
        listed.append((line_title(line), len(needed), accepted, sum(one.lines[line] == "退回" for one in needed)))
    return listed


def issue_ages(season: Season, counties: Iterable[str], today: dt.date) -> list[tuple[str, int]]:
    """Open issues by how long until or since their date."""
    ages = {"未到期": 0, "逾期 7 天以内": 0, "逾期 8 至 30 天": 0, "逾期 30 天以上": 0}
    for county in counties:
        for one in published.counted(season, county, "issues", "state", "due"):
            if one["state"] in CLOSED:
                continue
            late = (today - one["due"]).days if one.get("due") else 0
            age = (
                "未到期"
                if late <= 0
                else "逾期 7 天以内"
                if late <= 7
                else "逾期 8 至 30 天"
                if late <= 30
                else "逾期 30 天以上"
            )
            ages[age] += one["count"]
    return list(ages.items())
