"""From findings to marked cells: which cell of which sheet, how grave, and what is said about it."""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from acceptance import findings as stated
from acceptance import sql
from acceptance.feedback.sender import SenderSheet
from acceptance.feedback.words import RANKS, SET_ASIDE, Stated, of_rule

PACKAGE = "acceptance.feedback"
BATCH = 5_000
ASIDE_RANK = max(RANKS[s] for s in SET_ASIDE)
COLUMNS = ("rule_id", "severity", "table", "object_id", "file", "sheet", "row", "column", "value", "message")


@dataclasses.dataclass(frozen=True)
class Note:
    """One finding on a cell. `elsewhere`: its column is not in the sheet; it is shown at the row's first cell."""

    rank: int
    rule_id: str
    message: str
    table: str | None
    column: str | None
    elsewhere: bool


@dataclasses.dataclass(frozen=True)
class Mark:
    """A cell to colour. `rank`: of its gravest finding; None where it only shows that its row is set aside."""

    position: int
    rank: int | None
    notes: tuple[Note, ...]
    aside: int | None
    aside_rules: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Count:
    """How many cells a rule found wrong at a table, and what is said of it."""

    severity: str
    rule_id: str
    table: str | None
    said: Stated
    cells: int


class Marks:
    """The findings of one package, placed in the sender's sheets (numbered in their order, from 0)."""

    def __init__(self, findings: pa.Table, sheets: Sequence[SenderSheet]) -> None:
        self.sheets = sheets
        self.con = sql.connect(memory="1GB")
        self._load(findings)
        self._place()

    def close(self) -> None:
        self.con.close()

    def _load(self, findings: pa.Table) -> None:
        names = {old: new for old, new in stated.EXPORTED.items() if old in findings.column_names}
        given = findings.select(list(names)).rename_columns(list(names.values())) if "table_name" in names else findings
        self._register("finding_given", given.select(COLUMNS))
        order = range(len(self.sheets))
        self._register(
            "sender_sheet",
            pa.table(
                {
                    "number": pa.array(order, pa.int32()),
                    "file": pa.array([s.file for s in self.sheets], pa.string()),
                    "sheet": pa.array([s.sheet for s in self.sheets], pa.string()),
                }
            ),
        )
        self._register(
            "severity_rank", pa.table({"severity": list(RANKS), "rank": pa.array(RANKS.values(), pa.int32())})
        )
        self.con.execute(sql.load(PACKAGE, "marks"))

    def _register(self, name: str, table: pa.Table) -> None:
        self.con.register(name, table)

    def _place(self) -> None:
        """Where each column that is named stands; one look-up per sheet and name, not per finding."""
        named = self.con.execute(
            'SELECT DISTINCT number, "column" FROM finding WHERE number IS NOT NULL AND "column" IS NOT NULL'
        ).fetchall()
        found = [(n, c, p) for n, c in sorted(named) if (p := self.sheets[n].position(c)) is not None]
        number, column, position = (list(part) for part in zip(*found, strict=True)) if found else ([], [], [])
        self._register(
            "place",
            pa.table(
                {
                    "number": pa.array(number, pa.int32()),
                    "column": pa.array(column, pa.string()),
                    "position": pa.array(position, pa.int32()),
                }
            ),
        )

    def rows_of(self, number: int) -> np.ndarray:
        """The rows of a sheet that have findings, ascending."""
        query = "SELECT DISTINCT row FROM finding WHERE number = $n AND row IS NOT NULL ORDER BY row"
        return self._query(query, n=number).column("row").to_numpy()

    def cells_of(self, number: int) -> Iterator[tuple[int, list[Mark]]]:
        """(row, its marks) for every row of a sheet that has findings, ascending."""
        sheet = self.sheets[number]
        cells = self._query(
            sql.load(PACKAGE, "cells"),
            number=number,
            first=sheet.positions[0],
            aside=ASIDE_RANK,
            header_row=sheet.header_row,
        )
        every = (cell for batch in cells.to_batches(BATCH) for cell in batch.to_pylist())
        for row, marked in itertools.groupby(every, key=lambda cell: cell["row"]):
            yield row, [_mark(cell) for cell in marked]

    def listing(self) -> pa.Table:
        """All findings in reading order (see listing.sql)."""
        return self._query(sql.load(PACKAGE, "listing"))

    def counts(self) -> list[Count]:
        """How often each rule failed, the gravest first; columns for which a rule says the same are taken together."""
        totals: dict[tuple[str, str, str | None, Stated], int] = {}
        for severity, rule_id, table, column, cells in self.con.execute(sql.load(PACKAGE, "counts")).fetchall():
            key = (severity, rule_id, table, of_rule(rule_id, table, column))
            totals[key] = totals.get(key, 0) + cells
        return [Count(*key, cells) for key, cells in totals.items()]

    def gravest(self, number: int) -> str | None:
        """The severity of the gravest finding on a sheet."""
        [[rank]] = self.con.execute("SELECT min(rank) FROM finding WHERE number = $n", {"n": number}).fetchall()
        return None if rank is None else list(RANKS)[rank]

    def _query(self, text: str, **facts: Any) -> pa.Table:
        return self.con.sql(text, params=facts or None).to_arrow_table()


def _mark(cell: dict[str, Any]) -> Mark:
    notes = tuple(Note(**note) for note in cell["notes"] or ())
    return Mark(cell["position"], cell["rank"], notes, cell["aside"], tuple(cell["aside_rules"] or ()))
