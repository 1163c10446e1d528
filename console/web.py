"""How a page is made: it names its action, its visitor is let in by the role table, its forms carry a token."""

import functools
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import jinja2
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from acceptance.reporting import words
from console import audit, masks, roles, sessions, tokens
from console import words as states
from console.desk import Desk
from console.guard import Refusal

Page = TypeVar("Page", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD"})
NOT_ALLOWED = "您的账号没有权限查看或办理这一项。"
FORGED = "表单已失效或不是从本系统的页面提交的，请返回重新打开页面再提交。"


class SignInNeeded(Exception):
    """Nobody has signed in; the handler sends the browser to the sign-in page."""


def needs(action: str) -> Callable[[Page], Page]:
    """Names the action of a page (roles.yaml). Raises RoleTableError for one that is not in the table."""
    found = roles.action(action)

    def mark(page: Page) -> Page:
        page.action = found  # type: ignore[attr-defined]
        return page

    return mark


@dataclass(frozen=True)
class Visit:
    """Who asks, from where. login is '' before sign-in; a token's visit has the role `software`."""

    desk: Desk
    login: str = ""
    name: str = ""
    role: str = ""
    counties: tuple[str, ...] = ()
    address: str = ""
    csrf: str = ""
    session: sessions.Session | None = None

    def may(self, action: str, county: str | None = None) -> bool:
        return bool(self.role) and roles.action(action).allows(self.role, self.counties, county)

    def visible(self, action: str) -> list[str]:
        """The counties of the year that this visitor may do it for."""
        return [code for code in self.desk.season.counties if self.may(action, code)]

    def note(self, what: str, outcome: str, county: str = "", object: str = "", detail: str = "") -> None:
        """Writes a line into the audit log."""
        self.desk.audit(audit.Event(what, outcome, self.login, self.role, self.address, county, object, detail))


class GuardedRoute(APIRoute):
    """A route that nobody reaches past the role table. Raises RoleTableError for a page without an action."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **facts: Any) -> None:
        found = getattr(endpoint, "action", None)
        if found is None:
            raise roles.RoleTableError(f"the page {path} names no action")
        self.action: roles.Action = found
        super().__init__(path, endpoint, **facts)

    def get_route_handler(self) -> Callable[[Request], Any]:
        handler = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.state.visit = await run_in_threadpool(admit, request, self.action)
            return await handler(request)

        return guarded


def admit(request: Request, action: roles.Action) -> Visit:
    """The visit, if its visitor may do this here. Raises SignInNeeded, Refusal; a refusal is written down."""
    visit = visitor(request)
    county = request.path_params.get("county")
    if request.method not in SAFE and not _same_origin(request):
        visit.note(action.title, audit.REFUSED, county or "", detail="来自其他网站的表单")
        raise Refusal(403, FORGED)
    if action.public:
        return visit
    if not visit.role:
        raise SignInNeeded
    if not action.allows(visit.role, visit.counties, county):
        visit.note(action.title, audit.REFUSED, county or "", _object(request), "没有权限")
        raise Refusal(403, NOT_ALLOWED)
    if visit.session and visit.session.account.must_change and not action.anyone:
        raise Refusal(303, "/password")
    if action.audit:
        visit.note(action.title, audit.ALLOWED, county or "", _object(request))
    return visit


def _object(request: Request) -> str:
    parts = {name: value for name, value in request.path_params.items() if name != "county"}
    return " ".join(str(value) for value in parts.values())


def _same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    return site in ("same-origin", "none") and origin in (None, base(request))


def base(request: Request) -> str:
    """The address people use: https wherever the console stands behind a server that does https for it."""
    secure = request.app.state.desk.settings.secure
    return f"{'https' if secure else request.url.scheme}://{request.headers['host']}"


def cookie_name(desk: Desk) -> str:
    return "__Host-campaign" if desk.settings.secure else "campaign"


def visitor(request: Request) -> Visit:
    """Who this is: by bearer token under /api/, by cookie elsewhere."""
    desk: Desk = request.app.state.desk
    address = request.client.host if request.client else ""
    visit = Visit(desk, address=address)
    if request.url.path.startswith("/api/"):
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        token = tokens.find(desk.home, desk.settings, given) if scheme.lower() == "bearer" else None
        return (
            replace(visit, login=f"令牌：{token.name}", name=token.name, role="software", counties=token.counties)
            if token
            else visit
        )
    cookie = request.cookies.get(cookie_name(desk), "")
    session = sessions.find(desk.home, desk.settings, desk.key, cookie)
    if session is None:
        return replace(visit, csrf=sessions.csrf_of(desk.key, "form:" + request.cookies.get("campaign_form", "")))
    who = session.account
    return replace(
        visit, login=who.login, name=who.name, role=who.role, counties=who.counties, csrf=session.csrf, session=session
    )


async def form(request: Request, files: int = 0) -> FormData:
    """The fields of a form of ours. Raises Refusal for one that was not made by this sign-in's own pages."""
    visit: Visit = request.state.visit
    given = await request.form(max_files=files, max_fields=60, max_part_size=16 * 1024)
    if not hmac.compare_digest(str(given.get("csrf", "")).encode(), visit.csrf.encode()):
        await run_in_threadpool(visit.note, "提交表单", audit.REFUSED, detail="缺少或错误的表单令牌")
        raise Refusal(403, FORGED)
    return given


def text(given: FormData, name: str, most: int = 500) -> str:
    """A field as text, trimmed; '' where it is missing or a file."""
    value = given.get(name, "")
    return value.strip()[:most] if isinstance(value, str) else ""


@functools.cache
def environment() -> jinja2.Environment:
    """Templates with escaping always on; an unknown name is an error."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        tone_of=states.tone, mark_of=states.mark, verdict_tone=words.tone, verdict_marks=words.TONE_MARKS
    )
    env.filters.update(
        percent=words.percent,
        count=words.count,
        day=words.day,
        short_day=words.short_day,
        hide=masks.hide,
        hide_name=masks.name,
        hide_number=masks.number,
        url=lambda part: quote(str(part), safe=""),
    )
    return env


def render(request: Request, template: str, status: int = 200, /, **facts: Any) -> HTMLResponse:
    """A page from a template; every page knows its visit and the campaign."""
    visit: Visit = request.state.visit
    season = visit.desk.season
    page = (
        environment()
        .get_template(f"{template}.html.j2")
        .render(
            visit=visit,
            csrf=visit.csrf,
            campaign=season.campaign,
            drill=season.home.kind == "演练",
            path=request.url.path,
            **facts,
        )
    )
    return HTMLResponse(page, status)


def go(path: str) -> RedirectResponse:
    """To another page of ours, by GET."""
    return RedirectResponse(path, 303)


def local(path: str) -> str:
    """A path on this host to return to; '/' for anything that would lead elsewhere."""
    parts = urlsplit(path)
    good = (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and not parts.netloc
        and "\\" not in path
        and path.isprintable()
    )
    return path if good else "/"


def missing(what: str) -> Refusal:
    return Refusal(404, f"没有{what}。")
