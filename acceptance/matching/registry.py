"""A department's delivery (部门数据) loaded: typed, keyed, sorted by key, profiled. RULEBOOK D.1 (registry tables)."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from acceptance import sql
from acceptance.contracts import Column, Registry
from acceptance.matching import identity, lookup
from acceptance.matching.delivery import LARGE, RegistryRefused, open_delivery
from acceptance.matching.profile import RegistryProfile, profiled
from acceptance.matching.watching import rows_about, watched
from acceptance.progress import Tell, silent

ROW_GROUP = 122_880
"""Rows per row group. A county's keys lie together, so most are skipped; smaller ones cost more than they save."""

ISO_DATE = r"'(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}'"


def load_registry(
    registry: Registry,
    sources: Sequence[Path],
    target: Path,
    *,
    memory: str = "3GB",
    large: int = LARGE,
    not_before: dt.date | None = None,
    tell: Tell = silent,
) -> RegistryProfile:
    """Loads one complete snapshot into `target` (<n>.parquet), beside it its profile (<n>.json) and <n>.arrow (lookup).

    Sources: csv (UTF-8, GB18030), parquet, workbooks. The Parquet holds every contract column under its English name,
    src_file, src_sheet, src_row and the key `k` (BIGINT, NULL where the number is invalid; `upgraded` where it was one
    of 15 digits), sorted by k, file and row: the same bytes for the same sources. The files appear whole or not at
    all, the profile last. `large`: bytes from which a file is streamed; `memory` bounds DuckDB, which spills beside
    `target`. not_before: 数据截止日 of the delivery that this one would replace. `tell` hears of the rows read.

    Raises:
        RegistryRefused: unreadable files, headers that differ from the contract, no rows, more than half of a required
            column missing, more than half of the identity numbers invalid, or every row of an earlier day than
            not_before. Nothing is written then.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".loading-", dir=target.parent) as scratch:
        place = Path(scratch)
        with sql.connect(memory, temp=scratch) as con:
            profile = _load(con, registry, sources, place, large, not_before, tell)
        lookup.write(place / "rows", place / "few", lookup.columns(registry))
        (place / "profile").write_text(profile.to_json(), encoding="utf-8")
        (place / "rows").replace(target)
        (place / "few").replace(lookup.path(target))
        (place / "profile").replace(target.with_suffix(".json"))
    return profile


def _load(
    con: duckdb.DuckDBPyConnection,
    registry: Registry,
    sources: Sequence[Path],
    place: Path,
    large: int,
    not_before: dt.date | None,
    tell: Tell,
) -> RegistryProfile:
    """Writes `place`/rows."""
    con.execute("SET preserve_insertion_order=true")  # the rows of a streamed csv are numbered in its order
    con.execute(sql.load("acceptance.sheets", "typed"))
    try:
        warnings = open_delivery(con, registry, sources, place, large)
        con.execute("CREATE TEMP VIEW typed AS " + _typed(registry))
        with watched(con, f"核对{registry.title}", rows_about(sources), tell):
            profile = profiled(con, registry, [source.name for source in sources], warnings, not_before)
        with watched(con, f"排序写出{registry.title}", profile.rows, tell):
            con.execute(_sorted_copy(registry, place / "rows"))
    except (duckdb.InvalidInputException, duckdb.ConversionException) as problem:
        first = str(problem).splitlines()[0].split(": ", 1)[-1]
        raise RegistryRefused(registry, [f"有无法读取的行，请检查分隔符、引号和编码（{first}）"]) from None
    return profile


def _typed(registry: Registry) -> str:
    """SQL over `delivery`: each column typed (macros of the reading room), its text as raw_<column>, the key."""
    tidied = ", ".join(f"{_tidied(c)} AS {sql.identifier(f'raw_{c.name}')}" for c in registry.columns)
    values = ", ".join(f"{_value(c)} AS {sql.identifier(c.name)}" for c in registry.columns)
    text = f"(SELECT {tidied}, src_file, src_sheet, src_row, part FROM delivery)"
    return identity.match_keyed(f"(SELECT {values}, * FROM {text})")


def _tidied(column: Column) -> str:
    name = sql.identifier(column.name)
    return identity.tidy_text(name, nfkc=column.type != "text" or bool(column.codes))


def _value(column: Column) -> str:
    raw = sql.identifier(f"raw_{column.name}")
    if column.type == "date":  # the usual spelling, at a quarter of the cost of looking for all of them
        return f"CASE WHEN regexp_full_match({raw}, {ISO_DATE}) THEN TRY_CAST({raw} AS DATE) ELSE as_date({raw}) END"
    return raw if column.type == "text" else f"as_{column.type}({raw})"


def _sorted_copy(registry: Registry, target: Path) -> str:
    columns = ", ".join(sql.identifier(c.name) for c in registry.columns)
    return (
        f"COPY (SELECT k, upgraded, {columns}, src_file, src_sheet, src_row FROM typed "
        "ORDER BY k NULLS LAST, part, src_row) "
        f"TO {sql.quote(str(target))} "
        # half as large again as zstd, and read at half its cost: a delivery is written once and read for every county
        f"(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {ROW_GROUP})"
    )
