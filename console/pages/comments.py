"""意见与答复: what observers and leaders say of a county's report, and what the municipal office answers."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console import audit, comments, packages
from console.pages.county import known
from console.read import published
from console.web import GuardedRoute, Visit, form, go, missing, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
READ = 4 * comments.MOST
"""Letters of a field that are looked at, so that a longer one is refused and not cut."""


@router.get("/county/{county}/comments")
@needs("comment.read")
def comments_page(request: Request, county: str) -> Response:
    return _page(request, request.state.visit, county)


def _page(
    request: Request, visit: Visit, county: str, problem: str = "", given: str = "", about: str = "", status: int = 200
) -> Response:
    """given: what was typed and refused; about: the comment it would have answered."""
    season = known(visit, county)
    return render(
        request,
        "comments",
        status,
        county=county,
        name=season.county_names[county],
        result=published.result(season, county),
        listed=comments.listed(season, county),
        most=comments.MOST,
        problem=problem,
        given=given,
        about=about,
    )


@router.post("/county/{county}/comments")
@needs("comment.write")
async def say(request: Request, county: str) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    said, core = text(given, "text", READ), text(given, "core", 64)

    def send() -> str:
        season = known(visit, county)
        found = published.result(season, county)
        if found is None:
            raise missing("可以提意见的报告")
        if core != found["core_sha256"]:
            raise packages.EntryError("报告在您阅读之后已经更新，请重新阅读后再提。")
        return comments.say(season, visit.desk.moment, county, core, said, visit.name, _title(visit))

    return await run_in_threadpool(_done, request, visit, county, "提意见", send, said, "")


@router.post("/county/{county}/comments/{number}/answer")
@needs("comment.answer")
async def answer(request: Request, county: str, number: str) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    said = text(given, "text", READ)

    def send() -> str:
        comments.answer(known(visit, county), visit.desk.moment, county, number, said, visit.name, _title(visit))
        return number

    return await run_in_threadpool(_done, request, visit, county, "答复意见", send, said, number)


def _title(visit: Visit) -> str:
    return visit.session.account.title if visit.session else ""


def _done(
    request: Request, visit: Visit, county: str, what: str, send: Callable[[], str], said: str, about: str
) -> Response:
    try:
        number = send()
    except packages.EntryError as problem:
        return _page(request, visit, county, str(problem), said, about, 422)
    visit.note(what, audit.DONE, county, number)
    return go(f"/county/{county}/comments")
