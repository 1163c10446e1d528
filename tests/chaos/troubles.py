"""Other trouble: a disk that is full, a folder that may not be written, a run that sleeps while a newer one finishes."""

import ctypes
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from acceptance.store import points
from tests import spine_homes
from tests.chaos.bench import COUNTY, LATE, Bench, Broken, done, ended, fork, published

PAUSES = (
    "run.building", "step.produced", "finish.synced", "finish.durable", "copy.file", "copy.before_last", "run.copied",
    "begin.made", "begin.numbered", "step.recorded", "copy.done", "draw.reserving",
)  # fmt: skip
"""Where a run is put to sleep; the first ones are tried when only a few are asked for."""

FILE_LIMITS = (1_000, 6_000, 20_000)
"""Bytes at which a file stops growing: receipts, typed rows and results, reports."""

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1 << 1, 1 << 2


def all_of(bench: Bench, pauses: int) -> Iterator[str]:
    """Runs every trouble and says in Chinese what held. Raises Broken."""
    failed = sum(disk_full(bench, limit) for limit in FILE_LIMITS)
    yield f"磁盘写满：{len(FILE_LIMITS)} 种限度，{failed} 次中断，恢复后一致"
    for name in ("results", "received", "tmp"):
        read_only(bench, name)
    yield "只读目录：results、received、tmp，恢复后一致"
    if pauses:
        tried = asleep(bench, PAUSES[:pauses])
        yield f"休眠后醒来：{len(tried)} 处（{'、'.join(tried)}），均让位于较新的结果"


def disk_full(bench: Bench, limit: int) -> bool:
    """A run in which no file grows beyond `limit` bytes (the write fails, as on a full disk); whether it failed."""
    home = bench.fresh()

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        spine_homes.advance(home)

    failed = ended(fork(act, quiet=True)) != 0
    bench.check_killed(home)
    bench.complete(home)
    return failed


def read_only(bench: Bench, name: str) -> None:
    """A run that may not write in one of the home's folders fails, loses nothing, and succeeds when it may again."""
    home = bench.fresh()
    folder = home / name
    folder.chmod(0o500)

    def act() -> None:
        _obey_modes()
        spine_homes.advance(home)

    code = ended(fork(act, quiet=True))
    folder.chmod(0o700)
    if not code:
        raise Broken(f"{home}: a run succeeded though {name} may not be written")
    bench.check_killed(home)
    bench.complete(home)


def _obey_modes() -> None:
    """Gives up what lets the superuser write everywhere; another account has nothing to give up."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(head, sets) == 0:
        sets[0] &= ~(_DAC_OVERRIDE | _DAC_READ_SEARCH)
        libc.capset(head, sets)


def asleep(bench: Bench, where: tuple[str, ...]) -> list[str]:
    """Puts a run to sleep at each point, lets a newer input arrive and another run finish, and wakes the sleeper.

    What is published must stay, byte for byte, what an undisturbed run of all inputs publishes.
    """
    early, late = _without_late(bench)
    tried = []
    for name in where:
        home = bench.fresh(early)
        if _overtaken(bench, home, name, late):
            tried.append(name)
        shutil.rmtree(home)
    return tried


def _without_late(bench: Bench) -> tuple[Path, Path]:
    """A home that received and checked everything but the late package, and that package."""
    early = bench.fresh()
    waiting = early / "inbox" / COUNTY / LATE
    [package] = [path for path in waiting.iterdir() if not path.name.startswith(".")]
    late = Path(shutil.move(package, bench.work / package.name))
    done(lambda: spine_homes.prepare(early))
    return early, late


def _overtaken(bench: Bench, home: Path, name: str, late: Path) -> bool:
    sleeper = fork(_sleeping(name, lambda: spine_homes.advance(home)))
    _, status = os.waitpid(sleeper, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        return False
    done(lambda: spine_homes.put(home, COUNTY, LATE, late))
    done(lambda: spine_homes.advance(home))
    before = published(home)["results"]
    os.kill(sleeper, signal.SIGCONT)
    code = ended(sleeper)
    if code:
        raise Broken(f"{home}: the run woken at {name} ended with {code}")
    after = published(home)["results"]
    if spine_homes.differing(before, after) or spine_homes.differing(after, bench.expected["results"]):
        raise Broken(f"{home}: the run woken at {name} changed what a newer one had published")
    return True


def _sleeping(name: str, act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        slept = False

        def reached(at: str) -> None:
            nonlocal slept
            if at == name and not slept:
                slept = True
                os.kill(os.getpid(), signal.SIGSTOP)

        points.install(reached)
        act()

    return run
