"""An export and its mapping made into a package of a line: a zip that `campaign check` reads like any other."""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from acceptance import contracts, sql
from acceptance.contracts import Column
from acceptance.survey_import import columns, reading
from acceptance.survey_import.mapping import Source, SurveyError, SurveyMapping, TableMapping
from acceptance.survey_import.reading import Sheet

MANIFEST = "转换说明.json"
ORIGINALS = "原始导出"
KEPT_AS = ".orig"
"""Ending of the original files inside the package: no table's, so that nobody reads them as one."""
NO_STATE = "未审核"
LISTED = 200
"""Mistakes of one column that are named."""


@dataclass(frozen=True)
class Imported:
    """What became of an export. rows: table -> rows written; left_out: (submission, its state, row) not counted."""

    package: Path
    submissions: int
    rows: Mapping[str, int]
    left_out: tuple[tuple[str, str, int], ...]

    @property
    def by_state(self) -> dict[str, int]:
        """State -> submissions that were left out for it."""
        states = [state for _, state, _ in self.left_out]
        return {state: states.count(state) for state in sorted(set(states))}


def convert(mapping: SurveyMapping, paths: Iterable[Path], package: Path) -> Imported:
    """Write `package` (zip) from the files of an export; only approved submissions count, the others are listed in it.

    The same files and mapping give the same bytes. Inside: one csv per table, the original files as they were, and
    转换说明.json with their hashes.

    Raises:
        SurveyError: with every mistake found; nothing is written then.
    """
    files = list(paths)
    with tempfile.TemporaryDirectory(prefix="survey-") as scratch, sql.connect(memory="1GB", temp=scratch) as con:
        sheets, hashes = reading.read(files, Path(scratch))
        work = _Conversion(con, mapping, sheets)
        work.open()
        tables = {name: work.table(name, stated) for name, stated in mapping.tables.items()}
        work.raise_mistakes()
        texts = {name: _csv(con, select, Path(scratch)) for name, select in tables.items()}
        rows = {
            name: con.execute(f"SELECT count(*) FROM ({select})").fetchall()[0][0] for name, select in tables.items()
        }
        made = Imported(package, work.submissions(), rows, work.left_out())
    _write(made, mapping, files, hashes, texts)
    return made


class _Conversion:
    """One conversion: the sheets as tables s0, s1, … each with the submission a row belongs to; mistakes as found."""

    def __init__(self, con: duckdb.DuckDBPyConnection, mapping: SurveyMapping, sheets: Mapping[str, Sheet]) -> None:
        self.con, self.mapping, self.sheets = con, mapping, sheets
        self.mistakes: list[str] = []
        self.names = {name: f"s{number}" for number, name in enumerate(sheets)}

    def open(self) -> None:
        """Register every sheet, and the form's submissions with their review state."""
        for name, sheet in self.sheets.items():
            self.con.register(self.names[name], sheet.data)
        form = self.sheet(self.mapping.form)
        key, state = (columns.system(form, self.mapping.tool, what) for what in ("id", "status"))
        for what, found in (("id", key), ("status", state)):
            if found is None:
                expected = "、".join(columns.SYSTEM[self.mapping.tool][what])
                self.mistakes.append(f"“{form.file}”的表“{form.name}”没有列“{expected}”，不能判断哪些提交已审核通过")
        self.raise_mistakes()
        index = columns.system(form, self.mapping.tool, "index") or "NULL"
        counted = ", ".join(map(sql.quote, self.mapping.counts))
        self.con.execute(
            f"CREATE TABLE submission AS SELECT src_row, {key} AS id, {index} AS place, "
            f"coalesce({state}, {sql.quote(NO_STATE)}) AS state, "
            f"coalesce(lower({state}) IN ({counted}), false) AS counts FROM {self.names[form.name]}"
        )
        for row, found in self.rows(
            "SELECT src_row, id FROM submission QUALIFY id IS NULL OR count(*) OVER (PARTITION BY id) > 1"
        ):
            said = "提交编号为空" if found is None else f"提交编号“{found}”出现多次"
            self.mistakes.append(f"“{form.file}”的表“{form.name}”第{row}行：{said}")

    def rows(self, query: str) -> list[Any]:
        return self.con.execute(f"FROM ({query}) ORDER BY ALL LIMIT {LISTED}").fetchall()

    def raise_mistakes(self) -> None:
        if self.mistakes:
            raise SurveyError(self.mistakes)

    def sheet(self, name: str | None) -> Sheet:
        if name is None or name not in self.sheets:
            raise SurveyError([f"导出文件中没有表“{name}”；有：{'、'.join(self.sheets)}"])
        return self.sheets[name]

    def table(self, name: str, stated: TableMapping) -> str:
        """The SELECT of one of our tables under all its Chinese headers."""
        contract = contracts.tables()[name]
        if stated.source is None:
            return _literal(contract.columns, stated.rows)
        try:
            rows = self.approved(stated)
        except SurveyError as wrong:
            self.mistakes += wrong.mistakes
            return ""
        parts = [
            f"{self.column_or_none(column, stated, rows)} AS {sql.identifier(column.header)}"
            for column in contract.columns
        ]
        return f"SELECT {', '.join(parts)} FROM {rows} ORDER BY r.src_row"

    def approved(self, stated: TableMapping) -> str:
        """FROM clause: r are the source's rows of approved submissions, p the rows they belong to in a repeat."""
        sheet = self.sheet(stated.source)
        own, tool = self.names[sheet.name], self.mapping.tool
        if stated.source == self.mapping.form:
            return f"{own} r SEMI JOIN (FROM submission WHERE counts) s ON s.src_row = r.src_row"
        above = self.sheet(stated.parent or self.mapping.form)
        link = columns.system(sheet, tool, "parent")
        key = columns.system(above, tool, "id" if tool == "odk" else "index")
        if link is None or key is None:
            wanted = "、".join(columns.SYSTEM[tool]["parent"])
            raise SurveyError([f"“{sheet.file}”的表“{sheet.name}”是重复组，却没有列“{wanted}”或上级表没有对应的编号列"])
        known = f"SELECT {key} FROM {self.names[above.name]} WHERE {key} IS NOT NULL"
        lost = self.rows(f"SELECT src_row, {link} FROM {own} WHERE coalesce({link} NOT IN ({known}), true)")
        self.mistakes += [
            f"“{sheet.file}”的表“{sheet.name}”第{row}行：上级“{value or '空'}”不在表“{above.name}”中"
            for row, value in lost
        ]
        counting = "SELECT src_row FROM submission WHERE counts"
        if above.name != self.mapping.form:
            counting = self.nested(above)
        joined = f"{own} r JOIN {self.names[above.name]} p ON p.{key} = r.{link}"
        return f"{joined} SEMI JOIN ({counting}) s ON s.src_row = p.src_row"

    def nested(self, above: Sheet) -> str:
        """Rows of a repeat, itself the parent of another, whose submission counts."""
        if self.mapping.tool == "odk":  # uuid:…/group[1]: the key begins with the submission's
            root = (
                f"split_part({columns.system(above, 'odk', 'id')}, '/', 1) IN (SELECT id FROM submission WHERE counts)"
            )
        else:
            root = f"{columns.system(above, 'kobo', 'parent')} IN (SELECT place FROM submission WHERE counts)"
        return f"SELECT src_row FROM {self.names[above.name]} WHERE {root}"

    def column_or_none(self, column: Column, stated: TableMapping, rows: str) -> str:
        """`column`, its mistakes kept so that the next columns are looked at too; empty where nothing maps to it."""
        if column.name not in stated.columns:
            return "NULL"
        try:
            return self.column(column, stated, rows)
        except SurveyError as wrong:
            self.mistakes += wrong.mistakes
            return "NULL"

    def column(self, column: Column, stated: TableMapping, rows: str) -> str:
        """SQL of one of our columns; answers whose code the mapping does not name are mistakes."""
        source = stated.columns[column.name]
        if source.value is not None:
            return sql.quote(source.value)
        child = self.sheet(stated.source)
        sheet = child if source.of == "self" else self.sheet(stated.parent or self.mapping.form)
        alias = "r" if source.of == "self" else "p"
        if source.seconds is not None:
            return columns.seconds(sheet, source.seconds, alias)
        raw = columns.answer(sheet, source, alias)
        if source.codes is not None:
            self.unknown(raw, source, sheet, alias, rows)
        return columns.translated(raw, source, column)

    def unknown(self, raw: str, source: Source, sheet: Sheet, alias: str, rows: str) -> None:
        known = ", ".join(map(sql.quote, source.codes or {}))
        values = f"unnest({raw})" if source.many else raw
        answers = f"SELECT {alias}.src_row AS row, {values} AS value FROM {rows}"
        query = f"SELECT DISTINCT row, value FROM ({answers}) WHERE value NOT IN ({known})"
        self.mistakes += [
            f"“{sheet.file}”的表“{sheet.name}”第{row}行“{source.question}”：“{value}”在对照文件中没有对应的代码"
            for row, value in self.rows(query)
        ]

    def submissions(self) -> int:
        return int(self.con.execute("SELECT count(*) FROM submission WHERE counts").fetchall()[0][0])

    def left_out(self) -> tuple[tuple[str, str, int], ...]:
        query = "SELECT id, state, src_row FROM submission WHERE NOT counts ORDER BY src_row"
        return tuple(self.con.execute(query).fetchall())


def _literal(stated: tuple[Column, ...], rows: list[dict[str, Any]]) -> str:
    """Rows that the mapping states itself."""
    cells = (", ".join(sql.quote(str(row[c.name])) if c.name in row else "NULL" for c in stated) for row in rows)
    heads = ", ".join(sql.identifier(column.header) for column in stated)
    return f"SELECT * FROM (VALUES {', '.join(f'({line})' for line in cells)}) t({heads})"


def _csv(con: duckdb.DuckDBPyConnection, select: str, scratch: Path) -> bytes:
    path = scratch / "table.csv"
    con.execute(f"COPY ({select}) TO {sql.quote(str(path))} (HEADER, DELIMITER ',', FORCE_QUOTE *)")
    return b"\xef\xbb\xbf" + path.read_bytes()


def _write(
    made: Imported, mapping: SurveyMapping, files: list[Path], hashes: Mapping[str, str], texts: Mapping[str, bytes]
) -> None:
    manifest = {
        "tool": mapping.tool,
        "line": mapping.line,
        "mapping_sha256": mapping.sha256,
        "files": dict(sorted(hashes.items())),
        "submissions": made.submissions,
        "rows": dict(made.rows),
        "left_out": made.by_state,
        "left_out_submissions": [{"id": key, "state": state, "row": row} for key, state, row in made.left_out],
    }
    members = {f"{contracts.tables()[name].title}.csv": text for name, text in texts.items()}
    members[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    members |= {f"{ORIGINALS}/{file.name}{KEPT_AS}": file.read_bytes() for file in files}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name)  # dated 1980: the same export gives the same bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    part = made.package.with_name(made.package.name + ".part")
    part.write_bytes(written.getvalue())
    part.replace(made.package)
