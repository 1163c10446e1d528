"""Writes packages as counties send them: a workbook with a sheet per table, or a zip of csv; same rows, same bytes."""

import dataclasses
import datetime as dt
import hashlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import contracts, sql
from acceptance.contracts import Table
from acceptance.sample_data.workbook import ZIP_TIME, Rows, sheet_xml, write_workbook

BOM = b"\xef\xbb\xbf"
MANIFEST = "manifest"
SEALED = "%PDF-1.4\n% 演练用签章页\n%%EOF\n".encode()
"""What stands for the scan of the signed and sealed page where files are delivered (E007)."""


@dataclasses.dataclass(frozen=True)
class Layout:
    """What is wrong with the form of a package: tables the manifest lists but nobody sent,
    headers left out, headers added (English table names)."""

    without_tables: frozenset[str] = frozenset()
    without_columns: frozenset[tuple[str, str]] = frozenset()
    extra_headers: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


SOUND = Layout()


@dataclasses.dataclass(frozen=True)
class Manifest:
    """What the 申报清单 says besides the tables themselves."""

    county_code: str
    year: int
    submitted_at: dt.datetime
    data_date: dt.date
    submitter: str
    sealed_doc: str
    changes: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    """Table -> columns to state otherwise than true (planted)."""

    def rows(self, counted: Sequence[tuple[Table, int, str, str | None]]) -> Iterator[dict[str, Any]]:
        for table, count, file, sha256 in counted:
            yield {
                "county_code": self.county_code,
                "campaign_year": self.year,
                "package_version": 1,
                "table_name": table.title,
                "file_name": file,
                "sha256": sha256,
                "row_count": count,
                "submitted_at": self.submitted_at.isoformat(sep=" "),
                "submitter": self.submitter,
                "sealed_doc": self.sealed_doc,
                "resubmit_reason": None,
                "data_date": self.data_date.isoformat(),
            } | dict(self.changes.get(table.name, {}))


def query(
    con: duckdb.DuckDBPyConnection, table: Table, where: str = "true", *, typed: bool = False, layout: Layout = SOUND
) -> Rows:
    """One table's rows under its Chinese headers, in the order of its key; a planted text replaces the typed value.

    typed: leave numbers as numbers (for sheets); else everything is text.
    """
    source = f"made.{sql.identifier(table.name)}"
    there = {name for name, *_ in con.execute(f"DESCRIBE {source}").fetchall()}
    key = "concat_ws('|', " + ", ".join(f"t.{sql.identifier(c)}" for c in table.key if c in there) + ")"
    rewritten = {
        c
        for (c,) in con.execute(
            "SELECT DISTINCT column_name FROM made.rewritten WHERE table_name = ?", [table.name]
        ).fetchall()
    }
    columns, joins = [], []
    for column in table.columns:
        if (table.name, column.name) in layout.without_columns:
            continue
        value = f"t.{sql.identifier(column.name)}" if column.name in there else "NULL"
        if not typed or column.type not in ("int", "dec", "num", "float"):
            value = f"({value})::VARCHAR"
        if column.name in rewritten:
            alias = sql.identifier(f"r_{column.name}")
            joins.append(
                f"LEFT JOIN (SELECT object_id, value FROM made.rewritten WHERE table_name = "
                f"{sql.quote(table.name)} AND column_name = "
                f"{sql.quote(column.name)}) {alias} ON {alias}.object_id = {key}"
            )
            value = f"coalesce({alias}.value, ({value})::VARCHAR)"
        columns.append(f"{value} AS {sql.identifier(column.header)}")
    columns += [f"NULL AS {sql.identifier(header)}" for header in layout.extra_headers.get(table.name, ())]
    order = ", ".join(
        [*(f"t.{sql.identifier(c)}" for c in table.key if c in there), "t"]
        if rewritten or layout is not SOUND
        else [f"t.{sql.identifier(c)}" for c in table.key if c in there]
    )
    return Rows(", ".join(columns), f"{source} t {' '.join(joins)} WHERE {where}", order)


def _part(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(path.name + ".part")


class Writer:
    """Packages of one campaign out of the schema `made` of one connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
        self.con = con
        self.scratch = scratch

    def workbook(
        self, path: Path, tables: Sequence[str], where: str, manifest: Manifest | None = None, layout: Layout = SOUND
    ) -> None:
        """One workbook with a sheet per table; with a manifest as its first sheet if one is given."""
        known = contracts.tables()
        found = [
            (known[n], *sheet_xml(self.con, query(self.con, known[n], where, typed=True, layout=layout)))
            for n in tables
        ]
        sheets = [(table.title, xml) for table, xml, _ in found if table.name not in layout.without_tables]
        if manifest:
            rows = self._manifest(manifest, [(table, count, path.name, None) for table, _, count in found])
            sheets.insert(0, (known[MANIFEST].title, sheet_xml(self.con, rows)[0]))
        write_workbook(_part(path), sheets)
        _part(path).replace(path)

    def _manifest(self, manifest: Manifest, counted: Sequence[tuple[Table, int, str, str | None]]) -> Rows:
        """The manifest's rows in the order of the tables."""
        table = contracts.tables()[MANIFEST]
        columns = {c.name: [row[c.name] for row in manifest.rows(counted)] for c in table.columns}
        kinds = {"int": pa.int64()}
        given = pa.table(
            {c.header: pa.array(columns[c.name], kinds.get(c.type, pa.string())) for c in table.columns}
            | {"place": range(len(counted))}
        )
        self.con.register("manifest_given", given)
        return Rows("* EXCLUDE (place)", "manifest_given", "place")

    def archive(
        self, path: Path, tables: Sequence[str], where: str, manifest: Manifest | None = None, layout: Layout = SOUND
    ) -> None:
        """A zip with one csv (UTF-8 with BOM) per table, named by its title; the manifest states hash and length, and
        the sealed page it names lies beside them.
        """
        known = contracts.tables()
        files: list[tuple[Table, int, Path]] = []
        for name in tables:
            file = self.scratch / f"{known[name].title}.csv"
            files.append(
                (known[name], self.csv(file, query(self.con, known[name], where, layout=layout).ordered), file)
            )
        if manifest:
            file = self.scratch / f"{known[MANIFEST].title}.csv"
            self.csv(file, self._manifest(manifest, [(t, n, f.name, _sha256(f)) for t, n, f in files]).ordered)
            files.insert(0, (known[MANIFEST], len(files), file))
        with zipfile.ZipFile(_part(path), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for table, _, file in files:
                if table.name in layout.without_tables:
                    continue
                entry = zipfile.ZipInfo(file.name, ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with file.open("rb") as source, package.open(entry, "w") as target:
                    while block := source.read(1 << 20):
                        target.write(block)
                file.unlink()
            if manifest:
                package.writestr(zipfile.ZipInfo(manifest.sealed_doc, ZIP_TIME), SEALED)
        _part(path).replace(path)

    def csv(self, path: Path, select: str) -> int:
        """A csv with a byte order mark, as offices save it; returns the number of rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        bare = self.scratch / "bare.csv"
        counted = self.con.execute(f"COPY ({select}) TO {sql.quote(str(bare))} (FORMAT csv, HEADER true)").fetchall()[
            0
        ][0]
        part = _part(path)
        with bare.open("rb") as source, part.open("wb") as target:
            target.write(BOM)
            while block := source.read(1 << 20):
                target.write(block)
        bare.unlink()
        part.replace(path)
        return int(counted)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
