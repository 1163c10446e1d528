"""The evidence of one county: every accepted row in force as one in-memory DuckDB, and the list of what it rests on.

Nothing here judges. Whatever a line has not delivered is an empty typed view, so that missing evidence is 缺证据 by
construction and no query fails for want of a table.
"""

import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import concerns, contracts, findings, pledges, sql, store
from acceptance.season import Season

NUMBER = "TRY_CAST(parse_filename(filename, true) AS INTEGER) AS version"
"""The number of the package a row came with, by the name of its file in the lake."""


@dataclass(frozen=True)
class InForce:
    """Versions in force of every line for one county, and the newest check of each line whatever its outcome."""

    versions: Mapping[str, tuple[int, ...]]
    newest: Mapping[str, tuple[store.Receipt, store.Check]]

    def holds(self, line: str) -> bool:
        return bool(self.versions.get(line))


def owner_folder(line: contracts.Line, county: str) -> str:
    """Under which county a line's packages lie: municipal lines are shared by all."""
    return store.MUNICIPAL if line.owner == "municipal" else county


def in_force(season: Season, county: str, *, any_rules: bool = False) -> InForce:
    """Which versions count for a county today (DESIGN 3, 6): the draw freezes self_check until a decision 重开 names
    a version. any_rules: whatever rules a version was checked under, as a later year reads an earlier one.
    """
    basis = None if any_rules else season.basis
    frozen = store.first_draw(season.home, county, "self_check")
    versions: dict[str, tuple[int, ...]] = {}
    newest: dict[str, tuple[store.Receipt, store.Check]] = {}
    for line in contracts.lines().values():
        folder = owner_folder(line, county)
        frozen_at = frozen if line.id == "self_check" else None
        reopened = reopened_versions(season, county, any_rules=any_rules) if frozen_at is not None else ()
        versions[line.id] = tuple(
            store.in_force(season.home, folder, line.id, line.kind, frozen_at=frozen_at, reopened=reopened, basis=basis)
            if line.owner != "municipal" or line.accumulates
            else _shared(season, county, line, basis)
        )
        arrived = store.receipts(season.home, folder, line.id)
        if arrived and (check := store.read_check(season.home, arrived[-1], basis)):
            newest[line.id] = (arrived[-1], check)
    return InForce(versions, newest)


def _shared(season: Season, county: str, line: contracts.Line, basis: store.Basis | None) -> list[int]:
    """Of a municipal snapshot (抽样框): the newest accepted package that speaks of this county, up to the one the
    freeze names. A package of other counties replaces nothing here; nothing moves a frozen list (RULEBOOK D.3).
    """
    frozen = store.receipts(season.home, county, "self_check", "draw")
    last = frozen[0].payload.get(line.id) if frozen else None
    found = []
    for receipt in store.receipts(season.home, store.MUNICIPAL, line.id):
        check = store.read_check(season.home, receipt, basis)
        if check is None and basis is not None:
            raise store.NotChecked(f"{line.title}第 {receipt.version} 版尚未按现行规则检查。")
        speaks = check is not None and check.accepted and concerns.kept(check.details, county)
        if speaks and (last is None or receipt.version <= last):
            found.append(receipt.version)
    return found[-1:]


def reopened_versions(season: Season, county: str, *, any_rules: bool = False) -> list[int]:
    """Versions of self_check that a decision 重开 of this county lets in. any_rules: as in `in_force`."""
    rows = ask_decisions(
        season,
        "SELECT DISTINCT county_code, TRY_CAST(value AS INTEGER) FROM decision WHERE kind = '重开' "
        "AND coalesce(line, 'self_check') = 'self_check' AND two_people(signer1, signer2)",
        {},
        any_rules=any_rules,
    )
    return sorted(version for code, version in rows if code == county and version is not None)


def ask_decisions(
    season: Season, query: str, given: Mapping[str, Any], *, any_rules: bool = False
) -> list[tuple[Any, ...]]:
    """Answer of a query over `decision`, every accepted decision of the municipal office; nothing while there is none.

    What a county asks should be asked for all of them, each taking its own rows: the answer is kept, and to open a
    database for it takes longer than to answer. given: hashable values. any_rules: as in `in_force`.
    """
    basis = None if any_rules else season.basis
    accepted = store.accepted(season.home, store.MUNICIPAL, "decision", basis)
    files = store.lake_files(season.home, "decision", "decision", store.MUNICIPAL, accepted)
    return list(_answer(tuple(map(_state, files)), query, tuple(sorted(given.items())))) if files else []


FileState = tuple[Path, int, int, int]
"""A file with its inode, time of change in ns and size: the lake's files are only ever replaced whole, by others."""


def _state(path: Path) -> FileState:
    found = path.stat()
    return path, found.st_ino, found.st_mtime_ns, found.st_size


@functools.lru_cache(maxsize=64)
def _answer(
    files: tuple[FileState, ...], query: str, given: tuple[tuple[str, Any], ...]
) -> tuple[tuple[Any, ...], ...]:
    with sql.connect() as con:
        con.execute(f"CREATE VIEW decision AS FROM {sql.parquet(path for path, *_ in files)}")
        return tuple(con.execute(query, dict(given)).fetchall())


def open_evidence(season: Season, county: str, force: InForce) -> duckdb.DuckDBPyConnection:
    """A connection with a view for every package table, holding the county's rows in force; areas and task as
    tables.
    """
    con = sql.connect(temp=str(season.home.tmp))
    for table in contracts.tables().values():
        if not table.configuration:
            con.execute(f"CREATE VIEW {sql.identifier(table.name)} AS {_rows(season, county, table, force)}")
    con.register("areas_given", season.areas)
    con.register("tasks_given", season.tasks)
    con.execute("CREATE TABLE dim_area AS SELECT * FROM areas_given")
    con.execute("CREATE TABLE county_task AS SELECT * FROM tasks_given WHERE county_code = ?", [county])
    con.unregister("areas_given")
    con.unregister("tasks_given")
    return con


def _rows(season: Season, county: str, table: contracts.Table, force: InForce) -> str:
    """The SELECT that yields one table's rows in force; typed and empty where nothing has arrived."""
    schema = contracts.evidence_schema(table.name)
    columns = ", ".join(NUMBER if c in contracts.VERSION else sql.identifier(c) for c in schema)
    parts = []
    for line in contracts.lines().values():
        if table.name not in line.tables or not force.holds(line.id):
            continue
        folder = owner_folder(line, county)
        files = store.lake_files(season.home, line.id, table.name, folder, force.versions[line.id])
        if files:
            where = f" WHERE county_code = {sql.quote(county)}" if line.owner == "municipal" else ""
            parts.append(f"SELECT {columns} FROM {sql.parquet(files)}{where}")
    if not parts:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {sql.identifier(name)}" for name, kind in schema.items())
        return f"SELECT {empty} WHERE false"
    return " UNION ALL ".join(parts)


def stored_findings(season: Season, county: str, force: InForce) -> pa.Table:
    """Findings of package scope of every version in force, as the checks kept them. A refused version gives
    feedback only, and so does what is only said about a result.
    """
    kept = [findings.SCHEMA.empty_table()]
    for line in contracts.lines().values():
        if line.says == contracts.WHOLLY:
            continue
        for version in force.versions.get(line.id, ()):
            receipt = store.read_receipt(season.home, owner_folder(line, county), line.id, version)
            check = store.read_check(season.home, receipt, season.basis)
            if check is not None:
                kept.append(findings_of(season, county, receipt, check))
    return pa.concat_tables(kept)


def findings_of(season: Season, county: str, receipt: store.Receipt, check: store.Check) -> pa.Table:
    """What a check found in the county's rows. Of a package shared by all counties: what is wrong with the file itself
    is nobody's, and a row that only speaks about a result is answered to its sender and never becomes an issue.
    """
    found, line = store.read_findings(season.home, receipt, check), contracts.lines()[receipt.line]
    if line.owner != "municipal" or not found.num_rows:
        return found
    version = receipt.version
    files = [f for t in line.tables for f in store.lake_files(season.home, line.id, t, store.MUNICIPAL, [version])]
    if not files:
        return found.slice(0, 0)
    with sql.connect(temp=str(season.home.tmp)) as con:
        con.register("found", found)
        own = (
            f"SELECT src_file, src_sheet, src_row FROM {sql.parquet(files)} "
            f"WHERE county_code = {sql.quote(county)} AND NOT coalesce({line.says or 'false'}, false)"
        )
        return con.sql(
            f"SELECT f.* REPLACE ({sql.quote(county)} AS county_code) FROM found f SEMI JOIN ({own}) r "
            "ON r.src_file = f.file AND r.src_sheet = f.sheet AND r.src_row = f.row_no ORDER BY ALL"
        ).to_arrow_table().cast(found.schema)  # fmt: skip


def listed(season: Season, county: str, as_of: dt.date, slices: Mapping[str, str]) -> store.Inputs:
    """Everything one advance of a county rests on, by name and hash (DESIGN 4, Publishing 2).

    slices: name -> hash of what is cut to this county out of something larger: registries, findings across counties.
    """
    entries = {
        "config": season.config_hash,
        "rules": season.basis.rules_version,
        "kind": season.home.kind,
        **slices,
    }
    for line, receipt, _, parts in arrived(season, county):
        entries |= {f"{prefix}{line.id}/{receipt.version}": digest for prefix, digest in parts.items()}
    for kind in (*contracts.lines(), *pledges.KINDS):
        for number in store.draws(season.home, county, kind):
            entries[f"draw/{kind}/{number}"] = store.hash_file(store.draw_path(season.home, county, kind, number))
    return store.Inputs(entries, as_of)


Arrived = tuple[contracts.Line, store.Receipt, store.Check | None, dict[str, str]]


def arrived(season: Season, county: str) -> Iterator[Arrived]:
    """Every received package that concerns a county: line, receipt, check, and `concerns` prefix -> hash of it.

    A municipal package concerns the counties it has rows of; what is not accepted or not checked yet concerns none.
    """
    for line in contracts.lines().values():
        for receipt in store.receipts(season.home, owner_folder(line, county), line.id):
            check = store.read_check(season.home, receipt, season.basis)
            if line.owner == "municipal":
                parts = concerns.kept(check.details, county) if check else {}
            else:
                outcome, found = (check.outcome, check.findings_sha256) if check else ("未检查", "")
                whole = store.hash_value([receipt.sha256, outcome, found])
                parts = {concerns.SAID if line.says else concerns.JUDGED: whole}
            if parts:
                yield line, receipt, check, parts


def judged(inputs: store.Inputs) -> store.Inputs:
    """The inputs that can change a verdict: without what was only said about a result."""
    kept = {name: value for name, value in inputs.entries.items() if not name.startswith(concerns.SAID)}
    return store.Inputs(kept, inputs.as_of)
