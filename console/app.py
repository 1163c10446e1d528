"""The application: its pages, what stands before them, and the page shown when something is refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from acceptance.campaign import CampaignError
from acceptance.documents.refusal import Refused
from acceptance.store import StoreError
from console import audit, sessions, throttle
from console.desk import Check, CheckView, Desk, Document, Runs, Start
from console.guard import Guard, Refusal
from console.pages import ROUTERS, work
from console.read import opened
from console.settings import ConsoleSettings
from console.web import GuardedRoute, SignInNeeded, go, local, render, visitor

__all__ = ["CheckView", "create_app"]
WORDS = {
    400: "请求无法辨认。",
    404: "没有这个页面。",
    405: "这个页面不接受这种操作。",
    413: "提交的内容超过允许的大小。",
    422: "填写的内容无法使用。",
}
SILENT: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""Nothing of a request is handed to anybody else, whatever the environment says."""


def create_app(
    home: Path,
    settings: ConsoleSettings | None = None,
    *,
    start: Start,
    check: Check,
    document: Document | None = None,
    runs: Runs | None = None,
) -> FastAPI:
    """The console of a home. Accounts: call `accounts.first_start` before and print what it returns.

    start, check, document, runs: what others do for it, see `desk`; without `document` nothing is printed on demand.

    Raises:
        StoreError, CampaignError: the folder is no home, or its configuration cannot be used.
    """
    desk = Desk(Path(home).absolute(), settings or ConsoleSettings(), start, check, document, runs)
    _ = desk.season
    throttle.tidy(desk.home, desk.settings)
    sessions.tidy(desk.home, desk.settings)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry=SILENT, lifespan=_life)
    app.router.route_class = GuardedRoute
    app.state.desk = desk
    for router in ROUTERS:
        app.router.routes.extend(router.routes)  # one flat list, which a test walks against the role table
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Refused, _not_now)
    for kind in (StoreError, CampaignError):
        app.add_exception_handler(kind, _stopped)
    app.add_exception_handler(Exception, _failed)
    app.add_middleware(Guard, settings=desk.settings, long_body=work.takes_files)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    """What is kept open between pages is closed with the console."""
    yield
    opened.close_all()


async def _to_sign_in(request: Request, problem: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": "需要有效的令牌。"}, 401, {"WWW-Authenticate": "Bearer"})
    wanted = request.url.path if request.method == "GET" else "/"
    return go("/login" if wanted == "/" else f"/login?next={local(wanted)}")


async def _refused(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    if problem.status_code == 303:
        return go(problem.detail)
    said = problem.detail if isinstance(problem, Refusal) else WORDS.get(problem.status_code, "请求没有办成。")
    if not isinstance(problem, Refusal) or problem.status_code in (404, 408, 413):
        await run_in_threadpool(_write_down, request, problem.status_code)
    return await _page(request, problem.status_code, said)


def _write_down(request: Request, status: int) -> None:
    """An audit line for a request that reached no page."""
    visitor(request).note("无法办理的请求", audit.REFUSED, object=request.url.path[:120], detail=str(status))


async def _not_now(request: Request, problem: Exception) -> Response:
    return await _page(request, 409, str(problem))


async def _stopped(request: Request, problem: Exception) -> Response:
    return await _page(request, 503, str(problem))


async def _failed(request: Request, problem: Exception) -> Response:
    return await _page(request, 500, "软件出错，已停下这一步，没有改动任何数据。请稍后再试，仍不行请联系管理员。")


async def _page(request: Request, status: int, said: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": said}, status)
    request.state.visit = getattr(request.state, "visit", None) or await run_in_threadpool(visitor, request)
    try:
        return render(request, "refused", status, said=said)
    except (StoreError, CampaignError):  # a page's frame reads the campaign too
        return PlainTextResponse(said, status)
