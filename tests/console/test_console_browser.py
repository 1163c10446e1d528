"""Each role's work in a real browser: no request leaves the machine, no policy is broken, 360 pixels are enough."""

import asyncio
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
from tests.console.offices import OWN, Office, publish

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
        await tab.press("main form button")
        assert said in await tab.text()


async def _municipal(office: Office, tab: Tab) -> None:
    await sign_in(tab, "municipal")
    before = await tab.js("document.querySelector('.matrix').innerText")
    publish(season.open_season(office.home), OWN)
    await tab.go("/")
    assert await tab.js("document.querySelector('.matrix').innerText") == before
    await tab.go(f"/county/{OWN}/entry/decision")
    await tab.fill(kind="豁免", object=f"{OWN}0001", rule_id="E042", reason="核实", doc_id="1号")
    await tab.press("main form:last-of-type button")
    assert "等待复核（1）" in await tab.text()
    await sign_in(tab, "zweiter")
    await tab.go(f"/county/{OWN}/entry/decision")
    await tab.press("[value=confirm]")
    assert "等待复核（0）" in await tab.text() and drafts.waiting(office.home, OWN, ("decision",)) == []


async def _evaluators(tab: Tab) -> None:
    for login, action, said in (("evaluator-a", "审核通过", "第二步：签发"), ("evaluator-b", "签发", "已经办结")):
        await sign_in(tab, login)
        await tab.go(f"/county/{OWN}/review")
        await tab.fill(action=action)
        await tab.press("main form button")
        assert said in await tab.text()
