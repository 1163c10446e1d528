"""Signing in and out, one's own password, the role table, the style sheet and the scripts."""

import secrets
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console import accounts, audit, roles, sessions
from console.desk import Desk
from console.web import GuardedRoute, Visit, cookie_name, form, go, local, missing, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#c8102e"/>'
    '<path d="M4 8.5l3 3 5-6.5" stroke="#fff" stroke-width="2" fill="none"/></svg>'
)
_STATIC = Path(__file__).parents[1] / "static"
STYLE = (_STATIC / "console.css").read_bytes()
SCRIPTS = {name: (_STATIC / f"{name}.js").read_bytes() for name in ("refresh", "upload")}


@router.get("/static/console.css")
@needs("sign_in")
def style(request: Request) -> Response:
    return Response(STYLE, media_type="text/css", headers={"cache-control": "max-age=600"})


@router.get("/static/{name}.js")
@needs("sign_in")
def script(request: Request, name: str) -> Response:
    if name not in SCRIPTS:
        raise missing("这个文件")
    return Response(SCRIPTS[name], media_type="text/javascript", headers={"cache-control": "max-age=600"})


@router.get("/favicon.ico")
@needs("sign_in")
def icon(request: Request) -> Response:
    return Response(ICON, media_type="image/svg+xml", headers={"cache-control": "max-age=86400"})


@router.get("/login")
@needs("sign_in")
def login_page(request: Request, next: str = "/") -> Response:
    visit: Visit = request.state.visit
    if visit.role:
        return go(local(next))
    return _login_page(request, next)


def _login_page(request: Request, wanted: str, problem: str = "", status: int = 200) -> Response:
    """The form carries a token bound to a cookie of its own, so that nobody signs a browser in from elsewhere."""
    desk: Desk = request.state.visit.desk
    mark = request.cookies.get("campaign_form") or secrets.token_urlsafe(16)
    token = sessions.csrf_of(desk.key, "form:" + mark)
    page = render(request, "login", status, problem=problem, next=local(wanted), form_token=token)
    page.set_cookie("campaign_form", mark, httponly=True, samesite="strict", secure=desk.settings.secure, path="/login")
    return page


@router.post("/login")
@needs("sign_in")
async def login(request: Request) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    desk = visit.desk
    name, wanted = text(given, "login", 64), text(given, "next")
    password = str(given.get("password", ""))[:256]
    answer = await run_in_threadpool(accounts.sign_in, desk.home, desk.settings, name, password, visit.address)
    if answer.account is None:
        known = name if accounts.find(desk.home, name.lower()) else "未知账号"
        await run_in_threadpool(visit.note, "登录", audit.REFUSED, object=known, detail=answer.problem)
        page = _login_page(request, wanted, answer.problem, 429 if answer.wait else 401)
        if answer.wait:
            page.headers["retry-after"] = str(answer.wait)
        return page
    await run_in_threadpool(visit.note, "登录", audit.ALLOWED, object=answer.account.login)
    token = await run_in_threadpool(sessions.start, desk.home, desk.settings, answer.account.login, visit.address)
    page = go("/password" if answer.account.must_change else local(wanted))
    page.set_cookie(cookie_name(desk), token, httponly=True, samesite="strict", secure=desk.settings.secure, path="/")
    return page


@router.post("/logout")
@needs("own_account")
async def logout(request: Request) -> Response:
    await form(request)
    visit: Visit = request.state.visit
    if visit.session:
        await run_in_threadpool(sessions.end, visit.desk.home, visit.session.key)
    await run_in_threadpool(visit.note, "退出", audit.ALLOWED)
    page = go("/login")
    page.delete_cookie(
        cookie_name(visit.desk), path="/", secure=visit.desk.settings.secure, httponly=True, samesite="strict"
    )
    return page


@router.get("/password")
@needs("own_account")
def password_page(request: Request) -> Response:
    return render(request, "password", problem="", shortest=accounts.SHORTEST)


@router.post("/password")
@needs("own_account")
async def password(request: Request) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    old, new, again = (str(given.get(name, ""))[:256] for name in ("old", "new", "again"))
    try:
        if new != again:
            raise accounts.AccountError("两次输入的新密码不一致。")
        assert visit.session is not None
        who = visit.session.account
        await run_in_threadpool(accounts.choose_password, visit.desk.home, visit.desk.settings, who, old, new)
    except accounts.AccountError as problem:
        return render(request, "password", 422, problem=str(problem), shortest=accounts.SHORTEST)
    await run_in_threadpool(sessions.end_all, visit.desk.home, visit.login, visit.session.key)
    await run_in_threadpool(visit.note, "修改本人密码", audit.DONE)
    return go("/")


@router.get("/roles")
@needs("roles.read")
def role_table(request: Request) -> Response:
    return render(request, "roles", roles=list(roles.roles().values()), matrix=roles.matrix())
