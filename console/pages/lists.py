"""Leads and issues of a county one by one, a page at a time, each with the way to answer it."""

from typing import Any

from fastapi import APIRouter, Request, Response

from acceptance import contracts
from acceptance.findings import SEVERITIES, titles
from acceptance.ledger import CLOSED
from console import roles
from console.pages.county import known
from console.read import published
from console.web import GuardedRoute, Visit, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
ON_A_PAGE = 100


@router.get("/county/{county}/issues")
@needs("county.details")
def issues(request: Request, county: str, rule: str = "", state: str = "", page: str = "1") -> Response:
    visit: Visit = request.state.visit
    rows = published.rows(known(visit, county), county, "issues")
    open_ones = [one for one in rows if not state or one["state"] == state]
    kept = [one for one in open_ones if (not rule or one["rule_id"] == rule) and (state or one["state"] not in CLOSED)]
    order = list(SEVERITIES)
    kept.sort(
        key=lambda one: (order.index(one["severity"]) if one["severity"] in order else 9, one["due"], one["issue_id"])
    )
    states = sorted({one["state"] for one in rows})
    return _page(
        request, visit, county, "issues", kept, page, rule=rule, state=state, states=states, entry="rectification"
    )


@router.get("/county/{county}/leads")
@needs("county.details")
def leads(request: Request, county: str, state: str = "", page: str = "1") -> Response:
    visit: Visit = request.state.visit
    rows = published.rows(known(visit, county), county, "leads")
    kept = [one for one in rows if not state or one["status"] == state]
    states = sorted({one["status"] for one in rows})
    return _page(request, visit, county, "leads", kept, page, rule="", state=state, states=states, entry="adjudication")


def _page(
    request: Request, visit: Visit, county: str, what: str, rows: list[dict[str, Any]], page: str, **facts: Any
) -> Response:
    """One page of rows; a page number that is none is the first."""
    pages = max(1, -(-len(rows) // ON_A_PAGE))
    number = min(max(int(page), 1), pages) if page.isascii() and page.isdecimal() and len(page) < 6 else 1
    may_enter = (
        facts["entry"] in roles.roles()[visit.role].entries
        and facts["entry"] in contracts.lines()
        and visit.may("entry.write", county)
    )
    return render(
        request,
        "lists",
        county=county,
        name=visit.desk.season.county_names[county],
        what=what,
        rows=rows[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        total=len(rows),
        number=number,
        pages=pages,
        titles=titles(),
        registries={name: one.title for name, one in contracts.registries().items()},
        severities=SEVERITIES,
        may_enter=may_enter,
        may_open=visit.may("household.read", county),
        **facts,
    )
