"""`campaign serve` itself, seen from outside: guarded, watching, stopping cleanly, leaving nobody, coming back."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from flows import exposure
from tests.console import chromium
from tests.spine_homes import REFUSED, differing, tree

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("live")]

PASSWORD = ("operator", "a-long-enough-one")
ORIGIN = "https://yanshou.example.gov.cn"
WITHIN_S = 150


class Service:
    """One `campaign serve` in a process of its own."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.api = home, f"http://127.0.0.1:{port}/api"
        env = os.environ | {exposure.PASSWORD: ":".join(PASSWORD), exposure.ORIGINS: ORIGIN}
        words = ["serve", "--home", str(home), "--host", "0.0.0.0", "--port", str(port), "--console-port", "0"]
        program = [sys.executable, "-c", "from flows.cli import main; main()"]
        self.process = subprocess.Popen([*program, *words], env=env, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        assert ORIGIN in self.process.stdout.readline()  # it says so once everything runs

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        code = self.process.wait(60)
        self.process.stdout.close()
        return code

    def left(self) -> list[str]:
        """Command lines of every process that works for this home."""
        mark, found = os.fsencode(f"CAMPAIGN_HOME={self.home}"), []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found


@pytest.fixture
def home(sent: Path, tmp_path: Path) -> Path:
    """A home in which one county will send one package."""
    home = tmp_path / "home"
    shutil.copytree(sent, home)
    for county in (home / "inbox").iterdir():
        if county.name != REFUSED:
            shutil.rmtree(county)
    shutil.move(home / "inbox" / REFUSED, tmp_path / "later")
    return home


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[[], Service]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running: list[Service] = []

    def start() -> Service:
        running.append(Service(home, port))
        return running[-1]

    yield start
    for one in running:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)


def until(true: Callable[[], object], seconds: float = WITHIN_S) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.25)
    return True


def test_the_service_from_start_to_kill(home, serve, tmp_path):
    service = serve()
    assert_guarded(service.api)
    if chromium.PROGRAM:
        asyncio.run(assert_asks_nobody_else(service.api.removesuffix("/api")))
    [package] = (tmp_path / "later" / "self_check").iterdir()
    whole, target = package.read_bytes(), home / "inbox" / REFUSED / "self_check" / package.name
    target.parent.mkdir(parents=True)
    with target.open("wb") as stream:  # somebody copies slowly
        for part in range(4):
            stream.write(whole[part * len(whole) // 4 : (part + 1) * len(whole) // 4])
            stream.flush()
            time.sleep(2)
    received = home / "received" / REFUSED / "self_check" / "1"
    assert until(received.is_dir)
    assert (received / package.name).read_bytes() == whole
    assert service.end(signal.SIGTERM) == 0  # while runs of the county are being started
    assert service.left() == []

    service = serve()
    subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "reconcile", "--home", str(home)],
        env=os.environ | {exposure.CLIENT_PASSWORD: ":".join(PASSWORD)}, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    result, page = (home / "results" / name for name in (f"{REFUSED}/result.json", "municipal/quality.html"))
    assert until(result.is_file)
    assert until(lambda: page.stat().st_mtime >= result.stat().st_mtime)  # a run ends with the page of data quality
    assert (home / "runs" / "status.html").is_file()
    before = {name: tree(home / name) for name in ("received", "results", "samples")}
    service.end(signal.SIGKILL)
    assert until(lambda: service.left() == [], 40), service.left()
    assert {name: differing(tree(home / name), before[name]) for name in before} == {name: [] for name in before}


def assert_guarded(api: str) -> None:
    """Without the password 401, a change without the token 403, a page of elsewhere nothing."""
    asked = f"{api}/flow_runs/filter"
    assert httpx.get(f"{api}/admin/version").status_code == 401
    assert httpx.get(f"{api}/admin/version", auth=(PASSWORD[0], "wrong")).status_code == 401
    assert httpx.get(f"{api}/admin/version", auth=PASSWORD).status_code == 200
    assert httpx.post(asked, json={}, auth=PASSWORD).status_code == 403
    token = httpx.get(f"{api}/csrf-token", params={"client": "t"}, auth=PASSWORD).json()["token"]
    headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "t"}
    assert httpx.post(asked, json={}, auth=PASSWORD, headers=headers).status_code == 200
    assert httpx.post(asked, json={}, headers=headers).status_code == 401
    for origin, allowed in ((ORIGIN, ORIGIN), ("https://elsewhere.example", None)):
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert httpx.options(asked, headers=asking).headers.get("access-control-allow-origin") == allowed


async def assert_asks_nobody_else(base: str) -> None:
    """The scheduler's pages ask the service and the address its operators reach it by, and fit a telephone."""
    async with chromium.Chromium(base) as tab:
        await tab.telephone()
        for path in ("/dashboard", "/runs", "/deployments"):
            await tab.go(path)
            await asyncio.sleep(2)
            assert await tab.width() <= 360
        assert tab.hosts <= {base.removeprefix("http://"), ORIGIN.removeprefix("https://")}
