"""总览: every county with its stages, what it waits for, and what is due, computed from published results only."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from acceptance import stages, standing, status, store
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
    district: str

    @property
    def stage_title(self) -> str:
        return stages.LABELS.get(self.stage or "", "未开始")


def rows(season: Season, counties: Iterable[str], day: dt.date) -> list[CountyRow]:
    """One row per county, in the given order, with what was said about its result up to a day."""
    return [row(season, code, day) for code in counties]


def row(season: Season, county: str, day: dt.date) -> CountyRow:
    found = published.result(season, county) or {}
    stands = status.row(season, county, day)
    return CountyRow(
        county,
        stands["county_name"],
        stands["stage"],
        stands["verdict"] or "",
        stands["waits_for"],
        stands["as_of"] or "",
        stands["stages"],
        _lines(found, status.left_out(season, county)),
        sum(lead.get("open") or 0 for lead in (found.get("leads") or {}).values()),
        dict(found.get("issues") or {}),
        season.campaign.districts.of(county),
    )


def _lines(found: Mapping[str, Any], without: frozenset[str]) -> dict[str, str]:
    outcomes = {one["line"]: one["outcome"] for one in found.get("inputs") or []}
    return {line: "不适用" if line in without else outcomes.get(line, "") for line in EVIDENCE}


def kept(
    found: list[CountyRow], words: str = "", stage: str = "", problem: str = "", district: str = ""
) -> list[CountyRow]:
    """The rows that match: words in what the row says, its stage, a kind of problem of PROBLEMS, its district."""
    fits = PROBLEMS[problem][1] if problem in PROBLEMS else lambda one: not problem
    return [
        one
        for one in found
        if words in " ".join([one.name, one.code, one.verdict, *one.waits_for])
        and (not stage or (one.stage or "none") == stage)
        and fits(one)
        and district in ("", one.district)
    ]


PROBLEMS: dict[str, tuple[str, Callable[[CountyRow], bool]]] = {
    "refused": ("有退回的申报包", lambda one: "退回" in one.lines.values()),
    "leads": ("有待核查的线索", lambda one: one.open_leads > 0),
    "issues": ("有未销号的问题", lambda one: any(one.issues.get(kind) for kind in ("block", "row", "judge"))),
    "waiting": ("有等待审签的数据包", lambda one: any("正在审签" in words for words in one.waits_for)),
    "against": ("建议不予或不通过", lambda one: one.verdict.startswith(("建议不予", "不通过"))),
}


def calendar(season: Season, found: list[CountyRow], today: dt.date) -> standing.Calendar:
    """The year's window seen from a day, of the counties that are shown."""
    return standing.calendar(season, {one.code: one.stage for one in found}, today)


def completeness(found: list[CountyRow]) -> list[tuple[str, int, int, int]]:
    """(line title, counties that need it, accepted, refused) for 自查 and the four lines of evidence."""
    listed = []
    for line in EVIDENCE:
        needed = [one for one in found if one.lines[line] != "不适用"]
        accepted = sum(one.lines[line] in store.checks.ACCEPTED for one in needed)
        listed.append(
            (standing.line_title(line), len(needed), accepted, sum(one.lines[line] == "退回" for one in needed))
        )
    return listed


def late(season: Season, found: list[CountyRow], today: dt.date) -> list[str]:
    """Lines that are overdue, the longest first, in words."""
    rows = [{"county_code": one.code, "stages": one.cells} for one in found]
    return [standing.late_words(season, one) for one in standing.late(season, rows, today)]


def issue_ages(season: Season, counties: Iterable[str], today: dt.date) -> list[tuple[str, int]]:
    """Open issues by how long until or since their date."""
    counted = (one for county in counties for one in published.counted(season, county, "issues", "state", "due"))
    return standing.issue_ages(counted, today)
