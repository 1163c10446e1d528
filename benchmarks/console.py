"""The console under load: readers while counties advance, beside a static file of the same bytes; long uploads; memory.

Everything runs on this machine: the readers take processor time from the console they measure.
"""

import asyncio
import itertools
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import numpy as np

from acceptance import season as seasons
from console import accounts, sessions
from console.read import published
from console.settings import ConsoleSettings

READERS, PAGES_EACH, READS_S = 200, 4, 10
UPLOADS, UPLOAD_BYTES = 10, 50 << 20
WITHIN_S = 600
CAMPAIGN = str(Path(sys.executable).with_name("campaign"))
STATIC = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
app = Starlette(routes=[Mount("/", StaticFiles(directory=sys.argv[1]))])
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False, timeout_keep_alive=75)
"""


def run(scale: float) -> None:
    """scale: share of the readers and of the upload's size."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        subprocess.run([CAMPAIGN, "demo", "--home", str(home)], check=True, capture_output=True)
        asyncio.run(_measure(home, Path(folder), scale))


async def _measure(home: Path, folder: Path, scale: float) -> None:
    readers, size = max(2, round(READERS * scale)), round(UPLOAD_BYTES * scale)
    with _served([CAMPAIGN, "console", "--home", str(home), "--port"]) as (address, process):
        async with _client(address, home, "shiji") as office:
            pages = [await office.get(path) for path in _paths(home)]
            assert all(page.status_code == httpx.codes.OK for page in pages)
            print(
                f"pages of {', '.join(f'{len(page.content) / 1024:.0f}' for page in pages)} kB; {_memory(process)} MB"
            )
            paths = [page.url.path for page in pages]
            _say("one page after another, nobody reads", await _read(office, paths, readers, 0))
            _say(f"{readers} readers, a page every {READS_S} s", await _read(office, paths, readers, READS_S))
            advancing = _advance(home)
            _say("the same while a county advances", await _read(office, paths, readers, READS_S))
            print(f"  the county {'was still advancing' if advancing.poll() is None else 'had advanced meanwhile'}")
            advancing.wait(WITHIN_S)
            print(f"memory of the console: at most {_memory(process)} MB")
        await _uploads(address, home, folder, size)
        print(f"memory of the console: at most {_memory(process)} MB")
    for number, page in enumerate(pages):
        (folder / f"{number}.html").write_bytes(page.content)
    with _served([sys.executable, "-c", STATIC, str(folder)]) as (address, _):
        async with httpx.AsyncClient(base_url=address, timeout=WITHIN_S, limits=_LIMITS) as client:
            files = [f"/{number}.html" for number in range(len(pages))]
            _say("static files of the same bytes", await _read(client, files, readers, READS_S))


_LIMITS = httpx.Limits(max_connections=READERS, max_keepalive_connections=READERS)


def _paths(home: Path) -> list[str]:
    """总览, a county, a village, a household."""
    season = seasons.open_season(home)
    county = season.counties[0]
    one = published.rows(season, county, "households")[0]
    place = f"/county/{county}"
    return ["/", place, f"{place}/village/{one['village_code']}", f"{place}/household/{one['household_id']}"]


def _client(address: str, home: Path, login: str) -> httpx.AsyncClient:
    """Signed in as a demo account."""
    accounts.change(home, login, must_change=False)
    cookie = sessions.start(home, ConsoleSettings(), login, "127.0.0.1")
    return httpx.AsyncClient(base_url=address, cookies={"campaign": cookie}, timeout=WITHIN_S, limits=_LIMITS)


async def _read(client: httpx.AsyncClient, paths: list[str], readers: int, reads: float) -> tuple[np.ndarray, float]:
    """Every reader asks for page after page and reads each for `reads` seconds, not all at the same moment; seconds of
    each answer, and of all together.
    """

    async def reader(number: int) -> list[float]:
        await asyncio.sleep(reads * number / readers)
        took = []
        for path in _turn(paths, number):
            took.append(await _timed(lambda p=path: _got(client, p)))
            await asyncio.sleep(reads)
        return took

    began = time.perf_counter()
    took = await asyncio.gather(*(reader(number) for number in range(readers)))
    return np.array(list(itertools.chain(*took))), time.perf_counter() - began


def _turn(paths: list[str], first: int) -> list[str]:
    return [paths[(first + step) % len(paths)] for step in range(PAGES_EACH)]


async def _got(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == httpx.codes.OK, f"{path}: {answer.status_code}"


async def _timed(act: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


def _say(what: str, measured: tuple[np.ndarray, float]) -> None:
    took, whole = measured
    median, high = np.percentile(took, [50, 95])
    print(
        f"{what}: {len(took)} pages, {len(took) / whole:.0f} a second; median {median:.2f} s, 95% {high:.2f} s",
        flush=True,
    )


def _advance(home: Path) -> subprocess.Popen[bytes]:
    """The demo's held-back package is put into its inbox and its county advances."""
    [held] = home.glob("held_back/*/*/*")
    county, line = held.parts[-3:-1]
    target = seasons.open_season(home).home.inbox(county, line)
    target.mkdir(parents=True, exist_ok=True)
    held.rename(target / held.name)
    return subprocess.Popen([CAMPAIGN, "advance", county, "--home", str(home)], stdout=subprocess.DEVNULL)


async def _uploads(address: str, home: Path, folder: Path, size: int) -> None:
    """Packages of a csv inside a zip, not packed any further, all sent at once and checked."""
    package = folder / "自查.zip"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_STORED) as made:
        row = ("500229100201,50022900000001,张三," + "值," * 30 + "\n").encode()
        made.writestr("户表.csv", "行政村代码,户编号,户主姓名\n".encode() + row * (size // len(row)))
    county = seasons.open_season(home).counties[0]
    async with _client(address, home, "quxian") as client:
        page = (await client.get("/roles")).text
        token = re.findall(r'name="csrf" value="(\w+)"', page)[0]

        async def send() -> None:
            with package.open("rb") as data:
                given = {"csrf": token, "line": "self_check", "mode": "check"}
                answer = await client.post(f"/send/{county}", data=given, files={"package": (package.name, data)})
            assert "检查结果" in answer.text, answer.status_code

        began = time.perf_counter()
        took = await asyncio.gather(*(_timed(send) for _ in range(UPLOADS)))
    whole, mb = time.perf_counter() - began, package.stat().st_size / 2**20
    print(f"{UPLOADS} uploads of {mb:.0f} MB at once, each checked: {whole:.1f} s; the first after {min(took):.1f} s")


@contextmanager
def _served(command: list[str]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server on a free port, until it answers; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(10 * WITHIN_S):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(WITHIN_S)


def _memory(process: subprocess.Popen[bytes]) -> int:
    """The highest resident memory of a process so far, MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM:"))
