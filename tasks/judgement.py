"""Judging a county into a generation: the tables of results/ and the core of result.json."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from acceptance import (
    across,
    annex,
    case,
    deliveries,
    evidence,
    history,
    judging,
    policies,
    report_rules,
    results,
    rule_table,
    store,
)
from acceptance.report_facts import report_extras
from acceptance.report_facts.beside import beside
from acceptance.reporting.context import county_context
from acceptance.season import Season

CORE = ".core.json"
CONTEXT = ".report.json"
HELD = ".held.json"
"""Files of a generation that stay inside it: the core as judged, everything the report prints, what holds it back."""

BESIDE = "overviews.json"
"""Published beside result.json, whose keys are a contract: signals and overviews, which no verdict reads."""

ANNEX = "annex.xlsx"
RULES = f"{rule_table.NAME}.parquet"
OUTPUTS = [*(f"{name}.parquet" for name in (*results.TABLES, "findings")), RULES, ANNEX]


def inputs(season: Season, county: str, as_of: dt.date) -> store.Inputs:
    """Everything an advance of this county rests on now.

    The day stays the published one while nothing that is judged has moved: a report that is signed on a later day is
    printed again with its signatures, and is still the result that was read and signed (DESIGN 8).
    """
    slices = {
        "registries": deliveries.hits_hash(season, county),
        "registry_profiles": deliveries.profiles_hash(season, county),
        "across": across.cut_hash(season, county),
        "history": history.slice_hash(season, county),
        "policies": policies.slice_hash(season),
    }
    found = evidence.listed(season, county, as_of, slices)
    kept = store.read_published(season.home, county, lambda one: (one.inputs, one.valid_until))
    if kept is not None and evidence.judged(found).same_as(evidence.judged(kept[0]), kept[1]):
        return store.Inputs(found.entries, kept[0].as_of)
    return found


def basis(generation: store.Generation) -> str:
    """Hash of what judging rests on: the generation's inputs and its day. What was only said about a result counts too,
    because the report lists the notices that were issued.
    """
    given = generation.inputs
    return store.hash_value([given.digest, given.as_of.isoformat()])


def judge(season: Season, county: str, generation: store.Generation) -> dict[str, Any]:
    """Judge the county as of the generation's day; returns the core of result.json."""

    def produce(folder: Path) -> None:
        with case.opened(season, county, generation.inputs.as_of) as found:
            judged = judging.judge(found)
            results.write_tables(found, folder)
            store.write_parquet(folder / RULES, rule_table.rule_table(found), ["rule_id"], season.home.tmp)
            core = results.core(judged)
            annex.write_annex(found.con, core, folder / ANNEX)
            core, context, held = _reportable(judged, core, folder)
            store.write_json(folder / CORE, core)
            store.write_json(folder / CONTEXT, context)
            store.write_json(folder / HELD, held)
            store.write_json(folder / BESIDE, beside(found))

    store.step(generation, "judge", basis(generation), produce, [*OUTPUTS, CORE, CONTEXT, HELD, BESIDE])
    return json.loads((generation.folder / CORE).read_text(encoding="utf-8"))


def _reportable(
    judged: judging.Judged, core: dict[str, Any], folder: Path
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, str]]]:
    """Core, everything the report prints, and what holds it back; the core of a report held back says so."""
    context = county_context(core, report_extras(judged, core))
    held = report_rules.broken(judged.case.con, core, context, folder)
    if held:
        judged = report_rules.held_back(judged, held)
        core = results.core(judged)
        context = county_context(core, report_extras(judged, core))
    return core, context, [{"rule_id": rule, "message": message} for rule, message in held]
