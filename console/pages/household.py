"""The household query (在线查询, 手机版): find a household, see why it was judged so."""

import segno
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from acceptance.findings import titles
from console import audit
from console.pages.county import known
from console.read import find, household, village
from console.web import GuardedRoute, Visit, base, form, missing, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


@router.get("/county/{county}/household/{number}")
@needs("household.read")
def household_page(request: Request, county: str, number: str) -> Response:
    visit: Visit = request.state.visit
    season = known(visit, county)
    found = household.household(season, county, number)
    if found is None:
        raise missing("这一户（本年度已公布的结果里没有这个户编号）")
    code = found.verdict["village_code"]
    address = f"{base(request)}{request.url.path}"
    return render(
        request,
        "household",
        county=county,
        name=season.county_names[county],
        number=number,
        house=found,
        rules=household.RULES,
        village=village.names(season).get(code, code),
        titles=titles(),
        qr=segno.make(address, error="m").svg_inline(scale=3, svgclass=None, lineclass=None, omitsize=True),
        open_issues=[one for one in found.issues if one["state"] not in ("销号", "豁免")],
    )


@router.get("/find")
@needs("household.find")
def find_page(request: Request) -> Response:
    return render(request, "find", found=None, asked="", problem="")


@router.post("/find")
@needs("household.find")
async def find_household(request: Request) -> Response:
    """The values travel in the body, never in an address; an identity number is in no log and not shown again."""
    given = await form(request)
    visit: Visit = request.state.visit
    return await run_in_threadpool(
        _found, request, visit, {name: text(given, name, 40) for name in ("number", "name", "village", "identity")}
    )


def _found(request: Request, visit: Visit, given: dict[str, str]) -> Response:
    season, counties = visit.desk.season, visit.visible("household.find")
    if given["identity"]:
        asked, rows = "证件号码", find.by_identity(season, counties, given["identity"])
    elif given["number"]:
        asked, rows = "户编号", find.by_number(season, counties, given["number"])
    elif given["name"] and given["village"]:
        asked, rows = "姓名和村", find.by_name(season, counties, given["name"], given["village"])
    else:
        return render(request, "find", 422, found=None, asked="", problem="请填写户编号，或姓名和村，或证件号码。")
    shown = "、".join(row["household_id"] for row in rows[:10]) or "无"
    visit.note("查户", audit.ALLOWED, object=shown, detail=f"按{asked}查得 {len(rows)} 户")
    named = village.names(season)
    for row in rows:
        row["place"] = f"{season.county_names[row['county']]}　{named.get(row['village_code'], row['village_code'])}"
    return render(request, "find", found=rows, asked=asked, problem="")
