"""The template of every line, every column of it filled in as the contract says, is a package that the check reads."""

import datetime as dt
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from acceptance import campaign, checking, contracts, sql
from acceptance.sheets import read_package
from acceptance.workbooks import write_template, write_workbook

YEAR = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")
LINES = contracts.lines()
VALUES: dict[str, tuple[Any, Any]] = {
    "text": ("=1+1", "阿依古丽·买买提"),
    "code": ("0001234567890123", "00X"),
    "int": (0, 12),
    "dec": (Decimal("4142.33"), Decimal("-0.50")),
    "num": (Decimal("108.663125"), Decimal("29.000001")),
    "float": (0.125, 1.0),
    "date": (dt.date(2026, 1, 1), dt.date(2016, 2, 29)),
    "ts": (dt.datetime(2026, 11, 20, 8, 30), dt.datetime(2026, 11, 20, 23, 59)),
    "time": (dt.time(0, 0), dt.time(18, 45)),
}
"""Type -> what stands in the two rows: what a spreadsheet would like to turn into something else."""


def values(column: contracts.Column) -> list[Any]:
    """What stands in the two rows of a column."""
    if column.codes and column.multi:
        return [",".join(column.codes[:2]), column.codes[-1]]
    return [column.codes[0], column.codes[-1]] if column.codes else list(VALUES[column.type])


def filled(line: contracts.Line) -> dict[str, list[dict[str, Any]]]:
    """Two full rows of every table of a line and one with the required columns only; in the manifest a row for each of
    the line's other tables.
    """
    rows = {}
    for table in (YEAR.codes.of(contracts.tables()[name]) for name in line.tables):
        first, second = ({c.name: values(c)[n] for c in table.columns} for n in (0, 1))
        rows[table.name] = [first, second, {c.name: first[c.name] if c.required else None for c in table.columns}]
    if "manifest" in rows:
        titles = (contracts.tables()[name].title for name in line.tables if name != "manifest")
        rows["manifest"] = [rows["manifest"][0] | {"table_name": title} for title in titles]
    return rows


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    for line in LINES.values():
        given = {name: pa.Table.from_pylist(rows) for name, rows in filled(line).items()}
        write_workbook(line, given, folder / f"{line.id}.xlsx", codes=YEAR.codes)
    return folder


def check_all(folder: Path, kind: str) -> None:
    """Nothing is said of how any package is read, and what was filled in is read back to the letter."""
    packages = [checking.PackageToCheck(name, None, name, folder / f"{name}.{kind}") for name in LINES]
    with sql.connect() as con:
        prepared = checking.prepare(con, packages, YEAR)
        assert [problem for one in prepared.packages for problem in one.problems] == []
        found = checking.locate(con, prepared).to_pylist()
        assert [f for f in found if f["rule_id"] in contracts.reading_rules()] == []
        for line in LINES.values():
            for table, rows in filled(line).items():
                columns = ", ".join(map(sql.identifier, rows[0]))
                back = con.sql(
                    f"SELECT {columns} FROM {sql.identifier(table)} WHERE pkg = '{line.id}' ORDER BY src_row"
                )
                assert back.to_arrow_table().to_pylist() == rows, (line.id, table)


def test_filled_template_of_every_line_is_read_without_a_word(written: Path) -> None:
    check_all(written, "xlsx")


def test_sheets_left_blank_are_tables_without_rows(tmp_path: Path) -> None:
    line = LINES["opinion"]
    raw = read_package(write_template(line, tmp_path / "x.xlsx", codes=YEAR.codes), line, contracts.tables())
    assert ({name: table.rows for name, table in raw.tables.items()}, raw.problems) == (
        dict.fromkeys(line.tables, 0),
        (),
    )


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_filled_templates_opened_and_saved_by_libreoffice_are_read_back(
    written: Path, tmp_path: Path, kind: str
) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    books = sorted(map(str, written.iterdir()))
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), *books]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    check_all(tmp_path, kind)
