"""总览: the county × stage matrix, what is awaited, the calendar, completeness of the lines, ageing of issues."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from acceptance import stages, store
from console import sheets
from console.read import documents, matrix
from console.web import GuardedRoute, Visit, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
OPERATORS = ("municipal", "administrator")
"""Roles that are told of runs that failed, and where the scheduler's own pages are."""


@router.get("/")
@needs("overview.read")
def overview(
    request: Request, q: str = "", stage: str = "", problem: str = "", district: str = "", wall: str = ""
) -> Response:
    visit: Visit = request.state.visit
    season = visit.desk.season
    every = matrix.rows(season, visit.visible("overview.read"), visit.desk.today)
    chosen = {"q": q.strip()[:50], "stage": stage[:40], "problem": problem[:40], "district": district[:40]}
    listed = matrix.kept(every, chosen["q"], stage, problem, district)
    details = [row.code for row in every if visit.may("county.details", row.code)]
    return render(
        request,
        "overview",
        rows=listed,
        every=len(every),
        stages=stages.STAGES,
        chosen=chosen,
        same=urlencode({name: value for name, value in chosen.items() if value}),
        districts=sorted({row.district for row in every}),
        late=matrix.late(season, [row for row in listed if row.code in details], visit.desk.today),
        problems=matrix.PROBLEMS,
        wall=bool(wall),
        calendar=matrix.calendar(season, every, visit.desk.today),
        completeness=matrix.completeness(every),
        ages=matrix.issue_ages(season, details, visit.desk.today) if details else [],
        refresh=visit.desk.settings.refresh,
        server=_server(visit),
        runs=visit.desk.runs() if visit.role in OPERATORS and visit.desk.runs else [],
        documents=documents.listed(season, store.MUNICIPAL),
        kinds=documents.MUNICIPAL_KINDS,
    )


def _server(visit: Visit) -> str:
    """Where operators find the scheduler's own pages; '' when it does not run or is not for this visitor."""
    path = visit.desk.season.home.server_file
    if visit.role not in OPERATORS or not path.is_file():
        return ""
    address = str(store.read_json(path).get("api_url") or "")
    return address.removesuffix("/api") if address.startswith("http://127.0.0.1") else ""


@router.get("/overview.{kind}")
@needs("overview.export")
def export(request: Request, kind: str) -> Response:
    visit: Visit = request.state.visit
    heads = ["区县代码", "区县", "环节", "结论", "等待", "截至", *(stage.label for stage in stages.STAGES)]
    rows = [
        [
            one.code,
            one.name,
            one.stage_title,
            one.verdict,
            "；".join(one.waits_for),
            one.as_of,
            *(cell["state"] for cell in one.cells),
        ]
        for one in matrix.rows(visit.desk.season, visit.visible("overview.export"), visit.desk.today)
    ]
    return sheets.answer(kind, "总览", heads, rows)
