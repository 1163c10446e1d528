"""The quick way through a plain csv reads what the slow one reads: the same cells, the same problems."""

import random
from pathlib import Path

import pytest

from acceptance import contracts
from acceptance.sheets import Limits, delimited, plain
from acceptance.sheets.headers import known_headers, spellings
from acceptance.sheets.model import Grid
from tests.fuzz.damage import TABLES, as_csv, text_file, valid

CASES = 250
HEAD = b"\xe6\x88\xb7\xe7\xbc\x96\xe5\x8f\xb7,\xe5\xa7\x93\xe5\x90\x8d\r\n"  # 户编号,姓名


def grid(path: Path, table: str) -> Grid:
    names = spellings(contracts.tables()[table])
    return delimited.read(path, path.name, "表", lambda row: known_headers(row, names), Limits())


def both(path: Path, table: str, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, Grid, Grid]:
    """Whether the quick way was taken, and what both ways read."""
    taken = []
    quick = plain.columns

    def noted(*given):
        taken.append(quick(*given))
        return taken[-1]

    with monkeypatch.context() as patched:
        patched.setattr(plain, "columns", noted)
        found = grid(path, table)
        patched.setattr(plain, "columns", lambda *_: None)
        return any(taken), found, grid(path, table)


def same(one: Grid, other: Grid) -> bool:
    cells = [[c.to_pylist() for c in g.columns] for g in (one, other)]
    return cells[0] == cells[1] and one.problems == other.problems


def test_damaged_files_read_the_same_both_ways(tmp_path, monkeypatch):
    path, quick = tmp_path / "表.csv", 0
    for seed in range(CASES):
        dice = random.Random(seed)
        table = dice.choice(TABLES)
        path.write_bytes(text_file(table, dice)[0])
        taken, one, other = both(path, table, monkeypatch)
        quick += taken
        assert same(one, other), (seed, table)
    assert quick > CASES / 10, "the quick way is hardly ever taken"


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ("1,王\r\n2,李\r\n", True),
        ("1,王\n2,李", True),
        ('="1",王\r\n', False),  # a quote
        ("1,王\r\n\r\n2,李\r\n\r\n", True),  # a blank line is a record, to both
        ("1,王,3\r\n", False),
        ("1\r\n", False),
        ("1,王\r2,李\r", False),
        ("1,王\u2028李\r\n", True),  # no end of a line
        (" ,\u3000\r\n", True),
        ("1," + "王" * 50_000 + "\r\n", False),  # longer than a cell may be
        ("", True),
    ],
    ids=lambda value: repr(value)[:24],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_which_files_are_plain(tmp_path, monkeypatch, body, taken, encoding):
    path = tmp_path / "表.csv"
    path.write_bytes((HEAD.decode() + body).encode(encoding))
    was, one, other = both(path, "person", monkeypatch)
    assert (was, same(one, other)) == (taken, True)


def test_titles_above_the_header_are_read_the_slow_way_and_the_rows_below_the_quick_one(tmp_path, monkeypatch):
    path = tmp_path / "表.csv"
    path.write_text("人口表\n\n" + as_csv(valid("person"), ending="\n"), encoding="utf-8")
    taken, one, other = both(path, "person", monkeypatch)
    assert taken and same(one, other) and one.rows == len(valid("person")) + 2
