"""For other software: read-only JSON under /api/v1, by token, for the token's counties only."""

import functools
import hashlib
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.openapi.utils import get_openapi

from acceptance import stages, store
from console.pages.county import known
from console.read import matrix, published
from console.web import GuardedRoute, Visit, missing, needs

router = APIRouter(prefix="/api/v1", route_class=GuardedRoute, tags=["数据接口"])


def _json(request: Request, value: Any) -> Response:
    """The value in its one spelling, with the ETag of its bytes; 304 for who has them already."""
    body = store.canonical_json(value)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    held = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in held:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/counties", summary="各区县的环节、结论和等待事项")
@needs("api.read")
def counties(request: Request) -> Response:
    visit: Visit = request.state.visit
    rows = matrix.rows(visit.desk.season, visit.visible("api.read"), visit.desk.today)
    return _json(
        request,
        [
            {
                "county_code": one.code,
                "county_name": one.name,
                "stage": one.stage,
                "verdict": one.verdict or None,
                "as_of": one.as_of or None,
                "waits_for": one.waits_for,
                "stages": [{k: cell[k] for k in ("id", "title", "state")} for cell in one.cells],
            }
            for one in rows
        ],
    )


@router.get("/stages", summary="环节表")
@needs("api.read")
def stage_table(request: Request) -> Response:
    return _json(request, [{"id": one.id, "title": one.label, "needs": list(one.needs)} for one in stages.STAGES])


def _result(request: Request, county: str) -> dict[str, Any]:
    visit: Visit = request.state.visit
    found = published.result(known(visit, county), county)
    if found is None:
        raise missing("已公布的结果")
    return found


@router.get("/counties/{county}/indicators", summary="一个区县的指标")
@needs("api.read")
def indicators(request: Request, county: str) -> Response:
    found = _result(request, county)
    return _json(request, {key: found[key] for key in ("county_code", "as_of", "core_sha256", "indicators")})


@router.get("/counties/{county}/issues", summary="一个区县的问题、线索和户级结论计数")
@needs("api.read")
def issues(request: Request, county: str) -> Response:
    found = _result(request, county)
    names = ("county_code", "as_of", "core_sha256", "issues", "leads", "household_outcomes", "village_outcomes")
    return _json(request, {key: found[key] for key in names})


@router.get("/openapi.json", include_in_schema=False)
@needs("sign_in")
def openapi(request: Request) -> Response:
    return _json(request, _schema())


@functools.cache
def _schema() -> dict[str, Any]:
    found = get_openapi(
        title="脱贫验收数据接口",
        version="1",
        routes=router.routes,
        description="只读；请求头 Authorization: Bearer 令牌。",
    )
    found["components"] = found.get("components", {}) | {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}
    }
    found["security"] = [{"token": []}]
    return found
