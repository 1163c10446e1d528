"""Deaths: chains of runs over one home, each killed somewhere, until one comes through; then everything is compared."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests import spine_homes
from tests.chaos.bench import Act, Bench, Broken, die_at, ended, fork

LONGEST_CHAIN, MOST_TWICE = 25, 5


@dataclass
class Tally:
    """How many runs died, where (point names, or 任意时刻), and how many homes were completed and compared."""

    deaths: Counter[str] = field(default_factory=Counter)
    completed: int = 0

    @property
    def total(self) -> int:
        return self.deaths.total()


def at_every_point(bench: Bench, tally: Tally, most: int) -> None:
    """One chain through all names: each run dies the first time it comes to the next name of the undisturbed run.

    The first names come round once more before, where many packages arrive.
    """
    home = bench.fresh()
    order = list(bench.names)
    for name in [*order[: min(max(most - len(order), 0), MOST_TWICE)], *order]:
        if tally.total >= most:
            break
        if _died(bench, home, lambda name=name: die_at(1, name)):
            tally.deaths[name] += 1
    bench.complete(home)
    tally.completed += 1


def at_random(bench: Bench, tally: Tally, most: int, dice: random.Random, tell: Callable[[], None]) -> None:
    """Chains of runs that die at a random point, or at a random moment, until there are `most` deaths.

    tell: called after each chain has been completed and compared.
    """
    while tally.total < most:
        home = bench.fresh()
        for _ in range(min(dice.randint(1, LONGEST_CHAIN), most - tally.total)):
            where = _struck(bench, home, dice) if dice.random() < 0.4 else _at_some_point(bench, home, dice)
            if where is None:
                break
            tally.deaths[where] += 1
        bench.complete(home)
        tally.completed += 1
        tell()


def commands(bench: Bench, tally: Tally, most: int, dice: random.Random) -> None:
    """Starts `campaign advance` itself `most` times, with its Prefect server and its printing processes, and kills
    it at random moments; one that is quicker ends a home, and the next begins with a new one.

    Reports are laid out in earnest, so an undisturbed command says what is expected.
    """
    began = time.monotonic()
    reference = bench.fresh()
    if code := _command(reference).wait():
        raise Broken(f"{reference}: an undisturbed command ended with {code}")
    seconds = time.monotonic() - began
    printed = bench.printing(reference)
    home = bench.fresh()
    for _ in range(most):
        if _killed(home, dice.uniform(0.1, seconds)):
            tally.deaths["campaign advance"] += 1
            printed.check_killed(home)
        else:
            printed.check_completed(home)
            tally.completed += 1
            home = bench.fresh()
    if code := _command(home).wait():
        raise Broken(f"{home}: the command after deaths ended with {code}")
    printed.check_completed(home)
    tally.completed += 1


def _killed(home: Path, after: float) -> bool:
    """Whether a command was killed, with all it started, so many seconds after its start; False when it was quicker."""
    child = _command(home)
    try:
        code = child.wait(after)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True
    if code:
        raise Broken(f"{home}: a command after deaths ended with {code}")
    return False


def _command(home: Path) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-c", "from flows.cli import main; main()", "advance", "--home", str(home)]
    return subprocess.Popen(program, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _at_some_point(bench: Bench, home: Path, dice: random.Random) -> str | None:
    number = dice.randint(1, 60)
    return "任意写入点" if _died(bench, home, lambda: die_at(number)) else None


def _died(bench: Bench, home: Path, arm: Act) -> bool:
    def act() -> None:
        arm()
        spine_homes.advance(home)

    code = ended(fork(act))
    if code not in (0, -signal.SIGKILL):
        raise Broken(f"{home}: a run after deaths ended with {code}")
    bench.check_killed(home)
    return code != 0


def _struck(bench: Bench, home: Path, dice: random.Random) -> str | None:
    """Kills from outside after a random time; None when the run was quicker."""
    child = fork(lambda: spine_homes.advance(home))
    until = time.monotonic() + dice.uniform(0.01, bench.seconds * 0.4)
    while time.monotonic() < until and not _over(child):
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    code = ended(child)
    bench.check_killed(home)
    if code > 0:
        raise Broken(f"{home}: a run after deaths ended with {code}")
    return "任意时刻" if code else None


def _over(child: int) -> bool:
    """Whether a child has ended by itself; it stays to be asked how."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
