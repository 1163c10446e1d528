"""年度: what the campaign rests on, what is not confirmed yet, and 全市推进, by which the office opens the year."""

from collections.abc import Iterator
from typing import Any

import pydantic
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from acceptance import contracts, store
from acceptance.season import Season
from console import audit
from console.web import GuardedRoute, Visit, form, go, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


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
            yield here, str(getattr(value, "value", getattr(value, "amount", ""))), value.document
        elif isinstance(value, pydantic.BaseModel | dict):
            yield from unconfirmed(value, f"{here}.")


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
