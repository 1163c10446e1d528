"""One county from its packages to the printed report, step by step; then the demo as a user runs it."""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import campaign
from benchmarks.measure import Laps, timed
from flows import homes

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
    laps.show(f"one county, {households} households")
    campaign.advance(home, [])


def demo(folder: Path) -> None:
    """The demo as a user runs it on a machine where everything is installed."""
    command = [str(Path(sys.executable).with_name("campaign")), "demo", "--home", str(folder / "demo")]
    spent = timed(lambda: subprocess.run(command, check=True, capture_output=True))
    print(f"\ndemo, 3 counties of 400 households: wall {spent.wall:.1f} s, CPU {spent.cpu:.1f} s")
