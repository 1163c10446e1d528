"""The answers to packages: a county's newest of every line, and every one that the municipal office sent itself, back
with each wrong cell marked, also those that only registries, earlier years or other counties show to be wrong.
"""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from acceptance import checking, contracts, evidence, exemptions, feedback, sheets, store
from acceptance.feedback import listing
from acceptance.feedback.wider import wider
from acceptance.season import Season

FOLDER = "feedback"
BASES = ".bases.json"
"""Of results/municipal/feedback: what each workbook there was made from, by name."""


def write(season: Season, county: str, generation: store.Generation) -> None:
    """Write feedback/<line>-<version>.feedback.xlsx for the newest package of every line of the county."""
    force = evidence.in_force(season, county)
    exempted = exemptions.read(generation.folder / "exemptions.parquet")
    for line, (receipt, check) in force.newest.items():
        if contracts.lines()[line].owner != "county":
            continue
        found = store.read_findings(season.home, receipt, check)
        if receipt.version in force.versions.get(line, ()):
            found = pa.concat_tables([found, wider(season.home, receipt, generation.folder)])
        outputs = [f"{FOLDER}/{name}" for name in names(receipt, found.num_rows)]
        name, basis = outputs[0], _basis(receipt, check, found, exempted)

        def produce(
            folder: Path,
            receipt: store.Receipt = receipt,
            check: store.Check = check,
            found: pa.Table = found,
            name: str = name,
        ) -> None:
            write_one(season, receipt, check, found, folder / name, exempted)

        generation.path(name)
        store.step(generation, f"feedback_{line}", basis, produce, outputs)


def names(receipt: store.Receipt, total: int) -> list[str]:
    """File names of a package's answer: the workbook, and the complete list beside it where it cannot hold all."""
    name = f"{receipt.line}-{receipt.version}.feedback.xlsx"
    return [name, name.replace(".xlsx", ".csv")] if total > listing.MOST else [name]


def _basis(receipt: store.Receipt, check: store.Check, found: pa.Table, exempted: list[exemptions.Exemption]) -> str:
    beyond = found.filter(pc.not_equal(found.column("scope"), "package")).to_pylist()
    return store.hash_value(
        [receipt.sha256, check.check_hash, check.findings_sha256, list(map(repr, exempted)), beyond]
    )


def write_municipal(season: Season) -> list[Path]:
    """Write results/municipal/feedback for every checked package of the lines that no county owns; what stands as it
    should is left. Returns the workbooks written now.

    Each file is made aside and renamed; what it was made from is noted last, so a run that dies writes it again.
    """
    folder = season.home.results(store.MUNICIPAL) / FOLDER
    known, written = _bases(folder), []
    for receipt, check in _municipal(season):
        found = store.read_findings(season.home, receipt, check)
        basis, files = _basis(receipt, check, found, []), names(receipt, found.num_rows)
        if known.get(files[0]) == basis and all((folder / name).is_file() for name in files):
            continue
        written.append(_write_aside(season, receipt, check, found, folder))
        known[files[0]] = basis
        store.write_json(folder / BASES, known, season.home.tmp)
    return written


def _bases(folder: Path) -> dict[str, str]:
    try:
        return dict(store.read_json(folder / BASES))
    except (FileNotFoundError, ValueError):  # a cache: what cannot be read is made again
        return {}


def _municipal(season: Season) -> Iterator[tuple[store.Receipt, store.Check]]:
    for line in contracts.lines().values():
        if line.owner == "county":
            continue
        for receipt in store.receipts(season.home, store.MUNICIPAL, line.id):
            check = store.read_check(season.home, receipt, season.basis)
            if check is not None:
                yield receipt, check


def _write_aside(season: Season, receipt: store.Receipt, check: store.Check, found: pa.Table, folder: Path) -> Path:
    store.make_dirs(folder)
    scratch = season.home.new_tmp()
    try:
        files = names(receipt, found.num_rows)
        write_one(season, receipt, check, found, scratch / files[0], [])
        for name in reversed(files):  # the workbook names the list, so it comes last
            store.copy_atomic(scratch / name, folder / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder / files[0]


def write_one(
    season: Season,
    receipt: store.Receipt,
    check: store.Check,
    found: pa.Table,
    target: Path,
    exempted: list[exemptions.Exemption],
) -> None:
    """One feedback workbook from a received package, its check, all that was found in it and the exemptions."""
    line = contracts.lines()[receipt.line]
    raw = sheets.read_package(receipt.package, line, contracts.tables(), scratch=season.home.tmp)
    sender = feedback.FeedbackHeader(
        county_name=season.county_names.get(receipt.county, season.campaign.municipality.name),
        line_title=line.title,
        version=receipt.version,
        package_name=receipt.name,
        checked_on=dt.date.fromisoformat(receipt.received_at[:10]),
        deadline=season.campaign.window.closes,
    )
    feedback.write_feedback(
        target,
        raw=raw,
        findings=exemptions.mark(found, exempted),
        outcome=check.outcome,
        sender=sender,
        not_evaluated=[checking.NotEvaluated(*one) for one in check.details.get("not_evaluated", [])],
        package=receipt.package,
        codes=season.campaign.codes,
    )
