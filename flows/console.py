"""The console from the command line: started alone, its accounts, its audit log."""

import datetime as dt
import math
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from acceptance import season as seasons
from acceptance import store
from console import accounts, audit
from console.app import create_app
from console.desk import Check, CheckView, Document, FailedRun, Runs, Start
from console.settings import ConsoleSettings
from flows import screen
from flows.server_file import live_server
from tasks import documents_out, municipal_out, quality

if TYPE_CHECKING:
    from fastapi import FastAPI

HOST = "127.0.0.1"
ASKED_EVERY_S = 10.0
FAILED = {"FAILED": "失败", "CRASHED": "中断"}
"""States of a run that an operator looks into, in the office's words."""


def application(home: Path) -> "FastAPI":
    """The console of a home with what others do for it: advancing, checking, printing."""
    return create_app(
        home, start=_starter(home), check=_checker(home), document=_printer(home), runs=_failed_runs(home)
    )


def campaign_command() -> str:
    """The program `campaign` of the environment this one runs in."""
    return str(Path(sys.executable).with_name("campaign"))


def _starter(home: Path) -> Start:
    """A county, or all of them, advances in a process of its own: the page does not wait for it."""

    def start(county: str) -> None:
        named = [county] if county else []
        command = [campaign_command(), "advance", *named, "--home", str(home)]
        quiet = subprocess.DEVNULL
        subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)

    return start


def _failed_runs(home: Path) -> Runs:
    """What the scheduler's own service says, asked at most every few seconds whoever looks; nothing without one."""
    lock = threading.Lock()
    known: tuple[float, list[FailedRun]] = (-math.inf, [])

    def runs() -> list[FailedRun]:
        nonlocal known
        with lock:
            if time.monotonic() - known[0] > ASKED_EVERY_S:
                known = (time.monotonic(), _ask_for_failed(seasons.open_season(home)))
            return known[1]

    return runs


def _ask_for_failed(season: seasons.Season) -> list[FailedRun]:
    """Of each county the newest run, where that failed. Raises nothing: a service that does not answer knows none."""
    address = live_server(season.home)
    if address is None:
        return []
    wanted = {"sort": "EXPECTED_START_TIME_DESC", "limit": 200, "flows": {"name": {"any_": ["advance-county"]}}}
    user, _, password = os.environ.get("PREFECT_API_AUTH_STRING", "").partition(":")
    try:
        found = httpx.post(
            f"{address}/flow_runs/filter", json=wanted, timeout=5, auth=(user, password) if password else None
        )
        found.raise_for_status()
    except httpx.HTTPError:
        return []
    newest: dict[str, dict[str, Any]] = {}
    for run in found.json():
        newest.setdefault(str(run["parameters"].get("county")), run)
    pages = address.removesuffix("/api")
    return [
        FailedRun(
            season.county_names.get(county, county),
            FAILED[run["state_type"]],
            dt.datetime.fromisoformat(run["state"]["timestamp"]).astimezone(seasons.ZONE).strftime("%m-%d %H:%M"),
            f"{pages}/runs/flow-run/{run['id']}",
        )
        for county, run in sorted(newest.items())
        if run["state_type"] in FAILED
    ]


def _checker(home: Path) -> Check:
    """The receiving side's check of an upload, as a page shows it."""

    def check(package: Path, line: str, county: str) -> CheckView:
        sender = None if county == store.MUNICIPAL else county
        report = quality.check_offline(package, line=line, county=sender, home=home, today=None, for_submission=True)
        return CheckView.of(report.outcome, report.findings, report.feedback)

    return check


def _printer(home: Path) -> Document:
    """Documents on demand, each written where the home keeps them."""

    def document(kind: str, county: str, object_id: str) -> Path:
        season = seasons.open_season(home)
        if kind in ("card", "dossier"):
            return documents_out.dossier(season, county, object_id, card=kind == "card")
        if kind == "publicity":
            return documents_out.publicity(season, county, seasons.moment(season)[0])
        made = {
            "notices": lambda: documents_out.notice(season, county, seasons.moment(season)[0]),
            "bulletins": lambda: municipal_out.bulletin(season),
            "summary": lambda: municipal_out.summary(season),
        }[kind]()
        if not made:
            raise store.StoreError("目前没有需要写出的内容。")
        return made[0]

    return document


def first_start(home: store.Home) -> None:
    """Makes the administrator of a home that has no account yet and prints the one-time password."""
    if (password := accounts.first_start(home.path, ConsoleSettings())) is not None:
        screen.say(f"首次启动：管理员账号 {accounts.FIRST}，一次性密码 {password}（登录后须修改，只显示这一次）")


def serve(home: Path, port: int) -> int:
    """Run the console until Ctrl-C; the first start prints the administrator's one-time password."""
    import uvicorn

    season = seasons.open_season(home)
    first_start(season.home)
    screen.say(f"控制台：http://{HOST}:{port}（按 Ctrl-C 停止）")
    uvicorn.run(
        application(season.home.path),
        host=HOST,
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws="none",
        timeout_keep_alive=75,  # longer than a proxy in front keeps its own connections: no request meets a closing one
    )
    return 0


def demo_accounts(home: Path) -> int:
    """One account per role of a 演练 home, with their passwords, which are shown this once."""
    season = seasons.open_season(home)
    screen.say(f"控制台账号（每个角色一个，密码只显示这一次）；打开控制台：campaign console --home {home}")
    for login, role, password in accounts.make_demo(season.home, ConsoleSettings(), season.counties[0]):
        screen.say(f"{role}：账号 {login}，密码 {password}")
    return 0


def add_account(home: Path, login: str, name: str, role: str, county: str | None) -> int:
    """A new account with a one-time password."""
    season = seasons.open_season(home)
    scope = (county,) if county else ()
    password = accounts.create(season.home.path, ConsoleSettings(), login, name, role, scope)
    screen.say(f"已建立账号 {login}（{name}），一次性密码 {password}，首次登录须修改。")
    return 0


def reset_password(home: Path, login: str) -> int:
    season = seasons.open_season(home)
    screen.say(f"账号 {login} 的新的一次性密码：{accounts.reset(season.home.path, ConsoleSettings(), login)}")
    return 0


def verify_audit(home: Path) -> int:
    """Whether the audit log is unbroken: 0, else 1."""
    found = audit.verify(seasons.open_season(home).home.path)
    if not found.intact:
        screen.error(f"审计日志不完整：{found.problem}")
        return 1
    screen.say(f"审计日志完整：{found.lines} 行，最新校验值 {found.head[:16]}…")
    return 0
