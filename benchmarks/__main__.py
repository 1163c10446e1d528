"""`make bench`: what the README quotes. Figures are printed with the machine's size; read ratios, these machines
are noisy.

python -m benchmarks [--households N]: one county from its packages to the printed report, step by step, then the
demo as a user runs it.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acceptance import season as seasons
from acceptance import store
from flows import homes
from tasks import answers, deliveries, intake, judgement, quality, reports, samples


class Laps:
    """Wall and CPU seconds of each step (children included), and the highest memory so far."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, int]] = []

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), _cpu()
        yield
        self.rows.append((name, time.perf_counter() - wall, _cpu() - cpu, _peak_mb()))

    def show(self, title: str) -> None:
        total = sum(cpu for _, _, cpu, _ in self.rows)
        print(f"\n{title}\n{'step':<28}{'wall s':>9}{'CPU s':>9}{'of CPU':>8}{'peak MB':>9}")
        for name, wall, cpu, peak in self.rows:
            print(f"{name:<28}{wall:>9.1f}{cpu:>9.1f}{cpu / total:>8.0%}{peak:>9}")
        print(f"{'all':<28}{sum(r[1] for r in self.rows):>9.1f}{total:>9.1f}")


def _cpu() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> int:
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) >> 10


def one_county(folder: Path, households: int) -> None:
    """A county of this many registered households from its packages to the printed report."""
    laps = Laps()
    home = folder / "county"
    with laps.lap("sample data"):
        homes.initialise(home, 2026, drill=True)
        homes.fill(home, counties=1, households=households, seed=1, defects="demo")
    season = seasons.open_season(home)
    day, now = seasons.moment(season)
    [county] = season.counties
    with laps.lap("receive"):
        intake.receive(season, now)
    with laps.lap("load registries"):
        deliveries.load_all(season)
    with laps.lap("check (GX included)"):
        quality.check_waiting(season, [county])
    with laps.lap("compare with registries"):
        deliveries.compare(season, [county])
    with laps.lap("freeze and draw"):
        samples.draw_if_ready(season, county, day, now)
    run = store.Run(season.home, county, lambda: judgement.inputs(season, county, day))
    while (generation := run.attempt()) is not None:
        with run.writing(generation):
            with laps.lap("judge"):
                core = judgement.judge(season, county, generation)
            with laps.lap("answer (feedback)"):
                answers.write(season, county, generation)
            with laps.lap("print report"):
                result = reports.print_report(season, county, generation, core)
            with laps.lap("publish"):
                generation.finish(result)
    reports.close()
    laps.show(f"one county, {households} households, verdict {core['verdict']}")


def demo(folder: Path) -> None:
    """The demo as a user runs it on a machine where everything is installed."""
    wall, cpu = time.perf_counter(), _cpu()
    command = [str(Path(sys.executable).with_name("campaign")), "demo", "--home", str(folder / "demo")]
    subprocess.run(command, check=True, capture_output=True)
    print(f"\ndemo, 3 counties of 400 households: wall {time.perf_counter() - wall:.1f} s, CPU {_cpu() - cpu:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--households", type=int, default=15_000)
    chosen = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}"
    )
    with tempfile.TemporaryDirectory() as folder:
        one_county(Path(folder), chosen.households)
        demo(Path(folder))


if __name__ == "__main__":
    main()
