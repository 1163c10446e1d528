"""Documents: those that were issued, to take away; new ones, printed on demand by whoever runs the console."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from acceptance import store
from console import audit, sheets
from console.pages.county import known
from console.read import documents
from console.web import GuardedRoute, Visit, form, go, missing, needs

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
SHEETS = {"card": "入户卡", "dossier": "一户一册"}


@router.get("/county/{county}/document/{kind}/{name}")
@needs("notice.read")
def county_document(request: Request, county: str, kind: str, name: str) -> Response:
    visit: Visit = request.state.visit
    known(visit, county)
    return _file(visit, county, kind, name)


@router.get("/document/{kind}/{name}")
@needs("document.read")
def municipal_document(request: Request, kind: str, name: str) -> Response:
    return _file(request.state.visit, store.MUNICIPAL, kind, name)


def _file(visit: Visit, county: str, kind: str, name: str) -> Response:
    data = documents.read(visit.desk.season, county, kind, name)
    if data is None:
        raise missing("这份文书")
    return sheets.download(data, name, "application/octet-stream")


@router.post("/county/{county}/document/{kind}")
@needs("document.make")
async def make(request: Request, county: str, kind: str) -> Response:
    """Prints the county's notices or its 公示稿 anew; what is not signed by a decision is a draft."""
    await form(request)
    visit: Visit = request.state.visit
    await run_in_threadpool(known, visit, county)
    await run_in_threadpool(_made, visit, county, kind)
    return go(f"/county/{county}#documents")


@router.post("/document/{kind}")
@needs("document.make")
async def make_municipal(request: Request, kind: str) -> Response:
    await form(request)
    await run_in_threadpool(_made, request.state.visit, store.MUNICIPAL, kind)
    return go("/#documents")


def _made(visit: Visit, county: str, kind: str) -> None:
    if kind not in documents.kinds_of(county):
        raise missing("这种文书")
    _print(visit, kind, county, "")
    visit.note(f"生成{documents.kinds_of(county)[kind]}", audit.DONE, county)


def _print(visit: Visit, kind: str, county: str, about: str) -> Path | None:
    """Raises Refusal 404 where nothing can be printed, acceptance's Refused where it cannot be printed now."""
    if visit.desk.document is None:
        raise missing("打印功能")
    return visit.desk.document(kind, county, about)


def _sheet(visit: Visit, kind: str, county: str, about: str, name: str) -> Response:
    path = _print(visit, kind, county, about)
    if path is None:
        raise missing("这份文书")
    return sheets.download(path.read_bytes(), name, "application/pdf")


@router.get("/county/{county}/household/{number}/{kind}.pdf")
@needs("household.read")
def sheet(request: Request, county: str, number: str, kind: str) -> Response:
    """A household's card to take where there is no network, or its 一户一册."""
    visit: Visit = request.state.visit
    known(visit, county)
    if kind not in SHEETS:
        raise missing("这种文书")
    return _sheet(visit, kind, county, number, f"{SHEETS[kind]}{number}.pdf")


@router.get("/county/{county}/village/{code}/dossier.pdf")
@needs("village.read")
def village_sheet(request: Request, county: str, code: str) -> Response:
    visit: Visit = request.state.visit
    known(visit, county)
    return _sheet(visit, "dossier", county, code, f"一村一档{code}.pdf")
