"""The overviews as they are stated: a YAML header in the comment that opens each .sql file. A new table is one file."""

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any, Literal

from acceptance import headed

PACKAGE = "acceptance.overviews"
KINDS = ("text", "count", "share", "money", "figure")


class OverviewError(ValueError):
    """An overview's file says something the software does not understand."""


@dataclasses.dataclass(frozen=True)
class Column:
    """title: Chinese head. kind: how the value is written. width: percent of the report's table; 0: annex only."""

    title: str
    kind: Literal["text", "count", "share", "money", "figure"] = "count"
    width: int = 0


@dataclasses.dataclass(frozen=True)
class Overview:
    """One table of counts.

    part: title of the part of the report it is printed in; '' prints it in the annex only. place: order within. rows:
    how many rows the report shows at most; 0 is all. absent: the sentence where it has no row; quiet: nothing is said
    then, because the part says so already. note: what a reader must know. select: one row per line of the table, its
    columns those of `columns`, in a fixed order. annex: it has a sheet of its own there, and a Parquet file.
    """

    id: str
    title: str
    part: str
    place: int
    source: str
    columns: Mapping[str, Column]
    absent: str
    select: str
    note: str = ""
    rows: int = 0
    annex: bool = False
    quiet: bool = False


@functools.cache
def load() -> dict[str, Overview]:
    """Every overview by id, in order of place.

    Raises:
        OverviewError: a header with a missing or unknown entry, or whose widths do not add up to 100.
    """
    found = [_made(facts, select) for facts, select in headed.read(PACKAGE)]
    return {one.id: one for one in sorted(found, key=lambda one: (one.place, one.id))}


def _made(facts: dict[str, Any], select: str) -> Overview:
    try:
        columns = {name: Column(**stated) for name, stated in facts.pop("columns").items()}
        made = Overview(**facts, columns=columns, select=select)
    except (TypeError, KeyError) as problem:
        raise OverviewError(f"{facts['id']}.sql: {problem}") from None
    if unknown := {column.kind for column in columns.values()} - set(KINDS):
        raise OverviewError(f"{made.id}.sql: no such kind {sorted(unknown)}")
    if made.part and sum(column.width for column in columns.values()) != 100:
        raise OverviewError(f"{made.id}.sql: the widths do not add up to 100")
    return made
