"""Each role's work in a real browser: no request leaves the machine, no policy is broken, 360 pixels are enough."""

import asyncio
import dataclasses
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from acceptance import season
from console import drafts
from console.app import CheckView
from tests.console.chromium import Chromium, Tab
from tests.console.offices import OTHER, OWN, Office, publish

pytestmark = pytest.mark.slow
PASSWORD = "Geheim-1234567"


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The console on a real port."""
    config = uvicorn.Config(office.app, port=0, ws="none", access_log=False, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


async def sign_in(tab: Tab, login: str) -> None:
    await tab.do("Network.clearBrowserCookies")
    await tab.go("/login")
    await tab.fill(login=login, password=PASSWORD)
    await tab.press("main form button")
    assert "总览" in await tab.js("document.title")


def test_a_day_of_every_role(office: Office, address: str, tmp_path: Path) -> None:
    for role in ("county", "municipal", "evaluator_a", "evaluator_b", "administrator"):
        office.account(role)
    office.account("municipal", "zweiter")
    asyncio.run(_day(office, address, tmp_path / "区县自查.xlsx"))


async def _day(office: Office, address: str, package: Path) -> None:
    package.write_bytes(b"as sent")
    async with Chromium(address) as tab:
        await _county(office, tab, package)
        await _municipal(office, tab)
        await _evaluators(tab)
        await sign_in(tab, "administrator")
        await tab.go("/audit")
        assert "审计记录完整" in await tab.text()
        await tab.press("nav form button")
        await tab.go("/")
        assert await tab.js("location.pathname") == "/login"
        assert tab.hosts == {address.removeprefix("http://")} and tab.said == []


async def _county(office: Office, tab: Tab, package: Path) -> None:
    await tab.telephone()
    await sign_in(tab, "county")
    await tab.go("/find")
    await tab.fill(number=f"{OWN}0001")
    await tab.press("main form button")
    await tab.press("main a.button")
    assert "为什么是这个结论" in await tab.text() and await tab.width() == 360
    for path in ("/", f"/county/{OWN}", f"/send/{OWN}", f"/county/{OWN}/issues"):
        await tab.go(path)
        assert await tab.width() == 360, path
    await tab.do("Emulation.clearDeviceMetricsOverride")
    for outcome, said in (("退回", "尚未报送"), ("接收", "已放入收件箱")):
        office.view = CheckView(outcome)
        await tab.go(f"/send/{OWN}")
        await tab.choose_file(package)
        await tab.js("document.querySelector('main form button').click()")
        await tab.until(f"document.querySelector('main').innerText.includes('{said}')")
    await _slow_upload(tab, package)


async def _slow_upload(tab: Tab, package: Path) -> None:
    """A long file on a slow line: how far it has come is shown, and the button waits."""
    package.write_bytes(b"x" * 150_000)
    line = {"offline": False, "latency": 0, "downloadThroughput": -1}
    await tab.go(f"/send/{OWN}")
    await tab.choose_file(package)
    await tab.do("Network.emulateNetworkConditions", uploadThroughput=60_000, **line)
    await tab.js("document.querySelector('main form button').click()")
    await tab.until("document.querySelector('progress') && document.querySelector('main form button').disabled")
    assert "%" in await tab.until("document.querySelector('[role=status]').textContent")
    await tab.do("Network.emulateNetworkConditions", uploadThroughput=-1, **line)
    await tab.until("document.querySelector('main').innerText.includes('检查结果')")


async def _municipal(office: Office, tab: Tab) -> None:
    await sign_in(tab, "municipal")
    await _watched(office, tab)
    await tab.go(f"/county/{OWN}/entry/decision")
    await tab.fill(kind="豁免", object=f"{OWN}0001", rule_id="E042", reason="核实", doc_id="1号")
    await tab.press("main form:last-of-type button")
    assert "等待复核（1）" in await tab.text()
    await sign_in(tab, "zweiter")
    await tab.go(f"/county/{OWN}/entry/decision")
    await tab.press("[value=confirm]")
    assert "等待复核（0）" in await tab.text() and drafts.waiting(office.home, OWN, ("decision",)) == []


async def _watched(office: Office, tab: Tab) -> None:
    """The overview shows a county that advances without anybody touching the page."""
    desk, opened = office.app.state.desk, season.open_season(office.home)
    desk.settings = dataclasses.replace(desk.settings, refresh=1)
    shutil.rmtree(opened.home.runs(OTHER))
    row = f"document.querySelector('.matrix a[href$=\"{OTHER}\"]').closest('tr').innerText.includes('等待区县自查')"
    await tab.go("/")
    assert await tab.js(row)
    publish(opened, OTHER)
    await tab.until(f"document.readyState === 'complete' && !({row})")
    desk.settings = dataclasses.replace(desk.settings, refresh=30)


async def _evaluators(tab: Tab) -> None:
    for login, action, said in (("evaluator-a", "审核通过", "第二步：签发"), ("evaluator-b", "签发", "已经办结")):
        await sign_in(tab, login)
        await tab.go(f"/county/{OWN}/review")
        await tab.fill(action=action)
        await tab.press("main form button")
        assert said in await tab.text()


PLACE = f"/county/{OWN}"
LOOKED_AT = {
    "": ("/login",),
    "municipal": (
        "/", "/?wall=1", "/year", "/find", "/roles", "/password", "/send/municipal", PLACE, f"{PLACE}/issues",
        f"{PLACE}/leads", f"{PLACE}/village/{OWN}100201", f"{PLACE}/household/{OWN}0001", f"{PLACE}/entry/decision",
        f"{PLACE}/review", f"{PLACE}/comments", "/nowhere",
    ),
    "county": (f"/send/{OWN}", f"{PLACE}/entry/adjudication", f"{PLACE}/entry/rectification"),
    "observer": (PLACE, f"{PLACE}/comments"),
    "administrator": ("/admin", "/audit"),
}  # fmt: skip


def test_axe_core_finds_nothing_serious_on_any_page(office: Office, address: str) -> None:
    for role in filter(None, LOOKED_AT):
        office.account(role)
    assert asyncio.run(_grave(address)) == []


async def _grave(address: str) -> list[str]:
    found = []
    async with Chromium(address) as tab:
        for role, pages in LOOKED_AT.items():
            if role:
                await sign_in(tab, role)
            for page in pages:
                await tab.go(page)
                found += [f"{role} {page} {one}" for one in await tab.grave()]
        assert tab.hosts == {address.removeprefix("http://")} and tab.said == NOT_FOUND
    return found


NOT_FOUND = ["Failed to load resource: the server responded with a status of 404 (Not Found)"]
"""What the browser itself says of the page that is not there."""
