"""Printing: 38 county reports on two cores, what the size of a county costs, and other engines on the same content."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from acceptance import season as seasons
from acceptance import store
from benchmarks import printing, report_engines
from benchmarks.measure import cpu
from flows import homes
from tasks import deliveries, intake, judgement, processes, quality, reports, samples

COUNTIES = 38
SIZES = (400, 4_000)
"""Registered households of the counties whose reports are printed."""
TRIES = 3
"""Each engine prints this often; the cheapest try counts."""


def run(scale: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        contexts = {size: judged(Path(folder), size) for size in SIZES}
        many(Path(folder), contexts[SIZES[0]], max(2, round(COUNTIES * scale)))
        for size, context in contexts.items():
            spent = min((in_a_process(Path(folder), [context], 1) for _ in range(TRIES)), key=lambda one: one["cpu"])
            print(f"one report, {size:>6,} households: {spent['cpu']:.2f} CPU-s, {spent['peak']} MB, {shape(spent)}")
        beside(Path(folder), contexts[SIZES[0]])


def judged(folder: Path, households: int) -> dict[str, Any]:
    """What the report of a county of this many households prints, through the real procedure."""
    home = folder / f"home-{households}"
    homes.initialise(home, 2026, drill=True)
    homes.fill(home, counties=1, households=households, seed=1, defects="demo")
    season = seasons.open_season(home)
    day, now = seasons.moment(season)
    [county] = season.counties
    intake.receive(season, now)
    deliveries.load_all(season)
    quality.check_waiting(season, [county])
    deliveries.compare(season, [county])
    samples.draw_if_ready(season, county, day, now)
    run = store.Run(season.home, county, lambda: judgement.inputs(season, county, day))
    while (generation := run.attempt()) is not None:
        with run.writing(generation):
            core = judgement.judge(season, county, generation)
            context = json.loads((generation.folder / judgement.CONTEXT).read_text(encoding="utf-8"))
            generation.finish(reports.print_report(season, county, generation, core))
    reports.close()
    signing = {"rows": [], "absent": "本报告尚未审签。", "core": core["core_sha256"]}
    return context | {"signatures": signing, "attachments": attached(core)}


def attached(core: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": "core.json", "description": "本报告的全部数据", "data": store.canonical_json(core)}]


def many(folder: Path, context: dict[str, Any], count: int) -> None:
    """The campaign's reports in a pool as the product prints them, each with a name of its own."""
    text = json.dumps({key: value for key, value in context.items() if key != "attachments"}, ensure_ascii=False)
    name = context["meta"]["county"]
    given = [
        json.loads(text.replace(name, f"第{number}区县")) | {"attachments": context["attachments"]}
        for number in range(1, count + 1)
    ]
    spent = in_a_process(folder, given, reports.AT_ONCE)
    print(
        f"\n{count} county reports, {reports.AT_ONCE} processes: {spent['cpu']:.0f} CPU-s, {spent['wall']:.0f} s, "
        f"{spent['pages'] / spent['cpu']:.1f} pages a CPU-s, {spent['peak']} MB a worker at most, {shape(spent)}\n"
    )


def in_a_process(folder: Path, contexts: list[dict[str, Any]], at_once: int) -> dict[str, Any]:
    """Prints in fresh interpreters, their start included: CPU and wall seconds, peak MB of one, pages, bytes."""
    wall, spent = time.perf_counter(), cpu()
    jobs = [(json.dumps(one, ensure_ascii=False, default=bytes.decode), str(folder)) for one in contexts]
    pool = processes.Pool(at_once, each=reports.EACH)
    made = [started.result() for started in [pool.submit(printing.printed, job) for job in jobs]]
    pool.shutdown()
    return {
        "cpu": cpu() - spent,
        "wall": time.perf_counter() - wall,
        "peak": max(peak for peak, _, _ in made),
        "pages": sum(pages for _, pages, _ in made),
        "bytes": sum(size for _, _, size in made),
        "files": len(made),
    }


def shape(spent: dict[str, Any]) -> str:
    return f"{spent['pages'] / spent['files']:.0f} pages, {spent['bytes'] / spent['files'] / 1e3:.0f} kB each"


def beside(folder: Path, context: dict[str, Any]) -> None:
    """The same report by every engine, each in a process of its own, and its share of ours."""
    print(f"\n{'engine':<12}{'CPU s':>8}{'ratio':>8}{'wall s':>8}{'peak MB':>9}{'pages':>7}{'kB':>8}")
    ours = 0.0
    for name, measured in report_engines.all_of(folder, context, TRIES):
        if isinstance(measured, str):
            print(f"{name:<12}{measured}")
            continue
        ours = ours or measured.cpu
        print(
            f"{name:<12}{measured.cpu:>8.2f}{measured.cpu / ours:>8.2f}{measured.wall:>8.2f}{measured.peak:>9}"
            f"{measured.pages:>7}{measured.size / 1e3:>8.0f}"
        )
