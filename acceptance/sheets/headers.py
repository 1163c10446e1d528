"""Which column of a sheet is which of the contract: by its header, after tidying; never by its place or content."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from acceptance.contracts import Column, Table
from acceptance.sheets.model import HEADER_SEARCH_ROWS, RawTable
from acceptance.sheets.problems import Problem, problem

MARKS = "*★:"
SPACE = re.compile(r"\s+")
LONGEST = 500
"""No header is longer, its white space included; a cell that is, is none."""
UNIT = re.compile(r"^(.+)\([^()]*\)$")


@functools.lru_cache(maxsize=20_000)
def tidy(header: str) -> str:
    """NFKC, no white space inside or out, no mark of obligation (RULEBOOK E003)."""
    text = SPACE.sub("", unicodedata.normalize("NFKC", header))
    return text.strip(MARKS)


@functools.lru_cache(maxsize=20_000)
def without_unit(header: str) -> str:
    """A tidied header without its trailing unit: 耕地(亩) -> 耕地."""
    found = UNIT.match(header)
    return found[1].strip(MARKS) if found else header


def spellings(table: Table) -> dict[str, Column]:
    """Every accepted tidied header of a table. The exact header of one column is never the shortened one of another."""
    exact = {tidy(h): c for c in table.columns for h in (c.header, *c.also)}
    short = [(without_unit(tidy(h)), c) for c in table.columns for h in (c.header, *c.also)]
    lone = {key: c for key, c in short if len({other.name for k, other in short if k == key}) == 1}
    return lone | exact


def find(header: str, names: Mapping[str, Column]) -> Column | None:
    if len(header) > LONGEST:
        return None
    text = tidy(header)
    return names.get(text) or names.get(without_unit(text))


def header_row(top: Sequence[Sequence[str]], table: Table) -> int | None:
    """Index of the first of the first ten rows that holds at least half (and two) of the contract's headers."""
    names = spellings(table)
    wanted = max(2, (len(table.columns) + 1) // 2) if len(table.columns) > 1 else 1
    for index, row in enumerate(top[:HEADER_SEARCH_ROWS]):
        if known_headers(row, names) >= wanted:
            return index
    return None


def known_headers(row: Iterable[str], names: Mapping[str, Column]) -> int:
    return len({c.name for h in row if h and (c := find(h, names))})


def places(raw: RawTable, table: Table) -> dict[str, list[int]]:
    """Contract column -> indexes of the headers that name it."""
    if raw.mapping is not None:
        return {name: [index] for name, index in raw.mapping.items()}
    names = spellings(table)
    found: dict[str, list[int]] = {}
    for index, header in enumerate(raw.headers):
        if column := find(header, names):
            found.setdefault(column.name, []).append(index)
    return found


def match_headers(raw: RawTable, table: Table) -> list[Problem]:
    """E003 (block) for a contract header that is missing or there twice, E003b (warn) for one not in the contract.

    A source of its own layout (the national register) has no template to differ from: nothing is reported.
    """
    if raw.mapping is not None:
        return []
    found = places(raw, table)
    say = functools.partial(problem, file=raw.src_file, sheet=raw.src_sheet, row=raw.header_row)
    wrong = [
        say("E003", column=c.header, title=table.title, how="缺少" if c.name not in found else "重复出现")
        for c in table.columns
        if len(found.get(c.name, ())) != 1
    ]
    known = {index for indexes in found.values() for index in indexes}
    return wrong + [
        say("E003b", column=h, value=h or "（空白）", title=table.title, position=raw.positions[i])
        for i, h in enumerate(raw.headers)
        if i not in known
    ]
