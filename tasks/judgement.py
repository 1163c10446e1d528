"""Judging a county into a generation: the tables of results/ and the core of result.json."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from acceptance import across, annex, case, deliveries, evidence, judging, results, store
from acceptance.report_facts import report_extras
from acceptance.reporting.context import county_context
from acceptance.season import Season

CORE = ".core.json"
CONTEXT = ".report.json"
"""Files of a generation that stay inside it: the core as judged, and everything the report prints."""

ANNEX = "annex.xlsx"
OUTPUTS = [*(f"{name}.parquet" for name in (*results.TABLES, "findings")), ANNEX]


def inputs(season: Season, county: str, as_of: dt.date) -> store.Inputs:
    """Everything an advance of this county rests on now."""
    slices = {
        "registries": deliveries.hits_hash(season, county),
        "registry_profiles": deliveries.profiles_hash(season, county),
        "across": across.cut_hash(season, county),
    }
    return evidence.listed(season, county, as_of, slices)


def basis(generation: store.Generation) -> str:
    """Hash of what a step that looks at everything rests on: the generation's inputs and its day."""
    given = generation.inputs
    return store.hash_value([given.digest, given.as_of.isoformat()])


def judge(season: Season, county: str, generation: store.Generation) -> dict[str, Any]:
    """Judge the county as of the generation's day; returns the core of result.json."""

    def produce(folder: Path) -> None:
        with case.opened(season, county, generation.inputs.as_of) as found:
            judged = judging.judge(found)
            results.write_tables(found, folder)
            core = results.core(judged)
            store.write_json(folder / CORE, core)
            store.write_json(folder / CONTEXT, county_context(core | {"signatures": []}, report_extras(judged, core)))
            annex.write_annex(found.con, core, folder / ANNEX)

    store.step(generation, "judge", basis(generation), produce, [*OUTPUTS, CORE, CONTEXT])
    return json.loads((generation.folder / CORE).read_text(encoding="utf-8"))
