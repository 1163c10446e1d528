"""Sending a package: checked at once, answered with a summary and the marked workbook, put into the inbox whole."""

import re
import secrets
import shutil
import time
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from acceptance import contracts, evidence, store
from acceptance.findings import SEVERITIES
from console import audit, files, sheets, signing
from console.desk import CheckView
from console.guard import Refusal
from console.pages.county import known, packages, sendable
from console.read import published
from console.web import GuardedRoute, Visit, form, missing, needs, render, text

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)
_PLACE = re.compile(r"/send/[0-9a-z]+")
KINDS = (".xlsx", ".xls", ".zip", ".csv", ".parquet")


def takes_files(path: str) -> bool:
    """Whether a page of this path may be sent a long body."""
    return _PLACE.fullmatch(path) is not None


@router.get("/send/{county}")
@needs("package.send")
def send_page(request: Request, county: str) -> Response:
    visit: Visit = request.state.visit
    return _page(request, visit, county)


def _lines(visit: Visit, county: str) -> list[contracts.Line]:
    """Lines the visitor may send for this county, or for the municipality. Raises Refusal 404 for another place."""
    owner = "municipal" if county == store.MUNICIPAL else "county"
    if owner == "county":
        known(visit, county)
    return [line for name in sendable(visit) if (line := contracts.lines()[name]).owner == owner]


def _page(
    request: Request, visit: Visit, county: str, problem: str = "", status: int = 200, **facts: object
) -> Response:
    season = visit.desk.season
    given = {"line": "", "view": None, "sent": False, "feedback": "", "package": ""} | facts
    return render(
        request,
        "send",
        status,
        county=county,
        name=season.county_names.get(county, season.campaign.municipality.name),
        lines=_lines(visit, county),
        kinds="、".join(KINDS),
        problem=problem,
        severities=SEVERITIES,
        most=visit.desk.settings.max_upload,
        waits=_waits(visit, county),
        received=packages(visit, season, county) if county == store.MUNICIPAL and _lines(visit, county) else [],
        **given,
    )


def _waits(visit: Visit, county: str) -> str:
    """Until when a new package would wait for the review of the county's report; '' where it would not."""
    season = visit.desk.season
    if county == store.MUNICIPAL:
        return ""
    return signing.holds(season, county, published.result(season, county), visit.desk.today)


@router.post("/send/{county}")
@needs("package.send")
async def send(request: Request, county: str) -> Response:
    given = await form(request, files=1)
    visit: Visit = request.state.visit
    package = given.get("package")
    if not isinstance(package, UploadFile) or not package.filename:
        return await run_in_threadpool(_page, request, visit, county, "请选择要报送的文件。", 422)
    only_check, anyway = text(given, "mode") == "check", text(given, "anyway") == "yes"
    return await run_in_threadpool(_send, request, visit, county, text(given, "line"), package, only_check, anyway)


def safe_name(given: str) -> str:
    """The file's own name without any folder, fit to be a package's. Raises Refusal 422."""
    name = given.replace("\\", "/").rpartition("/")[2].strip()
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '<>:"|?*\0')[:120]
    if not plain.lower().endswith(KINDS) or not store.is_package_name(plain):
        raise Refusal(422, f"文件名「{plain[:60]}」不能作为申报包；只收 {'、'.join(KINDS)}。")
    return plain


def _send(
    request: Request, visit: Visit, county: str, line: str, package: UploadFile, only_check: bool, anyway: bool
) -> Response:
    stated = next((one for one in _lines(visit, county) if one.id == line), None)
    if stated is None:
        visit.note("报送", audit.REFUSED, county, line, "不是本角色的线")
        raise Refusal(403, "您的角色不报送这一类数据。")
    home = visit.desk.season.home
    name = safe_name(package.filename or "")
    scratch = home.new_tmp()
    try:
        path = scratch / name
        with store.files.new_file(path) as target:
            shutil.copyfileobj(package.file, target, 1 << 20)
        with visit.desk.checking:
            view = visit.desk.check(path, line, county)
        sent = not only_check and (view.outcome != "退回" or anyway)
        if sent:
            store.submit(home, evidence.owner_folder(stated, county), line, path)
        feedback = _keep(visit, view)
    finally:
        package.file.close()
        shutil.rmtree(scratch, ignore_errors=True)
    visit.note(
        "报送" if sent else "检查",
        audit.DONE if sent else audit.ALLOWED,
        county,
        f"{line} {name}",
        f"检查结果：{view.outcome}",
    )
    return _page(request, visit, county, line=line, view=view, sent=sent, feedback=feedback, package=name)


def _answers(visit: Visit) -> Path:
    return visit.desk.home / "console" / "answers" / visit.login


def _keep(visit: Visit, view: CheckView) -> str:
    """Moves the marked workbook to where only its sender can fetch it, the newest only. Returns its key, or ''."""
    if view.feedback is None:
        return ""
    folder = _answers(visit)
    store.make_dirs(folder)
    yesterday = time.time() - 86_400
    for old in folder.parent.glob("*/*.xlsx"):  # they hold what was sent, unmasked: nobody's is kept longer than a day
        if old.parent == folder or old.stat().st_mtime < yesterday:
            files.remove(old)
    key = secrets.token_hex(16)
    store.copy_atomic(view.feedback, folder / f"{key}.xlsx")
    return key


@router.get("/send/{county}/feedback/{key}")
@needs("package.send")
def answer(request: Request, county: str, key: str) -> Response:
    """The marked workbook of one's own last check."""
    visit: Visit = request.state.visit
    path = _answers(visit) / f"{key}.xlsx"
    if not re.fullmatch(r"[0-9a-f]{32}", key) or not path.is_file():
        raise missing("这份反馈工作簿")
    return sheets.download(path.read_bytes(), "检查反馈.xlsx", sheets.XLSX)
