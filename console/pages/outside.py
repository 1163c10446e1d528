"""Signing in through the province's identity service, where one is configured."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from console import accounts, audit, oidc, sessions
from console.desk import Desk
from console.guard import Refusal
from console.web import GuardedRoute, Visit, base, cookie_name, go, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
COOKIE = "campaign_oidc"


def _configured(visit: Visit) -> oidc.OidcSettings:
    if visit.desk.settings.oidc is None:
        raise Refusal(404, "没有配置统一身份认证。")
    return visit.desk.settings.oidc


def _back(request: Request) -> str:
    return f"{base(request)}/oidc/back"


@router.get("/oidc/start")
@needs("sign_in")
async def start(request: Request) -> Response:
    visit: Visit = request.state.visit
    desk = visit.desk
    try:
        address, state = await oidc.begin(desk.home, _configured(visit), desk.settings.now, _back(request))
    except oidc.OidcError as problem:
        return render(request, "refused", 502, said=str(problem))
    page = go(address)
    # Lax, not Strict: the way back comes from the service's pages.
    page.set_cookie(
        COOKIE, state, max_age=600, httponly=True, samesite="lax", secure=desk.settings.secure, path="/oidc"
    )
    return page


@router.get("/oidc/back")
@needs("sign_in")
async def back(request: Request, state: str = "", code: str = "") -> Response:
    visit: Visit = request.state.visit
    desk = visit.desk
    kept = request.cookies.get(COOKIE, "")
    try:
        login = await oidc.finish(desk.home, _configured(visit), desk.settings.now, _back(request), state, kept, code)
        account = await run_in_threadpool(accounts.find, desk.home, login)
        if account is None or account.disabled:
            raise oidc.OidcError("本系统里没有与您身份对应的账号，请联系管理员。")
    except oidc.OidcError as problem:
        await run_in_threadpool(visit.note, "登录", audit.REFUSED, object="统一身份认证", detail=str(problem))
        return render(request, "refused", 403, said=str(problem))
    return await run_in_threadpool(_signed_in, request, visit, desk, account)


def _signed_in(request: Request, visit: Visit, desk: Desk, account: accounts.Account) -> Response:
    """A page that leads on by itself: after a redirect the browser would hold back the strict cookie."""
    if account.must_change:
        accounts.change(desk.home, account.login, must_change=False)
    visit.note("登录", audit.ALLOWED, object=account.login, detail="统一身份认证")
    page = render(request, "entered")
    token = sessions.start(desk.home, desk.settings, account.login, visit.address)
    page.set_cookie(cookie_name(desk), token, httponly=True, samesite="strict", secure=desk.settings.secure, path="/")
    page.delete_cookie(COOKIE, path="/oidc")
    return page
