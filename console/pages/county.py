"""A county: verdict, readiness, indicators and matrix as the report prints them; packages, issues, villages; start."""

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from acceptance import contracts, overdue_leads, standing, status, store
from acceptance.findings import SEVERITIES, titles
from acceptance.season import Season
from console import audit, comments, roles, sheets
from console.guard import Refusal
from console.read import documents, matrix, published, village
from console.web import GuardedRoute, Visit, form, go, missing, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
ANNEX = "annex.xlsx"
PUBLIC_PARTS = ("验收结论", "四位一体对照", "五看", "抽样设计与加权", "脱贫前后对比", "口径、版本与核对")
"""Parts of the report that name no household: all that observers and leaders see."""


@router.get("/county/{county}")
@needs("county.read")
def county_page(request: Request, county: str, part: str = "") -> Response:
    visit: Visit = request.state.visit
    season = known(visit, county)
    found = published.result(season, county)
    row = matrix.row(season, county, visit.desk.today)
    details = visit.may("county.details", county)
    parts = _parts(season, county, found, details) if found else []
    villages = village.villages(season, county) if found and visit.may("village.read", county) else []
    return render(
        request,
        "county",
        county=county,
        name=row.name,
        row=row,
        result=found,
        parts=parts,
        villages=villages,
        totals=village.totals(villages),
        outcomes=_outcomes(found),
        lines=packages(visit, season, county) if details else [],
        issues=_issues(season, county) if details and found else [],
        suggestions=published.listed(season, county, "suggestions") if details and found else [],
        overdue=_overdue(season, county, visit.desk.today) if details and found else 0,
        severities=SEVERITIES,
        titles=_titles(),
        sends=[line for line in sendable(visit) if contracts.lines()[line].owner == "county"],
        entries=[line for line in roles.roles()[visit.role].entries if line in contracts.lines()],
        line_title=standing.line_title,
        task=season.task(county) if county in season.counties else {},
        annex=ANNEX in published.files(season, county),
        documents=documents.listed(season, county),
        kinds=documents.KINDS,
        unanswered=sum(not one.answer for one, _ in comments.listed(season, county)),
    )


def known(visit: Visit, county: str) -> Season:
    """The season, if the county is one of the year's. Raises Refusal 404."""
    season = visit.desk.season
    if county not in season.county_names:
        raise missing(f"区县「{county}」")
    return season


def sendable(visit: Visit) -> list[str]:
    """Lines that the visitor's role may send and the year's contract has."""
    return [line for line in roles.roles()[visit.role].lines if line in contracts.lines()] if visit.role else []


def _parts(season: Season, county: str, found: dict[str, Any], details: bool) -> list[dict[str, Any]]:
    listed = published.context(season, county, found)["parts"]
    return [part for part in listed if details or part["title"] in PUBLIC_PARTS]


def _outcomes(found: dict[str, Any] | None) -> list[tuple[str, int]]:
    return sorted((found or {}).get("household_outcomes", {}).items(), key=lambda pair: -pair[1])


def _overdue(season: Season, county: str, day: dt.date) -> int:
    """Leads that are overdue on a day; asked once a day of what is published."""

    def counted(_: store.Generation) -> int:
        return overdue_leads.of_counties(season, [county], day)[county].count

    return published.remembered(season, county, f"overdue leads on {day}", counted) or 0


def _titles() -> dict[str, str]:
    return {name: registry.title for name, registry in contracts.registries().items()}


def packages(visit: Visit, season: Season, county: str) -> list[dict[str, Any]]:
    """Every version of every line that this county may send or that speaks of it, newest first; with `municipal`, of
    the lines that no county owns.
    """
    listed = []
    owner = "municipal" if county == store.MUNICIPAL else "county"
    without = status.left_out(season, county) if owner == "county" else frozenset()
    for line in contracts.lines().values():
        if line.owner != owner or line.id in without:
            continue
        for receipt in reversed(store.receipts(season.home, county, line.id)):
            check = store.read_check(season.home, receipt, season.basis)
            listed.append(
                {
                    "line": line,
                    "receipt": receipt,
                    "outcome": check.outcome if check else "未检查",
                    "found": sum(check.counts.values()) if check else 0,
                    "feedback": _feedback(visit, season, county, line.id, receipt.version),
                }
            )
    return listed


def _feedback(visit: Visit, season: Season, county: str, line: str, version: int) -> bool:
    """Whether the sender's marked workbook of this version is there and this visitor is of the sender's role."""
    return line in sendable(visit) and published.has_answer(season, county, f"{line}-{version}.feedback.xlsx")


def _issues(season: Season, county: str) -> list[dict[str, Any]]:
    """Issues by severity, rule and state, gravest and most frequent first."""
    order = list(SEVERITIES)
    counted = published.counted(season, county, "issues", "severity", "rule_id", "state")
    counted = sorted(counted, key=lambda one: (order.index(one["severity"]), -one["count"], one["rule_id"]))
    return [one | {"title": titles().get(one["rule_id"], "")} for one in counted]


@router.post("/county/{county}/start")
@needs("county.start")
async def start(request: Request, county: str) -> Response:
    await form(request)
    visit: Visit = request.state.visit
    await run_in_threadpool(known, visit, county)
    await run_in_threadpool(visit.desk.start, county)
    await run_in_threadpool(visit.note, "启动区县推进", audit.DONE, county)
    return go(f"/county/{county}")


@router.get("/county/{county}/report.pdf")
@needs("report.read")
def report(request: Request, county: str) -> Response:
    visit: Visit = request.state.visit
    season = known(visit, county)
    found = published.result(season, county)
    data = published.file(season, county, published.report_name(found)) if found else None
    if data is None:
        raise missing("已生成的报告")
    return sheets.download(
        data, f"{season.county_names[county]}{season.campaign.year}年度脱贫验收报告.pdf", "application/pdf"
    )


@router.get("/county/{county}/annex.xlsx")
@needs("table.export")
def annex(request: Request, county: str) -> Response:
    visit: Visit = request.state.visit
    season = known(visit, county)
    data = published.file(season, county, ANNEX)
    if data is None:
        raise missing("附件")
    return sheets.download(data, f"{season.county_names[county]}附件.xlsx", sheets.XLSX)


@router.get("/county/{county}/feedback/{line}/{version}")
@needs("feedback.read")
def feedback(request: Request, county: str, line: str, version: str) -> Response:
    """The sender's own workbook: it holds what was sent unmasked, so only the sender's role may have it."""
    visit: Visit = request.state.visit
    season = visit.desk.season if county == store.MUNICIPAL else known(visit, county)
    if line not in sendable(visit):
        visit.note("下载反馈工作簿", audit.REFUSED, county, f"{line} {version}", "不是报送方")
        raise Refusal(403, "反馈工作簿只给报送方。")
    data = published.answer(season, county, f"{line}-{version}.feedback.xlsx") if version.isdecimal() else None
    if data is None:
        raise missing("这一版的反馈工作簿")
    name = season.county_names.get(county, season.campaign.municipality.name)
    return sheets.download(data, f"{name}{standing.line_title(line)}第{version}版反馈.xlsx", sheets.XLSX)
