"""Past one machine: PostgreSQL, one service, three workers with folders of their own over one shared home, 38 counties;
one worker is killed with everything it started (docs/scaling.md). `python -m tests.flows.test_many_workers` prints how
many counties a minute 1, 2 and 3 workers publish.
"""

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from acceptance import season
from tests import spine_homes
from tests.chaos import bench
from tests.flows import postgres

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("live"),
    pytest.mark.skipif(postgres.PROGRAMS is None, reason="needs Debian's package postgresql"),
]

COUNTIES, WORKERS = 38, 3
COMPARED = 6
"""Counties that one process advances as well, beside those whose worker was killed: half a minute of one core."""
WITHIN_S = 1800
"""Two cores that do nothing else need four to five minutes."""
HEARTBEAT_S = 30
COMMAND = [sys.executable, "-c", "from flows.cli import main; main()"]


def parents() -> dict[int, int]:
    """Process -> its parent, of every process there is."""
    found = {}
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal():
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return found


def family(pid: int) -> list[int]:
    """A process and all that it started, and what these started."""
    known, found = parents(), [pid]
    for one in found:
        found += [child for child, parent in known.items() if parent == one]
    return found


def tell(pids: list[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


class Site:
    """The service of one home on a PostgreSQL, and its workers."""

    def __init__(self, home: Path, folder: Path, stack: ExitStack) -> None:
        self.home, self.folder, self.stack = home, folder, stack
        port = postgres.free_port()
        self.api = f"http://127.0.0.1:{port}/api"
        self.env = os.environ | {
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": stack.enter_context(postgres.running()),
            "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": str(HEARTBEAT_S),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        self._start("serve", "--port", str(port), "--console-port", "0", "--at-once", "0")

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        return self._start("work", "--server", self.api, "--at-once", "1", place=name)

    def _start(self, verb: str, *words: str, place: str = "server") -> subprocess.Popen[bytes]:
        """One of the two in a process of its own and a folder of its own, once it says that it runs."""
        own = self.folder / place
        own.mkdir()
        env = self.env | {"PREFECT_HOME": str(own), "TMPDIR": str(own)}  # what a killed one leaves lies there
        command = [*COMMAND, verb, "--home", str(self.home), *words]
        process = subprocess.Popen(command, cwd=own, env=env, stdout=subprocess.PIPE)
        self.stack.callback(end, process)
        assert process.stdout is not None
        assert "Ctrl-C" in process.stdout.readline().decode(), (self.home / "runs" / "serve.log").read_text()[-3000:]
        return process

    def published(self) -> set[str]:
        return {path.parent.name for path in self.home.glob("results/[0-9]*/result.json")}

    def runs(self, *kinds: str) -> list[dict[str, Any]]:
        """Runs of counties; in these kinds of state, or all."""
        state = {"state": {"type": {"any_": list(kinds)}}} if kinds else {}
        asked = {"flows": {"name": {"any_": ["advance-county"]}}, "flow_runs": state, "limit": 200}
        answer = httpx.post(f"{self.api}/flow_runs/filter", json=asked, timeout=60)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def unpublished_run_of(self, worker: subprocess.Popen[bytes]) -> bool:
        """Whether a worker runs a county whose result does not show yet."""
        own, shown = family(worker.pid), self.published()
        runs = [run for run in self.runs("RUNNING") if run["parameters"]["county"] not in shown]
        return any(int((run["infrastructure_pid"] or ":0").rpartition(":")[2]) in own for run in runs)


def kill_at_work(running: Site, worker: subprocess.Popen[bytes]) -> None:
    """SIGKILL to a worker and everything it started, as when its machine loses power, before its county is published.

    It is held still first, so that its run cannot end between the look and the kill.
    """
    while True:
        until(lambda: running.unpublished_run_of(worker), 0.2)
        held = family(worker.pid)
        tell(held, signal.SIGSTOP)
        time.sleep(0.5)  # what it had said already is heard
        if running.unpublished_run_of(worker) and family(worker.pid) == held:
            break
        tell(held, signal.SIGCONT)
    tell(held, signal.SIGKILL)
    worker.wait()


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(90)
    if process.stdout is not None:
        process.stdout.close()


@contextmanager
def site(home: Path, folder: Path) -> Iterator[Site]:
    """The service with the county's flow as tests print it."""
    folder.mkdir()
    with ExitStack() as stack:
        found = Site(home, folder, stack)
        from prefect.settings import PREFECT_API_URL, temporary_settings  # where Prefect is imported already, too

        with temporary_settings({PREFECT_API_URL: found.api}):
            _use_plain_flow()
            yield found


def _use_plain_flow() -> None:
    """The deployment of prefect.yaml starts the flow that does not lay out a report."""
    from flows import reconcile

    async def change() -> None:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.actions import DeploymentUpdate

        async with get_client() as client:
            found = await client.read_deployment_by_name(reconcile.DEPLOYMENT)
            plain = DeploymentUpdate(entrypoint="tests.flows.unprinted.advance_county")
            await client.update_deployment(found.id, plain)

    asyncio.run(change())


def reconcile(home: Path) -> dict[str, list[str]]:
    from flows.reconcile import reconcile as flow

    return asyncio.run(flow(str(home), quiet_s=0))


def until(true: Any, every: float = 1.0) -> None:
    end = time.monotonic() + WITHIN_S
    while not true():
        assert time.monotonic() < end, "took too long"
        time.sleep(every)


@pytest.fixture(scope="module")
def sent_by_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """38 counties, everything received, checked and compared: what is told apart here are the counties' own runs."""
    home = spine_homes.make(tmp_path_factory.mktemp("many") / "home", counties=COUNTIES)
    spine_homes.prepare(home)
    return home


def test_a_worker_is_killed_and_every_county_is_published_once_with_the_same_bytes(
    sent_by_all: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import limits, silent

    monkeypatch.setattr(silent, "SILENCE", dt.timedelta(seconds=3 * HEARTBEAT_S))
    home = spine_homes.copy(sent_by_all, tmp_path / "home")
    opened = season.open_season(home)
    with site(home, tmp_path / "site") as running:
        workers = [running.worker(f"worker{number}") for number in range(WORKERS)]
        assert len(reconcile(home)["started"]) == COUNTIES
        until(lambda: len(running.published()) >= WORKERS)
        kill_at_work(running, workers[0])

        def finished() -> bool:
            done = reconcile(home)
            crashed = [run["parameters"]["county"] for run in running.runs("CRASHED")]
            if crashed and set(crashed) & set(done["started"]):
                # in production the dead run's lease ends by itself, after five minutes
                asyncio.run(limits.create(opened.home, crashed, alone=True))
            return len(done["current"]) == COUNTIES

        until(finished, HEARTBEAT_S)  # to reconcile is work, too
        ended = running.runs()
    completed = [run["parameters"]["county"] for run in ended if run["state_type"] == "COMPLETED"]
    assert sorted(completed) == sorted(opened.counties)
    lost = [run for run in ended if run["state_type"] != "COMPLETED"]
    assert [run["state_type"] for run in lost] == ["CRASHED"]
    finals = list(home.glob("runs/[0-9]*/*/result.json"))
    assert len(finals) == COUNTIES  # one finished generation each
    alone = spine_homes.copy(sent_by_all, tmp_path / "alone")
    chosen = sorted({*opened.counties[:COMPARED], *(run["parameters"]["county"] for run in lost)})
    bench.done(lambda: _advanced(alone, chosen))
    for part in ("results", "samples", "received"):
        for county in chosen:
            own, single = (spine_homes.tree(one / part / county) for one in (home, alone))
            assert spine_homes.differing(own, single) == []
    kept = spine_homes.tree(home / "received")
    assert kept.items() >= spine_homes.tree(sent_by_all / "received").items()


def _advanced(home: Path, counties: list[str]) -> None:
    bench.print_inline()
    for county in counties:
        spine_homes.publish(season.open_season(home), county)


def used() -> float:
    """CPU seconds of the service, the workers and their runs so far; PostgreSQL's own are not among them."""
    ticks = 0
    for pid in family(os.getpid())[1:]:
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(sent: Path, each: int) -> None:
    """Prints in how many seconds 1, 2 and 3 workers publish `each` counties, one after the other in one home.

    On a machine that others use as well the CPU seconds of a county say more than the minutes.
    """
    with tempfile.TemporaryDirectory(prefix="many-workers-") as scratch:
        home = spine_homes.copy(sent, Path(scratch) / "home")
        with site(home, Path(scratch) / "site") as running:
            reconcile(home)
            for workers in range(1, WORKERS + 1):
                running.worker(f"worker{workers}")
                settled = len(running.published()) + workers
                until(lambda settled=settled: len(running.published()) >= settled, 0.2)
                before, began, cost = len(running.published()), time.monotonic(), used()
                until(lambda before=before: len(running.published()) >= before + each, 0.2)
                spent, cpu, done = time.monotonic() - began, used() - cost, len(running.published()) - before
                sys.stdout.write(
                    f"{workers} workers: {60 * done / spent:.1f} counties a minute, {cpu / done:.1f} CPU-s a county, "
                    f"{cpu / spent:.2f} cores in use, load {os.getloadavg()[0]:.1f}\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="many-workers-") as made:
        waiting = spine_homes.make(Path(made) / "home", counties=COUNTIES)
        spine_homes.prepare(waiting)
        measure(waiting, 8)
