"""What holds of every cell and every file, whatever stands in it (hypothesis chooses)."""

import datetime as dt
import tempfile
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acceptance import sheets, sql
from acceptance.contracts import Column, Line, Table
from tests.fuzz.damage import CELLS, as_csv

KINDS = ("text", "code", "int", "dec", "num", "float", "date", "ts", "time")
TABLE = Table("house", "户表", ("n",), (Column("n", "序号", "int"), *(Column(k, f"列{k}", k) for k in KINDS)))
LINE = Line("self_check", "区县自查", "snapshot", "county", ("house",))
CON = sql.connect(memory="512MB", threads=1)
HEADS = [c.header for c in TABLE.columns]
WHITE = " \t\u3000\u00a0"
few = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r\n"), max_size=30)


def typed(rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> tuple[Any, list[Any]]:
    """The typed rows of a csv of TABLE, and the cells that reading named."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "户表.csv"
        path.write_bytes(as_csv([HEADS, *map(list, rows)], delimiter).encode(encoding))
        raw = sheets.read_package(path, LINE, {TABLE.name: TABLE})
    assert not raw.refused, raw.problems
    found = sheets.type_table(CON, raw.tables[TABLE.name], TABLE, into="house")
    return CON.sql("FROM house ORDER BY src_row").to_arrow_table().to_pylist(), found.findings.to_pylist()


def column(kind: str, cells: Sequence[str]) -> tuple[list[Any], list[Any]]:
    """The cells of one column typed."""
    at = [c.name for c in TABLE.columns].index(kind)
    rows = [[str(n), *("" for _ in KINDS)] for n in range(len(cells))]
    for row, cell in zip(rows, cells, strict=True):
        row[at] = cell
    found, named = typed(rows)
    return [row[kind] for row in found], named


@few
@given(st.sampled_from(KINDS), st.lists(st.one_of(texts, st.sampled_from(CELLS[:34])), min_size=1, max_size=20))
def test_every_cell_is_typed_or_named(kind: str, cells: list[str]) -> None:
    values, named = column(kind, [cell.replace("\n", " ") for cell in cells])
    assert len(values) == len(cells)
    rows = {f["src_row"] for f in named}
    for n, (cell, value) in enumerate(zip(cells, values, strict=True), 2):
        empty = not unicodedata.normalize("NFKC", cell).strip(" \t\v\f\u00a0\u200b\ufeff\u3000\n")
        assert empty or value is not None or n in rows or not cell.strip(), (kind, cell)


@few
@given(st.lists(st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31)), min_size=1, max_size=20), st.data())
def test_a_date_is_the_same_day_however_it_is_written(days: list[dt.date], data: st.DataObject) -> None:
    forms = (
        "{y}-{m}-{d}",
        "{y}.{m}.{d}",
        "{y}/{m}/{d}",
        "{y}年{m}月{d}日",
        "{y}{m:02}{d:02}",
        "{y}-{m:02}-{d:02} 00:00:00",
    )
    shown = [data.draw(st.sampled_from(forms)).format(y=d.year, m=d.month, d=d.day) for d in days]
    assert column("date", shown) == (days, [])


@few
@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=20), st.sampled_from(WHITE))
def test_an_integer_survives_groups_full_width_and_spaces(numbers: list[int], white: str) -> None:
    wide = str.maketrans("0123456789-", "０１２３４５６７８９－")
    for shown in ([str(n) for n in numbers], [f"{n:,}" for n in numbers], [str(n).translate(wide) for n in numbers]):
        assert column("int", [white + cell + white for cell in shown]) == (numbers, [])


@few
@given(st.lists(st.decimals(-(10**12), 10**12, places=2), min_size=1, max_size=20))
def test_money_is_exact(amounts: list[Decimal]) -> None:
    assert column("dec", [str(a) for a in amounts]) == (amounts, [])


@few
@given(st.lists(st.text("0123456789", min_size=15, max_size=22), min_size=1, max_size=20))
def test_a_long_number_keeps_every_digit(numbers: list[str]) -> None:
    assert column("code", numbers) == (numbers, [])
    destroyed = [f"{float(n):.5E}" for n in numbers if float(n) >= 1e10]
    if destroyed:
        values, named = column("code", destroyed)
        assert not any(values) and {f["rule_id"] for f in named} == {"E004"}


HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)


@few
@given(
    st.lists(HAN, min_size=3, max_size=12),
    st.sampled_from(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
    st.sampled_from((",", "\t", ";")),
)
def test_names_survive_every_encoding_and_delimiter(names: list[str], encoding: str, delimiter: str) -> None:
    rows = [[str(n), name, *("" for _ in KINDS[1:])] for n, name in enumerate(names)]
    found, named = typed(rows, encoding, delimiter)
    assert ([row["text"] for row in found], named) == (names, [])


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_column_is_empty(kind: str) -> None:
    values, named = column(kind, ["", " ", "\u3000"])
    assert values == [None] * 3 and named == []
