"""One county from its packages to the printed report, step by step; then the demo as a user runs it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from acceptance import season as seasons
from acceptance import store
from benchmarks.measure import Laps, timed
from flows import homes
from tasks import answers, deliveries, intake, judgement, quality, reports, samples

HOUSEHOLDS = 15_000


def run(scale: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one_county(Path(folder), round(HOUSEHOLDS * scale))
        demo(Path(folder))


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
    with laps.lap("print report"):  # what the printing processes used is known when they have ended
        reports.close()
    laps.show(f"one county, {households} households, verdict {core['verdict']}")


def demo(folder: Path) -> None:
    """The demo as a user runs it on a machine where everything is installed."""
    command = [str(Path(sys.executable).with_name("campaign")), "demo", "--home", str(folder / "demo")]
    spent = timed(lambda: subprocess.run(command, check=True, capture_output=True))
    print(f"\ndemo, 3 counties of 400 households: wall {spent.wall:.1f} s, CPU {spent.cpu:.1f} s")
