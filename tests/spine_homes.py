"""Small homes that go through the whole spine without Prefect, and the packages that tests drop into them."""

import csv
import io
import os
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

from acceptance import contracts, season, store
from acceptance.store import points
from flows import homes
from tasks import answers, deliveries, intake, judgement, quality, reports, samples

DONE, REFUSED, WAITING = "500229", "500238", "500242"
"""Counties 1, 2 and 3 of the demo: complete, self-check refused, exit evaluation held back."""

FULL_NUMBER = re.compile(r"(?<![0-9A-Za-z.])(\d{17}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])")
"""A full identity or telephone number; digits of a decimal or of a hash are none."""

YEAR, HOUSEHOLDS, SEED = 2026, 50, 1


def make(path: Path, *, counties: int = 3, seed: int = SEED) -> Path:
    """A 演练 home with a synthetic campaign in its inbox; nothing has been received yet."""
    homes.initialise(path, YEAR, drill=True)
    homes.fill(path, counties=counties, households=HOUSEHOLDS, seed=seed, defects="demo")
    return path


def prepare(path: Path, counties: Sequence[str] | None = None, today: str | None = None) -> season.Season:
    """Receives, loads, checks and compares."""
    opened = season.open_season(path)
    _, now = season.moment(opened, today)
    intake.receive(opened, now)
    deliveries.load_all(opened)
    chosen = counties or opened.counties
    quality.check_waiting(opened, chosen)
    deliveries.compare(opened, chosen)
    return opened


def publish(opened: season.Season, county: str, today: str | None = None) -> store.PublishOutcome:
    """Draws, judges, answers and prints one county, as flows.county does."""
    day, now = season.moment(opened, today)
    samples.draw_if_ready(opened, county, day, now)
    run = store.Run(opened.home, county, lambda: judgement.inputs(opened, county, day))
    while (generation := run.attempt()) is not None:
        with run.writing(generation):
            core = judgement.judge(opened, county, generation)
            answers.write(opened, county, generation)
            generation.finish(reports.print_report(opened, county, generation, core))
    return run.outcome


def advance(
    path: Path, counties: Sequence[str] | None = None, today: str | None = None
) -> dict[str, store.PublishOutcome]:
    """What `campaign advance` does, with plain functions; county -> how its run ended."""
    opened = prepare(path, counties, today)
    return {county: publish(opened, county, today) for county in counties or opened.counties}


def copy(source: Path, target: Path) -> Path:
    """A copy of a home under another path."""
    shutil.copytree(source, target, symlinks=True)
    return target


def tree(folder: Path) -> dict[str, bytes]:
    """Relative path -> bytes of everything below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def results(path: Path, county: str | None = None) -> dict[str, bytes]:
    """Everything published in a home, or of one county."""
    return tree(path / "results" / (county or "."))


def result(path: Path, county: str) -> dict[str, Any]:
    """A county's published result.json."""
    return store.read_json(path / "results" / county / "result.json")


def names(path: Path) -> dict[str, list[str]]:
    """County -> names of its generations, in order."""
    opened = season.open_season(path)
    return {county: [g.name for g in store.generations(opened.home, county)] for county in opened.counties}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Names of the files that are not the same bytes in both."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


def release(path: Path) -> Path:
    """Puts the held-back package of county 3 into its inbox."""
    [held] = (path / "held_back").glob("*/*/*")
    county, line = held.parts[-3:-1]
    folder = path / "inbox" / county / line
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.move(held, folder / held.name))


def self_check(path: Path, county: str, version: int = 1) -> Path:
    """A received self-check as it was sent."""
    return store.package_path(store.Home.open(path), county, "self_check", version)


def resubmitted(source: Path, target: Path, number: int = 2) -> Path:
    """A self-check sent again, as a workbook or as csv in a zip: the same rows, its manifest counting `number` with a
    reason.
    """
    manifest = contracts.tables()["manifest"]
    with zipfile.ZipFile(source) as sent, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sent.namelist():
            data = sent.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = _counting_on_sheet(data.decode(), number).encode()
            elif name.endswith(f"{manifest.title}.csv"):
                data = _counting_in_csv(data.decode("utf-8-sig"), number, manifest).encode("utf-8-sig")
            made.writestr(name, data)
    return target


REASON = "补正后重报"


def _counting_on_sheet(text: str, number: int) -> str:
    text = re.sub(r'(<c r="C\d+"><v>)1(</v>)', rf"\g<1>{number}\2", text)
    return re.sub(r'<c r="L((?!1")\d+)"', rf'<c r="K\1" t="inlineStr"><is><t>{REASON}</t></is></c><c r="L\1"', text)


def _counting_in_csv(text: str, number: int, manifest: contracts.Table) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    version, reason = (manifest.column(name).header for name in ("package_version", "resubmit_reason"))
    made = io.StringIO()
    writer = csv.DictWriter(made, rows[0].keys())
    writer.writeheader()
    writer.writerows(row | {version: str(number), reason: REASON} for row in rows)
    return made.getvalue()


def workbook(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Path:
    """A package workbook: table name -> rows by column name, under the contract's Chinese headers."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for name, given in rows.items():
            table = contracts.tables()[name]
            sheet = book.add_worksheet(table.title)
            sheet.write_row(0, 0, [c.header for c in table.columns])
            for number, row in enumerate(given, 1):
                sheet.write_row(number, 0, [row.get(c.name) for c in table.columns])
    return path


def reopening(county: str, version: int, **changes: Any) -> dict[str, Any]:
    """A row of the decision 重开 that lets a later self-check in."""
    return {
        "decision_id": f"重开-{county}-{version}",
        "county_code": county,
        "kind": "重开",
        "object": county,
        "line": "self_check",
        "value": str(version),
        "reason": "区县补正后申请重开",
        "doc_id": "渝脱贫组〔2026〕1号",
        "signer1": "甲",
        "signer2": "乙",
        "decided_on": "2026-12-20",
    } | changes


def forget(path: Path, county: str) -> None:
    """Removes what is published and cached of a county's runs."""
    shutil.rmtree(path / "results" / county)
    shutil.rmtree(path / "runs" / county)


def put(path: Path, county: str, line: str, package: Path) -> Path:
    """Puts a package into the inbox."""
    return store.submit(store.Home.open(path), county, line, package)


@contextmanager
def counting(monkeypatch: Any) -> Iterator[list[tuple[str, str]]]:
    """(county, step) of every step that did work, while inside."""
    done: list[tuple[str, str]] = []
    real = store.step

    def step(generation: store.Generation, name: str, *rest: Any) -> str:
        outcome = real(generation, name, *rest)
        if outcome == "done":
            done.append((generation.county, name))
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(store, "step", step)
        yield done


def killed_at(point: str, occurrence: int, act: Callable[[], object]) -> bool:
    """Does `act` in a child that dies like kill -9 at an occurrence of a named point; True if it got that far."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _die_at(point, occurrence)
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


def _die_at(point: str, occurrence: int) -> None:
    seen = 0

    def reached(name: str) -> None:
        nonlocal seen
        seen += name == point
        if seen == occurrence:
            os._exit(9)

    points.install(reached)
