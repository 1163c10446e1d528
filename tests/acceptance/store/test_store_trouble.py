"""A disk that is full and a folder that may not be written: nothing half-written shows, and the next try completes."""

import errno
import os
import resource
import signal
import stat
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from acceptance.store import Inputs, lake_files, points, publish, receipts, receive_all, write_rows
from tests.chaos.troubles import _obey_modes

COUNTY, LINE = "500229", "self_check"
NOW = datetime(2026, 12, 1, 9, 30)
DAY = date(2026, 12, 5)
BIG = os.urandom(30_000)
ROWS = pa.table({"household_id": [f"{n:06}" for n in range(6_000)], "income": list(range(6_000))})


class Work:
    """A receiver, a writer of the lake and a publisher, one after the other, in a home with two packages waiting."""

    def __init__(self, desk) -> None:
        self.desk, self.home = desk, desk.home
        for name in ("a.zip", "b.zip"):
            desk.drop(name, name.encode() + BIG)

    def do(self) -> None:
        receive_all(self.home, NOW, lambda line: False)
        for receipt in receipts(self.home, COUNTY, LINE):
            write_rows(self.home, LINE, "household", COUNTY, receipt.version, ROWS, ["household_id"])
        publish(self.home, COUNTY, lambda: Inputs({"packages": str(len(self.received()))}, DAY), self._build)

    def _build(self, generation) -> dict:
        generation.path("report.pdf").write_bytes(BIG)
        generation.path("feedback/1.xlsx").write_bytes(BIG)
        return {"as_of": DAY, "valid_until": None}

    def received(self) -> list[bytes]:
        return [one.package.read_bytes() for one in receipts(self.home, COUNTY, LINE)]

    def nothing_is_half(self) -> None:
        """Every package is there once; whatever has a final name is whole."""
        inbox = list(self.desk.tree("inbox").values())
        held = [data for name, data in self.desk.tree("received").items() if not name.endswith("receipt.json")]
        assert sorted(inbox + held) == sorted(name.encode() + BIG for name in ("a.zip", "b.zip"))
        for path in lake_files(self.home, LINE, "household", COUNTY, [1, 2]):
            assert pq.read_table(path, partitioning=None).num_rows == 6_000
        shown = self.desk.tree("results", COUNTY)
        assert all(data == BIG for name, data in shown.items() if name != "result.json")
        assert "result.json" not in shown or len(shown) == 3

    def completes(self) -> None:
        self.do()
        self.nothing_is_half()
        assert self.received() == [b"a.zip" + BIG, b"b.zip" + BIG]
        assert len(lake_files(self.home, LINE, "household", COUNTY, [1, 2])) == 2
        assert self.desk.tree("results", COUNTY).keys() == {"report.pdf", "feedback/1.xlsx", "result.json"}
        left = [name for name in self.desk.tree("received") if name.startswith(".claims")]
        assert left == []


@pytest.fixture
def work(desk) -> Work:
    return Work(desk)


@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_the_disk_fills_at_every_point_in_turn(new_desk, stride):
    """An error, unlike a kill, runs what cleans up: no unfinished file is left in tmp/ either."""
    number, reached_all = 0, False
    while not reached_all:
        work, passed = Work(new_desk()), 0

        def full(_: str, number: int = number) -> None:
            nonlocal passed
            passed += 1
            if passed == number + 1:
                raise OSError(errno.ENOSPC, "No space left on device")

        points.install(full)
        try:
            work.do()
            reached_all = True
        except OSError as problem:
            assert problem.errno == errno.ENOSPC
        finally:
            points.install(None)
        work.nothing_is_half()
        assert [name for name in work.desk.tree("tmp") if name.endswith(".tmp")] == []
        work.completes()
        number += stride
    assert number > 25


def in_child(processes, act: Callable[[], None]) -> bool:
    """Whether `act` failed, in a child of its own."""

    def quietly() -> None:
        try:
            act()
        except Exception:
            os._exit(3)

    code = processes.ended(processes.fork(quietly))
    assert code in (0, 3)
    return code == 3


@pytest.mark.parametrize("limit", [100, 4_000, 20_000])
def test_no_file_grows_beyond_a_limit(work, processes, limit):
    """As on a full disk, with the operating system's own error, in whichever library writes."""

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        work.do()

    assert in_child(processes, act)
    work.nothing_is_half()
    work.completes()


@pytest.mark.parametrize("folder", ["received", "lake", "runs", "results", "tmp", f"inbox/{COUNTY}/{LINE}"])
def test_a_folder_that_may_not_be_written(work, processes, folder):
    path = work.home.path / folder
    path.chmod(0o500)

    def act() -> None:
        _obey_modes()
        work.do()
        if Path(folder).parts[0] == "inbox":  # its packages stay where they are and are reported as blocked
            assert work.received() == []
            raise PermissionError

    assert in_child(processes, act)
    path.chmod(stat.S_IRWXU)
    work.nothing_is_half()
    work.completes()
