"""Reading, accepting or returning a county's report: two steps, two people, one package each."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console import audit, packages, signing
from console.pages.county import known
from console.read import published
from console.web import GuardedRoute, Visit, form, go, missing, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


@router.get("/county/{county}/review")
@needs("review.sign")
def review_page(request: Request, county: str) -> Response:
    visit: Visit = request.state.visit
    return _page(request, visit, county)


def _page(request: Request, visit: Visit, county: str, problem: str = "", status: int = 200) -> Response:
    season = known(visit, county)
    found = published.result(season, county)
    if found is None:
        raise missing("可以审签的报告")
    taken = signing.steps(visit.desk.home, county, found)
    return render(
        request,
        "review",
        status,
        county=county,
        name=season.county_names[county],
        result=found,
        taken=taken,
        actions=signing.next_actions(taken),
        ready=signing.ready(),
        problem=problem,
    )


@router.post("/county/{county}/review")
@needs("review.sign")
async def sign(request: Request, county: str) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    facts = {name: text(given, name) for name in ("action", "reason", "core")}
    return await run_in_threadpool(_sign, request, visit, county, facts)


def _sign(request: Request, visit: Visit, county: str, given: dict[str, str]) -> Response:
    season = known(visit, county)
    found = published.result(season, county)
    if found is None:
        raise missing("可以审签的报告")
    who = visit.session.account.title if visit.session else ""
    try:
        signing.sign(
            season,
            visit.desk.moment,
            county,
            found,
            given["action"],
            given["reason"],
            given["core"],
            visit.login,
            visit.name,
            who,
        )
    except packages.EntryError as problem:
        return _page(request, visit, county, str(problem), 409)
    visit.note(f"审签：{given['action']}", audit.DONE, county, given["core"][:16], given["reason"])
    return go(f"/county/{county}/review")
