"""The answers to a county's packages: for each line, its newest package back with every wrong cell marked."""

import datetime as dt
from pathlib import Path

from acceptance import checking, contracts, evidence, exemptions, feedback, sheets, store
from acceptance.feedback import listing
from acceptance.season import Season

FOLDER = "feedback"


def write(season: Season, county: str, generation: store.Generation) -> None:
    """Write feedback/<line>-<version>.feedback.xlsx for the newest package of every line of the county."""
    force = evidence.in_force(season, county)
    exempted = exemptions.read(generation.folder / "exemptions.parquet")
    for line, (receipt, check) in force.newest.items():
        if contracts.lines()[line].owner != "county":
            continue
        name = f"{FOLDER}/{line}-{receipt.version}.feedback.xlsx"
        outputs = [name]
        if sum(check.counts.values()) > listing.MOST:
            outputs.append(name.replace(".xlsx", ".csv"))
        basis = store.hash_value([receipt.sha256, check.check_hash, check.findings_sha256, list(map(repr, exempted))])

        def produce(
            folder: Path, receipt: store.Receipt = receipt, check: store.Check = check, name: str = name
        ) -> None:
            write_one(season, receipt, check, folder / name, exempted)

        generation.path(name)
        store.step(generation, f"feedback_{line}", basis, produce, outputs)


def write_one(
    season: Season,
    receipt: store.Receipt,
    check: store.Check,
    target: Path,
    exempted: list[exemptions.Exemption],
) -> None:
    """One feedback workbook from a received package, its check and the exemptions of the county."""
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
        findings=exemptions.mark(store.read_findings(season.home, receipt, check), exempted),
        outcome=check.outcome,
        sender=sender,
        not_evaluated=[checking.NotEvaluated(*one) for one in check.details.get("not_evaluated", [])],
        package=receipt.package,
        codes=season.campaign.codes,
    )
