"""Other trouble: a full disk, a folder that may not be written, two at once, a run asleep while another finishes."""

import ctypes
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

from acceptance import store
from acceptance.store import points
from tests import spine_homes
from tests.chaos.bench import COUNTY, LATE, Bench, Broken, done, ended, fork, published

PAUSES = (
    "run.building", "step.produced", "finish.synced", "finish.durable", "copy.file", "copy.before_last", "run.copied",
    "begin.made", "begin.numbered", "step.recorded", "copy.done", "draw.reserving",
)  # fmt: skip
"""Where a run is put to sleep while a newer input arrives; the first ones are tried when only a few are asked for. At
all other points of a run it sleeps while another run does the same.
"""

PAIRS = 3
"""How often two are let loose at once."""

FILE_LIMITS = (1_000, 6_000, 20_000)
"""Bytes at which a file stops growing: receipts, typed rows and results, reports."""

_DAC_OVERRIDE, _DAC_READ_SEARCH = 1 << 1, 1 << 2


def all_of(bench: Bench, pauses: int, quick: bool = False) -> Iterator[tuple[bool, str]]:
    """Runs every trouble (only the sleepers when `quick`); for each whether all was well, and what happened in
    Chinese.
    """
    for limit in () if quick else FILE_LIMITS:
        yield _told(f"文件不能超过 {limit} 字节（如同磁盘写满）", lambda limit=limit: disk_full(bench, limit))
    for name in () if quick else ("results", "received", "tmp"):
        yield _told(f"{name} 只读", lambda name=name: read_only(bench, name))
    if not quick:
        yield _told("两个进程同时收件、质检", lambda: at_once(bench, spine_homes.prepare))
        yield _told("两个进程同时推进一个区县", lambda: at_once(bench, _advance))
    if pauses:
        early, late = _without_late(bench)
        for name in PAUSES[:pauses]:
            yield _told(f"休眠于 {name}，醒来让位于较新的结果", lambda name=name: asleep(bench, early, late, name))
        others = [name for name in bench.names if name not in PAUSES]
        for name in others[: max(pauses - len(PAUSES), 0)]:
            yield _told(f"休眠于 {name}，醒来时别的进程已做完", lambda name=name: overslept(bench, name))


def _told(what: str, act: Callable[[], bool]) -> tuple[bool, str]:
    try:
        return True, f"{what}：{'恢复后一致' if act() else '没有发生'}"
    except Broken as problem:
        return False, f"{what}：不一致，{problem}"


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


def read_only(bench: Bench, name: str) -> bool:
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
    return True


def _obey_modes() -> None:
    """Gives up what lets the superuser write everywhere; another account has nothing to give up."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    if libc.capget(head, sets) == 0:
        sets[0] &= ~(_DAC_OVERRIDE | _DAC_READ_SEARCH)
        libc.capset(head, sets)


def asleep(bench: Bench, early: Path, late: Path, name: str) -> bool:
    """Puts a run to sleep at a point, lets a newer input arrive and another run finish, and wakes the sleeper.

    What is published must stay, byte for byte, what an undisturbed run of all inputs publishes. Returns whether the
    run came to that point.
    """
    home = bench.fresh(early)
    slept = _overtaken(bench, home, name, late)
    shutil.rmtree(home)
    return slept


def overslept(bench: Bench, name: str) -> bool:
    """Puts a run to sleep at a point, lets another run do everything, and wakes the sleeper: nothing may change.

    Returns whether the run came to that point.
    """
    home = bench.fresh()
    sleeper = fork(_sleeping(name, lambda: _advance(home)))
    _, status = os.waitpid(sleeper, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        return False
    done(lambda: _advance(home))
    bench.check_completed(home)
    os.kill(sleeper, signal.SIGCONT)
    if code := ended(sleeper):
        raise Broken(f"{home}: the run woken at {name} ended with {code}")
    bench.complete(home)
    return True


def at_once(bench: Bench, act: Callable[[Path], object]) -> bool:
    """Two processes do the same in one home at the same time, a few times over."""
    for _ in range(PAIRS):
        home = bench.fresh()
        both = [fork(lambda home=home: act(home)) for _ in range(2)]
        if codes := [code for code in map(ended, both) if code]:
            raise Broken(f"{home}: two at once ended with {codes}")
        bench.complete(home)
    return True


def _advance(home: Path) -> None:
    """Advances as the flow does: what another process did meanwhile is looked at anew (flows/county.py)."""
    while True:
        try:
            spine_homes.advance(home)
        except (store.VersionTaken, store.NotChecked):
            continue
        return


def _without_late(bench: Bench) -> tuple[Path, Path]:
    """A home that received and checked everything but the late package, and that package."""
    early = bench.fresh()
    waiting = early / "inbox" / COUNTY / LATE
    [package] = [path for path in waiting.iterdir() if not path.name.startswith(".")]
    late = Path(shutil.move(package, bench.work / package.name))
    done(lambda: spine_homes.prepare(early))
    return early, late


def _overtaken(bench: Bench, home: Path, name: str, late: Path) -> bool:
    sleeper = fork(_sleeping(name, lambda: _advance(home)))
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
