"""总览: the county × stage matrix, what is awaited, the calendar, completeness of the lines, ageing of issues."""

from fastapi import APIRouter, Request, Response

from acceptance import stages, store
from console import sheets
from console.read import documents, matrix
from console.web import GuardedRoute, Visit, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


@router.get("/")
@needs("overview.read")
def overview(request: Request, q: str = "", stage: str = "", problem: str = "", wall: str = "") -> Response:
    visit: Visit = request.state.visit
    season = visit.desk.season
    every = matrix.rows(season, visit.visible("overview.read"), visit.desk.today)
    listed = matrix.kept(every, q.strip()[:50], stage, problem)
    details = [row.code for row in every if visit.may("county.details", row.code)]
    return render(
        request,
        "overview",
        rows=listed,
        every=len(every),
        stages=stages.STAGES,
        q=q[:50],
        stage=stage,
        problem=problem,
        problems=matrix.PROBLEMS,
        wall=bool(wall),
        calendar=matrix.calendar(season, every, visit.desk.today),
        completeness=matrix.completeness(every),
        ages=matrix.issue_ages(season, details, visit.desk.today) if details else [],
        refresh=visit.desk.settings.refresh,
        server=_server(visit),
        documents=documents.listed(season, store.MUNICIPAL),
        kinds=documents.MUNICIPAL_KINDS,
    )


def _server(visit: Visit) -> str:
    """Where operators find the scheduler's own pages; '' when it does not run or is not for this visitor."""
    path = visit.desk.season.home.server_file
    if visit.role not in ("municipal", "administrator") or not path.is_file():
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
