"""Leads and issues of a county one by one, a page at a time, each with the way to answer it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import APIRouter, Request, Response

from acceptance import contracts
from acceptance.findings import SEVERITIES, titles
from acceptance.ledger import CLOSED
from console import roles
from console.pages.county import known
from console.read import published, village
from console.web import GuardedRoute, Visit, go, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
ON_A_PAGE = 100


@router.get("/county/{county}/issues")
@needs("county.details")
def issues(request: Request, county: str, rule: str = "", state: str = "", page: str = "1") -> Response:
    """Those that are not closed, or of one state; the earliest date first."""

    def keep(rows: pa.Table) -> pa.Table:
        states = [state] if state else [one for one in _states(request, county, "issues", "state") if one not in CLOSED]
        rows = rows.filter(pc.is_in(rows["state"], pa.array(states, pa.string())))
        return rows.filter(pc.equal(rows["rule_id"], rule)) if rule else rows

    chosen = {"rule": rule, "state": state, "states": _states(request, county, "issues", "state")}
    return _page(request, county, "issues", keep, "due", page, entry="rectification", **chosen)


@router.get("/county/{county}/leads")
@needs("county.details")
def leads(request: Request, county: str, state: str = "", page: str = "1") -> Response:
    def keep(rows: pa.Table) -> pa.Table:
        return rows.filter(pc.equal(rows["status"], state)) if state else rows

    chosen = {"rule": "", "state": state, "states": _states(request, county, "leads", "status")}
    return _page(request, county, "leads", keep, "status", page, entry="adjudication", **chosen)


def _states(request: Request, county: str, table: str, column: str) -> list[str]:
    visit: Visit = request.state.visit
    return [one[column] for one in published.counted(known(visit, county), county, table, column)]


def _number(page: str) -> int:
    """The page asked for; the first for what is no number."""
    return max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 6 else 1


def _page(
    request: Request, county: str, what: str, keep: Callable[[pa.Table], pa.Table], order: str, page: str, **facts: Any
) -> Response:
    visit: Visit = request.state.visit
    season, number, entry = visit.desk.season, _number(page), facts["entry"]
    rows, total = published.page(season, county, what, keep, order, (number - 1) * ON_A_PAGE, ON_A_PAGE)
    pages = max(1, -(-total // ON_A_PAGE))
    if number > pages:
        return go(f"{request.url.path}?rule={quote(facts['rule'])}&state={quote(facts['state'])}&page={pages}")
    enters = entry in roles.roles()[visit.role].entries and entry in contracts.lines()
    return render(
        request,
        "lists",
        county=county,
        name=season.county_names[county],
        what=what,
        rows=rows,
        total=total,
        number=number,
        pages=pages,
        titles=titles(),
        areas=village.names(season),
        registries={name: one.title for name, one in contracts.registries().items()},
        severities=SEVERITIES,
        may_enter=enters and visit.may("entry.write", county),
        may_open=visit.may("household.read", county),
        **facts,
    )
