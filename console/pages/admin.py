"""What the administrator does: accounts, sign-ins, tokens of other software, and the audit log."""

import functools
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from acceptance import contracts, store
from console import accounts, audit, masks, roles, sessions, tokens
from console.web import GuardedRoute, Visit, form, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


@router.get("/admin")
@needs("account.manage")
def admin_page(request: Request) -> Response:
    return _page(request, request.state.visit)


def _page(
    request: Request, visit: Visit, problem: str = "", said: str = "", given: str = "", status: int = 200
) -> Response:
    """`given` is a password or token shown this once."""
    home = visit.desk.home
    return render(
        request,
        "admin",
        status,
        accounts=accounts.every(home),
        sessions=sessions.every(home),
        tokens=tokens.every(home),
        roles=[role for role in roles.roles().values() if role.id != "software"],
        problem=problem,
        said=said,
        given=given,
        counties=visit.desk.season.county_names,
    )


@router.post("/admin/{act}")
@needs("account.manage")
async def act(request: Request, act: str) -> Response:
    given = await form(request)
    visit: Visit = request.state.visit
    facts = {name: text(given, name, 200) for name in ("login", "name", "role", "counties", "key")}
    return await run_in_threadpool(_act, request, visit, act, facts)


def _counties(visit: Visit, listed: str) -> tuple[str, ...]:
    """Codes separated by commas or spaces, or * for all. Raises AccountError for one that is no county of the year."""
    codes = tuple(listed.replace("，", " ").replace(",", " ").split())
    if wrong := [code for code in codes if code != roles.EVERY and code not in visit.desk.season.county_names]:
        raise accounts.AccountError(f"没有区县「{'、'.join(wrong)}」。")
    return codes


def _act(request: Request, visit: Visit, act: str, given: dict[str, str]) -> Response:
    try:
        if act not in ACTS:
            raise accounts.AccountError("没有这项操作。")
        said, secret = ACTS[act](visit, given)
    except accounts.AccountError as problem:
        return _page(request, visit, problem=str(problem), status=422)
    visit.note(f"账号管理：{act}", audit.DONE, object=given["login"] or given["name"] or given["key"][:12])
    return _page(request, visit, said=said, given=secret)


def _create(visit: Visit, given: dict[str, str]) -> tuple[str, str]:
    counties = _counties(visit, given["counties"])
    home, settings = visit.desk.home, visit.desk.settings
    secret = accounts.create(home, settings, given["login"], given["name"], given["role"], counties)
    return f"已建立账号 {given['login']}。一次性密码只显示这一次：", secret


def _reset(visit: Visit, given: dict[str, str]) -> tuple[str, str]:
    secret = accounts.reset(visit.desk.home, visit.desk.settings, given["login"])
    sessions.end_all(visit.desk.home, given["login"])
    return f"已重置 {given['login']} 的密码。一次性密码只显示这一次：", secret


def _switch(visit: Visit, given: dict[str, str], disabled: bool) -> tuple[str, str]:
    if given["login"] == visit.login:
        raise accounts.AccountError("不能停用自己。")
    accounts.change(visit.desk.home, given["login"], disabled=disabled)
    sessions.end_all(visit.desk.home, given["login"])
    return f"已{'停用' if disabled else '启用'}账号 {given['login']}。", ""


def _end(visit: Visit, given: dict[str, str]) -> tuple[str, str]:
    sessions.end(visit.desk.home, given["key"])
    return "已结束这次登录。", ""


def _token(visit: Visit, given: dict[str, str]) -> tuple[str, str]:
    counties = _counties(visit, given["counties"])
    if masks.holds_number(given["name"]):
        raise accounts.AccountError("令牌名称里不能有证件号码或电话。")
    secret = tokens.create(visit.desk.home, visit.desk.settings, given["name"] or "未命名", counties)
    return "已建立数据接口令牌，只显示这一次：", secret


def _revoke(visit: Visit, given: dict[str, str]) -> tuple[str, str]:
    tokens.revoke(visit.desk.home, given["key"])
    return "已撤销令牌。", ""


ACTS: dict[str, Callable[[Visit, dict[str, str]], tuple[str, str]]] = {
    "create": _create,
    "reset": _reset,
    "disable": functools.partial(_switch, disabled=True),
    "enable": functools.partial(_switch, disabled=False),
    "end": _end,
    "token": _token,
    "revoke": _revoke,
}
"""What can be asked of this page; each answers with a sentence and what is shown this once."""


@router.get("/audit")
@needs("audit.read")
def audit_page(request: Request, q: str = "") -> Response:
    visit: Visit = request.state.visit
    lines = audit.newest(visit.desk.home, 200, q.strip()[:60])
    named = {name: line.title for name, line in contracts.lines().items()}
    named |= visit.desk.season.county_names | {store.MUNICIPAL: "市级"}

    def said(words: str) -> str:
        """What the log holds, with names for codes."""
        return " ".join(named.get(word, word) for word in words.split())

    return render(request, "audit", lines=lines, q=q[:60], verified=audit.verify(visit.desk.home), said=said)
