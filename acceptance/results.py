"""result.json: its core, the hash that proves it, and the tables published beside it (DESIGN 10)."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from acceptance import (
    concerns,
    contracts,
    deliveries,
    evidence,
    findings,
    indicators,
    ledger,
    matching,
    overviews,
    store,
)
from acceptance.case import Case
from acceptance.estimation import Estimate
from acceptance.judging import Judged
from acceptance.verdicts.county import CountyVerdict

OUTSIDE_CORE = ("core_sha256", "report", "signatures")
"""Keys of result.json that its hash does not cover: added after the core is fixed, or said about it."""

INDICATOR_KEYS = (
    "title",
    "numerator",
    "denominator",
    "point",
    "lower",
    "upper",
    "n",
    "n_eff",
    "deff",
    "df",
    "method",
    "threshold",
    "official",
    "flag",
    "by_line",
)

TABLES = {
    "households": (
        "SELECT household_id, village_code, outcome, reasons, c1, c2, c3, c4, c5, c6, c7, c8, c9, evidence_grade "
        "FROM household_verdict",
        ["household_id"],
    ),
    "villages": (
        # rates to twelve significant digits (DESIGN 4)
        "SELECT * REPLACE (CAST(printf('%.12g', r_lo) AS DOUBLE) AS r_lo, "
        "CAST(printf('%.12g', r_hi) AS DOUBLE) AS r_hi) FROM village_verdict",
        ["village_code"],
    ),
    "leads": (
        "SELECT lead_id, household_id, person_id, registry, indicator, name_agrees, status, kind, due, days_late "
        "FROM lead LEFT JOIN lead_origin USING (lead_id)",
        ["lead_id"],
    ),
    "suggestions": (
        "SELECT * REPLACE (left(record_name, 1) || repeat('*', greatest(length(record_name) - 1, 1)) AS record_name) "
        "FROM suggestion",
        ["person_id", "registry", "src_file", "src_sheet", "src_row", "household_id", "kind", "why"],
    ),
    "comparison": ("SELECT * FROM household_rank", ["household_id"]),
    "better_off": ("SELECT * FROM better_off", ["household_id", "dimension"]),
    "above_neighbours": ("SELECT * FROM above_neighbours", ["household_id"]),
    "missed_candidates": ("SELECT * FROM missed_candidate", ["village_code", "unit_no", "evaluator", "words"]),
    "issues": ("SELECT * FROM issue", ["issue_id"]),
    "signals": ("SELECT * FROM signal", ["ordinal", "line", "level", "place", "code"]),
    **{
        overviews.table_of(one): (f"SELECT * FROM {overviews.table_of(one)}", ["ordinal"])
        for one in overviews.load().values()
        if one.annex
    },
    "exemptions": ("SELECT * FROM exemption", ["object", "rule_id"]),
}
"""File -> (SELECT, unique key it is sorted by)."""


def core_sha256(result: Mapping[str, Any]) -> str:
    """sha256 of result.json without `report`, `signatures` and the hash itself, in canonical JSON (DESIGN 8)."""
    core = {key: value for key, value in result.items() if key not in OUTSIDE_CORE}
    return hashlib.sha256(store.canonical_json(core)).hexdigest()


def folder_of(line: str, county: str) -> str:
    """Under which folder of received/ an entry of `inputs` lies."""
    stated = contracts.lines().get(line)
    return evidence.owner_folder(stated, county) if stated else store.REGISTRIES


def core(judged: Judged) -> dict[str, Any]:
    """The core of result.json with its hash; every list and key in a fixed order."""
    case = judged.case
    result = {
        "campaign_year": case.season.campaign.year,
        "county_code": case.county,
        "county_name": case.season.county_names[case.county],
        "as_of": case.as_of.isoformat(),
        "valid_until": judged.valid_until.isoformat() if judged.valid_until else None,
        "stage": judged.stage,
        "waits_for": judged.waits_for,
        "verdict": judged.verdict.verdict,
        "verdict_reasons": reasons(judged.verdict),
        "indicators": indicator_entries(judged),
        "household_outcomes": _counted(case, "household_verdict"),
        "village_outcomes": _counted(case, "village_verdict"),
        "leads": {
            name: {"hits": c.hits, "confirmed": c.confirmed, "kept": c.kept, "open": c.open}
            for name, c in matching.lead_counts(case.con, contracts.lead_registries()).items()
        },
        "issues": ledger.issue_counts(case.con),
        "inputs": inputs(case),
        "rules_version": case.season.campaign.rules_version,
    }
    return result | {"core_sha256": core_sha256(result)}


def reasons(verdict: CountyVerdict) -> list[str]:
    """Why, in words, each said once: what the entry that decided says, then what is attached to it."""
    said = list(verdict.reasons)
    return said + [one for one in verdict.attachments if not any(one.startswith(reason) for reason in said)]


def _counted(case: Case, table: str) -> dict[str, int]:
    return dict(case.con.execute(f"SELECT outcome, count(*) FROM {table} GROUP BY outcome ORDER BY outcome").fetchall())


def indicator_entries(judged: Judged) -> dict[str, dict[str, Any]]:
    """Every indicator with its deciding figure; `by_line` shows what each line says of it, never averaged (RULEBOOK
    P6).
    """
    found: dict[str, dict[str, Any]] = {}
    for name, stated in indicators.load().items():
        if stated.level != "county":
            continue
        sides = {line: rates[name] for line, rates in judged.estimates.items() if name in rates}
        decides = judged.census.get(name) or _deciding(judged, sides)
        if decides is None:
            threshold = judged.case.season.campaign.thresholds.get(name)
            known = {"title": stated.title, "threshold": threshold.value if threshold else None}
            found[name] = dict.fromkeys(INDICATOR_KEYS) | known | {"official": "?", "by_line": {}}
            continue
        plain = decides.to_dict()
        found[name] = {key: plain.get(key) for key in INDICATOR_KEYS} | {
            "by_line": {line: side.to_dict() | {"by_line": {}} for line, side in sides.items()}
        }
    return found


def _deciding(judged: Judged, sides: Mapping[str, Estimate]) -> Estimate | None:
    """The exit evaluation decides for a 重点县 that applies, else the precision evaluation; other lines stand alone
    (DESIGN 3).
    """
    for line in (*reversed(judged.facts.evaluators[:1]), *judged.facts.evaluators, *sides):
        if line in sides:
            return sides[line]
    return None


def inputs(case: Case) -> list[dict[str, Any]]:
    """Every package that was received and checked, and the deliveries in force, with version, hash and outcome."""
    found = [
        {
            "line": line.id,
            "version": receipt.version,
            "sha256": receipt.sha256,
            "outcome": check.outcome if check else "未检查",
        }
        for line, receipt, check, parts in evidence.arrived(case.season, case.county)
        if concerns.JUDGED in parts  # what is signed cannot rest on the signatures
    ]
    for name, delivery in deliveries.in_force(case.season, case.county).items():
        receipt = store.read_receipt(case.season.home, store.REGISTRIES, name, delivery.version)
        found.append(
            {"line": name, "version": delivery.version, "sha256": receipt.sha256, "outcome": deliveries.LOADED}
        )
    return found


def write_tables(case: Case, folder: Path) -> None:
    """households, villages, leads, issues and findings as Parquet; no full number leaves the house in them."""
    with store.one_writer():
        for name, (query, key) in TABLES.items():
            store.write_parquet(folder / f"{name}.parquet", case.con.sql(query), key, case.season.home.tmp)
        found = findings.exported(case.con.sql("SELECT * FROM finding").to_arrow_table(), masked=True)
        store.write_parquet(folder / "findings.parquet", found, found.column_names, case.season.home.tmp)
