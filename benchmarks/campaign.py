"""The whole municipal campaign: 38 counties, and ten departments' tables, from the inbox to the printed reports.

At scale 1: 480,000 registered households, about 1.7 million persons, about 50 million department rows. The counties'
packages are the synthetic campaign's; its three department tables arrive together with those of the made-up
municipality (benchmarks/municipality.py), whose people are others: they are searched, and hit by chance only.

Each run is a process of its own, on its own copy of the home: the plain functions one after another, stage by stage;
`campaign advance`, which does the same under Prefect with two counties at once; both once more with nothing new; and
one county that sends its self-check again. Disk at scale 1: about 12 GB, removed at the end.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from acceptance import season, store
from benchmarks import municipality
from benchmarks.measure import Laps, machine
from flows import homes
from tasks import answers, deliveries, intake, judgement, quality, reports, samples
from tests import spine_homes

COUNTIES = 38
MEMORY = "6GB"
FEWEST, MOST = 50, 20_000
"""Households of a county that the synthetic campaign can make."""


@dataclass(frozen=True)
class Ran:
    """What the system says of a process that ended, its own ended children included."""

    wall: float
    cpu: float
    peak_mb: int


def run(scale: float) -> None:
    """Prints what each run cost, stage by stage, then the two ratios."""
    with tempfile.TemporaryDirectory(prefix="bench-campaign-") as scratch:
        folder = Path(scratch)
        direct, flow = folder / "direct", folder / "flow"
        _step("make", direct, str(scale))
        _linked(direct, flow)
        whole = _step("advance", direct)
        again = _step("advance", direct)
        led = _campaign(flow)
        idle = _campaign(flow)
        show("the plain functions, one county after another", whole)
        show("`campaign advance`, two counties at once", led)
        print(f"orchestration: {led.cpu / whole.cpu - 1:+.1%} CPU, {led.wall / whole.wall - 1:+.1%} wall")
        show("the plain functions, nothing new", again)
        show("`campaign advance`, nothing new", idle)
        _step("send again", direct)
        one = _step("advance", direct, season.open_season(direct).counties[0])
        show("one county that sent its self-check again", one)
        print(f"one county of {COUNTIES}: 1/{whole.cpu / one.cpu:.0f} of the CPU, 1/{whole.wall / one.wall:.0f} wall")


def show(what: str, ran: Ran) -> None:
    print(f"{what:<50}{ran.wall:>9.1f} s wall{ran.cpu:>9.1f} s CPU{ran.peak_mb:>7} MB peak", flush=True)


def _step(name: str, *words: str | Path) -> Ran:
    return _ran([sys.executable, "-m", "benchmarks.campaign", name, *map(str, words)])


def _campaign(home: Path) -> Ran:
    program = "import sys; from flows import cli; sys.exit(cli.dispatch(sys.argv[1:]))"
    return _ran([sys.executable, "-c", program, "advance", "--home", str(home)], quiet=True)


def _ran(command: list[str], quiet: bool = False) -> Ran:
    """Runs a command to its end. This process stays small: what is forked from it would count as the child's memory."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL if quiet else None)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return Ran(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss >> 10)


def _linked(source: Path, target: Path) -> None:
    """A copy of a home whose packages take no room a second time: nothing ever writes into a received file."""
    subprocess.run(["cp", "-al", str(source), str(target)], check=True)


def make(home: Path, scale: float) -> None:
    """The home with every package in its inbox."""
    began = time.perf_counter()
    households = min(max(round(municipality.HOUSEHOLDS * scale / COUNTIES), FEWEST), MOST)
    homes.initialise(home, 2026, drill=True)
    homes.fill(home, counties=COUNTIES, households=households, seed=1, defects="demo")
    with municipality.connect(home / "tmp", scale, MEMORY) as con:
        for name, delivery in municipality.deliveries(con, home / "tmp", scale):
            inbox = home / "inbox" / store.REGISTRIES / name
            package = inbox / "全市"
            package.mkdir(parents=True)
            for sent in [*(one for one in inbox.iterdir() if one.is_file()), delivery]:
                sent.rename(package / sent.name)
    spent = time.perf_counter() - began
    print(f"made {COUNTIES} counties of {households} households in {spent:.0f} s", flush=True)


def advance(home: Path, counties: list[str]) -> None:
    """What `campaign advance` does, with plain functions; prints the table of stages."""
    laps = Laps()
    opened = season.open_season(home)
    day, now = season.moment(opened)
    chosen = counties or list(opened.counties)
    with laps.lap("receive"):
        intake.receive(opened, now)
    with laps.lap("load registries"):
        loaded = deliveries.load_all(opened)
    with laps.lap("check (GX included)"):
        checked = quality.check_waiting(opened, chosen)
    with laps.lap("compare with registries"):
        deliveries.compare(opened, chosen)
    for county in chosen:
        with laps.lap("draw"):
            samples.draw_if_ready(opened, county, day, now)
        with laps.lap("list inputs"):
            judgement.inputs(opened, county, day)
        _publish(laps, opened, county)
    with laps.lap("print report"):  # what the printing processes used is known when they have ended
        reports.close()
    outcomes = Counter((store.read_json(p)["verdict"] or "—") for p in home.glob("results/[0-9]*/result.json"))
    laps.show(f"{len(chosen)} counties, {len(loaded)} deliveries, {len(checked)} packages: {dict(outcomes)}")


def _publish(laps: Laps, opened: season.Season, county: str) -> None:
    day, _ = season.moment(opened)
    going = store.Run(opened.home, county, lambda: judgement.inputs(opened, county, day))
    while (generation := going.attempt()) is not None:
        with going.writing(generation):
            with laps.lap("judge"):
                core = judgement.judge(opened, county, generation)
            with laps.lap("answer (feedback)"):
                answers.write(opened, county, generation)
            with laps.lap("print report"):
                result = reports.print_report(opened, county, generation, core)
            with laps.lap("publish"):
                generation.finish(result)


def send_again(home: Path) -> None:
    """The first county's self-check once more, with its reason, and the office's decision that lets it in."""
    opened = season.open_season(home)
    county = opened.counties[0]
    sent = spine_homes.self_check(home, county)
    target = home / "tmp" / sent.name
    spine_homes.put(home, county, "self_check", spine_homes.resubmitted(sent, target))
    version = store.versions(opened.home, county, "self_check")[-1] + 1
    decision = spine_homes.workbook(home / "tmp" / "重开.xlsx", {"decision": [spine_homes.reopening(county, version)]})
    spine_homes.put(home, store.MUNICIPAL, "decision", decision)


def main(name: str, home: Path, rest: list[str]) -> None:
    """One step, in this process."""
    if name == "make":
        make(home, float(rest[0]))
    elif name == "send again":
        send_again(home)
    else:
        print(f"\n{machine()}")
        advance(home, rest)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
    sys.stdout.flush()
    os._exit(0)  # DuckDB's bindings would report reference leaks while the interpreter goes down
