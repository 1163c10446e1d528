"""Clocks of the benches: CPU with children, the highest memory, and a table of steps."""

import os
import platform
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Spent:
    """Seconds of one piece of work; cpu counts ended children too."""

    wall: float
    cpu: float
    made: Any = None


class Laps:
    """Wall and CPU seconds of each step (children included), and the highest memory so far. A step that comes again
    adds up.
    """

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, float, int]] = {}

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        wall, spent = time.perf_counter(), cpu()
        yield
        before = self.steps.get(name, (0.0, 0.0, 0))
        self.steps[name] = before[0] + time.perf_counter() - wall, before[1] + cpu() - spent, peak_mb()

    def show(self, title: str) -> None:
        total = sum(spent for _, spent, _ in self.steps.values())
        print(f"\n{title}\n{'step':<34}{'wall s':>9}{'CPU s':>9}{'of CPU':>8}{'peak MB':>9}")
        for name, (wall, spent, peak) in self.steps.items():
            print(f"{name:<34}{wall:>9.1f}{spent:>9.1f}{spent / total:>8.0%}{peak:>9}")
        print(f"{'all':<34}{sum(wall for wall, _, _ in self.steps.values()):>9.1f}{total:>9.1f}")


def timed(work: Callable[[], Any]) -> Spent:
    wall, spent = time.perf_counter(), cpu()
    made = work()
    return Spent(time.perf_counter() - wall, cpu() - spent, made)


def cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def peak_mb() -> int:
    """The highest resident memory so far of this process or of one of its ended children."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) >> 10


def machine() -> str:
    load = os.getloadavg()[0]
    return f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
