"""年度: what the campaign rests on, what is not confirmed yet, and 全市推进, by which the office opens the year."""

from collections.abc import Iterator
from typing import Any

import pydantic
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from acceptance import contracts, indicators, store
from acceptance.season import Season
from console import audit
from console.web import GuardedRoute, Visit, form, go, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
TITLES = {
    "comparison": "横向比对",
    "districts": "片区",
    "entry_age": "入学年龄",
    "inspection": "督查派工",
    "near_line": "收入临界线",
    "notice_days": "公示天数",
    "official_estimate": "官方判定口径",
    "overdue_days": "问题整改期限（天）",
    "overturn_redo": "重做自查的推翻率",
    "poverty_line": "扶贫标准（元）",
    "quorum": "评议到会",
    "review_days": "审签期限（天）",
    "sampling": "抽样",
    "suggestions": "疑似提示",
    "team_days_per_month": "驻村天数（每月）",
}


@router.get("/year")
@needs("year.read")
def year_page(request: Request) -> Response:
    visit: Visit = request.state.visit
    season = visit.desk.season
    tasks = {one["county_code"]: one for one in season.tasks.to_pylist()}
    return render(
        request,
        "year",
        names=season.county_names,
        tasks=[tasks[county] for county in season.counties],
        districts=season.campaign.districts,
        unconfirmed=sorted(unconfirmed(season.campaign)),
        titles=TITLES | {f"thresholds.{name}": one.title for name, one in indicators.load().items()},
        arrived=[
            (one.title, bool(store.receipts(season.home, store.REGISTRIES, name)), name in _required(season))
            for name, one in contracts.registries().items()
        ],
        may_start=visit.may("county.start"),
    )


def _required(season: Season) -> tuple[str, ...]:
    return season.campaign.registries.required


def unconfirmed(facts: pydantic.BaseModel | dict[str, Any], place: str = "") -> Iterator[tuple[str, str, str]]:
    """(place in campaign.yaml, value, document) of everything the office has not confirmed."""
    listed = facts.items() if isinstance(facts, dict) else ((name, getattr(facts, name)) for name in _fields(facts))
    for name, value in listed:
        here = f"{place}{name}"
        if getattr(value, "confirmed", True) is False:
            yield here, _written(getattr(value, "value", getattr(value, "amount", ""))), value.document
        elif isinstance(value, pydantic.BaseModel | dict):
            yield from unconfirmed(value, f"{here}.")


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _fields(facts: pydantic.BaseModel) -> list[str]:
    return list(type(facts).model_fields)


@router.post("/start")
@needs("county.start")
async def start(request: Request) -> Response:
    """Receives and checks what waits, compares, draws and judges in every county of the year."""
    await form(request)
    visit: Visit = request.state.visit
    await run_in_threadpool(visit.desk.start, "")
    await run_in_threadpool(visit.note, "启动全市推进", audit.DONE)
    return go("/")
