"""Decisions, adjudications and answers to issues: entered by one person, confirmed by another, sent as a package."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console import audit, drafts, packages, roles
from console.guard import Refusal
from console.pages.county import known
from console.read import published
from console.web import GuardedRoute, Visit, form, go, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
HINTS = {
    "decision": "对象填户编号、村代码或区县代码。豁免要填规则编号；听证裁定、复核结论、改判要填标准（c1 至 c8），"
    "决定内容填“通过”或“不通过”；重开的决定内容填区县自查的版本号。",
    "adjudication": "属实的，整户剔除；保留的必须有理由代码和佐证资料编号。",
    "rectification": "写明采取的措施、佐证资料和完成日期。",
}


def _own(visit: Visit, county: str, line: str) -> tuple[str, ...]:
    """The visitor's lines, this one among them. Raises Refusal for a line that is another role's."""
    lines = roles.roles()[visit.role].entries
    if line not in lines:
        visit.note("填报与复核", audit.REFUSED, county, line, "不是本角色的事项")
        raise Refusal(403, "您的角色不办理这一项。")
    known(visit, county)
    return lines


@router.get("/county/{county}/entry/{line}")
@needs("entry.write")
def entry_page(request: Request, county: str, line: str, object: str = "", house: str = "") -> Response:
    visit: Visit = request.state.visit
    _own(visit, county, line)
    given = dict.fromkeys(("object", "lead_id", "issue_id"), object[:64]) | {"household_id": house[:64]}
    return _page(request, visit, county, line, given)


def _page(
    request: Request, visit: Visit, county: str, line: str, given: dict[str, str], problem: str = "", status: int = 200
) -> Response:
    season = visit.desk.season
    try:
        columns, title = drafts.entered(season, line), packages.line(line).title
    except packages.EntryError as missing:
        return render(request, "refused", 503, said=str(missing))
    waiting = drafts.waiting(visit.desk.home, county, (line,))
    given = dict.fromkeys(drafts.ON, visit.desk.today.isoformat()) | given
    return render(
        request,
        "entry",
        status,
        county=county,
        name=season.county_names[county],
        line=line,
        title=title,
        columns=columns,
        given=given,
        problem=problem,
        waiting=waiting,
        table=packages.table(season, line),
        hint=HINTS.get(line, ""),
        leads=_open_leads(visit, county) if line == "adjudication" else [],
    )


def _open_leads(visit: Visit, county: str) -> list[dict[str, object]]:
    return published.rows(visit.desk.season, county, "leads", status="待核查")[:200]


@router.post("/county/{county}/entry/{line}")
@needs("entry.write")
async def propose(request: Request, county: str, line: str) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    return await run_in_threadpool(_propose, request, visit, county, line, {name: text(given, name) for name in given})


def _propose(request: Request, visit: Visit, county: str, line: str, row: dict[str, str]) -> Response:
    _own(visit, county, line)
    try:
        draft = drafts.propose(visit.desk.season, visit.desk.moment, line, county, row, visit.login, visit.name)
    except packages.EntryError as problem:
        return _page(request, visit, county, line, row, str(problem), 422)
    visit.note(f"提出{packages.line(line).title}", audit.DONE, county, draft)
    return go(f"/county/{county}/entry/{line}")


@router.post("/county/{county}/entry/{line}/{draft}")
@needs("entry.write")
async def decide(request: Request, county: str, line: str, draft: str) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    return await run_in_threadpool(_decide, request, visit, county, line, draft, text(given, "answer"))


def _decide(request: Request, visit: Visit, county: str, line: str, draft: str, answer: str) -> Response:
    _own(visit, county, line)
    try:
        if answer == "confirm":
            drafts.confirm(visit.desk.season, county, draft, (line,), visit.login, visit.name)
        else:
            drafts.withdraw(visit.desk.home, county, draft, (line,))
    except packages.EntryError as problem:
        return _page(request, visit, county, line, {}, str(problem), 409)
    visit.note(
        f"{'复核并送出' if answer == 'confirm' else '撤回'}{packages.line(line).title}", audit.DONE, county, draft
    )
    return go(f"/county/{county}/entry/{line}")
