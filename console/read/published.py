"""The published generation of a county: result.json, what the report prints, tables, files (DESIGN 4, Publishing)."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from acceptance import store
from acceptance.reporting.context import county_context
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.rows import CampaignFacts, IndicatorFacts
from acceptance.season import Season

TABLES = ("households", "villages", "leads", "issues", "findings")
REPORT_CONTEXT = ".report.json"
Row = dict[str, Any]


def result(season: Season, county: str) -> dict[str, Any] | None:
    """result.json; None while nothing is published."""
    return store.read_published(season.home, county, lambda generation: generation.result)


def context(season: Season, county: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the county's report prints, part by part; without the stored one, as much of it as result.json says."""

    def read(generation: store.Generation) -> dict[str, Any] | None:
        path = generation.folder / REPORT_CONTEXT
        return store.read_json(path) if path.is_file() or not generation.exists else None

    stored = store.read_published(season.home, county, read)
    return stored if stored is not None else county_context(found, _extras(season))


def _extras(season: Season) -> ReportExtras:
    facts = {
        name: IndicatorFacts(better=limit.better, document=limit.document, confirmed=limit.confirmed)
        for name, limit in season.campaign.thresholds.items()
    }
    office = CampaignFacts(office=season.campaign.municipality.office, rehearsal=season.home.kind == "演练")
    return ReportExtras(campaign=office, indicators=facts)


def rows(season: Season, county: str, table: str, **equal: str) -> list[Row]:
    """Rows of a published table whose columns equal the given values, in the table's own order; [] before publishing.

    Raises FileNotFoundError when the published generation lacks the table.
    """
    wanted = [(name, "=", value) for name, value in equal.items()] or None

    def read(generation: store.Generation) -> list[Row]:
        path = generation.folder / f"{table}.parquet"
        if path.is_file() and wanted and not set(equal) <= set(pq.read_schema(path).names):
            return []
        return pq.read_table(path, filters=wanted, partitioning=None).to_pylist()

    return store.read_published(season.home, county, read) or []


def files(season: Season, county: str) -> list[str]:
    """Paths of what is published, inside the generation; [] before publishing."""
    return store.read_published(season.home, county, lambda generation: generation.files()) or []


def file(season: Season, county: str, name: str) -> bytes | None:
    """A published file by the path it has inside the generation; None where there is none.

    Only a name that the generation itself lists is ever opened.
    """
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        return None

    def read(generation: store.Generation) -> bytes | None:
        return (generation.folder / inside).read_bytes() if str(inside) in generation.files() else None

    return store.read_published(season.home, county, read)


def report_name(found: Mapping[str, Any]) -> str:
    """The report's file name as result.json has it."""
    return Path(str((found.get("report") or {}).get("file") or "report.pdf")).name
