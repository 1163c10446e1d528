"""The published generation of a county: result.json, what the report prints, tables, files (DESIGN 4, Publishing)."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from acceptance import store
from acceptance.reporting.context import county_context
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.rows import CampaignFacts, IndicatorFacts
from acceptance.season import Season

TABLES = ("households", "villages", "leads", "issues", "findings")
REPORT_CONTEXT = ".report.json"
MOST_KEPT = 400
Row = dict[str, Any]
T = TypeVar("T")
_kept: OrderedDict[tuple[str, str], Any] = OrderedDict()
_lock = threading.Lock()


def remembered(season: Season, county: str, what: str, build: Callable[[store.Generation], T]) -> T | None:
    """What `build` makes of the published generation, kept while it is used: a generation never changes.

    What comes back is shared and must not be changed. None while nothing is published.
    """

    def use(generation: store.Generation) -> T:
        key = (str(generation.folder), what)
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]
        made = build(generation)
        with _lock:
            _kept[key] = made
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        return made

    return store.read_published(season.home, county, use)


def result(season: Season, county: str) -> dict[str, Any] | None:
    """result.json; None while nothing is published."""
    return remembered(season, county, "result", lambda generation: generation.result)


def context(season: Season, county: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the county's report prints, part by part; without the stored one, as much of it as result.json says."""

    def read(generation: store.Generation) -> dict[str, Any] | None:
        path = generation.folder / REPORT_CONTEXT
        return store.read_json(path) if path.is_file() or not generation.exists else None

    stored = remembered(season, county, "context", read)
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


def listed(season: Season, county: str, table: str, **equal: str) -> list[Row]:
    """As `rows`, and [] for a table that generations of an earlier release do not hold."""
    return rows(season, county, table, **equal) if f"{table}.parquet" in files(season, county) else []


def counted(season: Season, county: str, table: str, *columns: str) -> list[Row]:
    """How many rows of a published table have each combination of these columns, as {column: value, …, "count": n}."""

    def count(generation: store.Generation) -> list[Row]:
        path = generation.folder / f"{table}.parquet"
        read = pq.read_table(path, columns=list(columns), partitioning=None)
        found = read.group_by(list(columns)).aggregate([([], "count_all")])
        return found.rename_columns([*columns, "count"]).sort_by([(name, "ascending") for name in columns]).to_pylist()

    return remembered(season, county, f"{table} by {' '.join(columns)}", count) or []


def page(
    season: Season, county: str, table: str, keep: Callable[[pa.Table], pa.Table], order: str, start: int, count: int
) -> tuple[list[Row], int]:
    """`count` rows from `start` on of what `keep` leaves of a published table, by `order`; and how many there are."""

    def read(generation: store.Generation) -> tuple[list[Row], int]:
        kept = keep(pq.read_table(generation.folder / f"{table}.parquet", partitioning=None))
        unique = [name for name in (order, kept.column_names[0]) if name]
        return kept.sort_by([(name, "ascending") for name in unique]).slice(start, count).to_pylist(), kept.num_rows

    return store.read_published(season.home, county, read) or ([], 0)


def open_table(season: Season, county: str, table: str) -> pq.ParquetFile | None:
    """A published table to be read piece by piece; it stays readable when its generation is pruned meanwhile."""

    def opened(generation: store.Generation) -> pq.ParquetFile:
        return pq.ParquetFile((generation.folder / f"{table}.parquet").open("rb"))

    return store.read_published(season.home, county, opened)


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


def has_answer(season: Season, county: str, name: str) -> bool:
    """Whether the feedback workbook of this name is there; for the municipal lines it lies outside any generation."""
    if county == store.MUNICIPAL:
        return name in _municipal_answers(season)
    return f"feedback/{name}" in files(season, county)


def answer(season: Season, county: str, name: str) -> bytes | None:
    """A feedback workbook by its name; None where there is none."""
    if county != store.MUNICIPAL:
        return file(season, county, f"feedback/{name}")
    known = _municipal_answers(season)
    return known[name].read_bytes() if name in known else None


def _municipal_answers(season: Season) -> dict[str, Path]:
    found = (season.home.results(store.MUNICIPAL) / "feedback").glob("*.feedback.xlsx")
    return {one.name: one for one in found if one.is_file() and not one.is_symlink()}


def report_name(found: Mapping[str, Any]) -> str:
    """The report's file name as result.json has it."""
    return Path(str((found.get("report") or {}).get("file") or "report.pdf")).name
