"""A village: its verdict with V1–V6, its households, its open issues."""

from collections import Counter

from fastapi import APIRouter, Request, Response

from acceptance.findings import titles
from console.pages.county import known
from console.read import village
from console.web import GuardedRoute, Visit, missing, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
TESTS = {
    "v1": "贫困发生率",
    "v2": "八有八难",
    "v3": "乡镇公示",
    "v4": "一村一档",
    "v5": "驻村工作队",
    "v6": "问题按期销号",
}


@router.get("/county/{county}/village/{code}")
@needs("village.read")
def village_page(request: Request, county: str, code: str, outcome: str = "") -> Response:
    visit: Visit = request.state.visit
    season = known(visit, county)
    found = village.village(season, county, code)
    if found is None:
        raise missing("这个村")
    row, households = found
    ranked, missed = village.compared(season, county, code)
    return render(
        request,
        "village",
        county=county,
        name=season.county_names[county],
        village=row,
        tests=TESTS,
        outcome=outcome,
        counts=Counter(one["outcome"] for one in households),
        total=len(households),
        households=[one for one in households if not outcome or one["outcome"] == outcome],
        issues=village.issues(season, county, code),
        ranked=ranked,
        missed=missed,
        titles=titles(),
        may_open=visit.may("household.read", county),
    )
