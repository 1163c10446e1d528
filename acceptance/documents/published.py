"""What is published of a county, opened for reading: result.json and the tables beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import duckdb

from acceptance import sql, store
from acceptance.documents.names import name_everything
from acceptance.documents.refusal import Refused
from acceptance.season import Season

T = TypeVar("T")
VIEWS = {
    "household_verdict": ("households", "*"),
    "village_verdict": ("villages", "*"),
    "lead": ("leads", "*"),
    "issue": ("issues", "*"),
    "finding": (
        "findings",
        '* RENAME ("table" AS table_name, "row" AS row_no, "column" AS column_name, "value" AS masked)',
    ),
    "village": ("villages", "village_code, village_name, left(village_code, 9) AS township_code"),
}
"""Table on the connection -> (file of results/, columns). findings.parquet is masked already."""


class NothingPublished(Refused):
    """The county has no published results yet."""


class Outdated(Refused):
    """What the evidence says now is not what was published; the message says what to do."""


@dataclass(frozen=True)
class Published:
    """A county's results. `con` holds VIEWS, dim_area and the names of names.py."""

    county: str
    result: Mapping[str, Any]
    con: duckdb.DuckDBPyConnection


def read(season: Season, county: str, use: Callable[[Published], T]) -> T:
    """Call `use` with the published results; again when they are replaced meanwhile (DESIGN 4, Publishing 12).

    Raises NothingPublished when the county has none.
    """

    def opened(generation: store.Generation) -> tuple[T]:
        result = generation.result
        with sql.connect(temp=str(season.home.tmp)) as con:
            for name, (file, columns) in VIEWS.items():
                path = generation.folder / f"{file}.parquet"
                con.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM read_parquet({sql.quote(str(path))})")
            con.register("areas_given", season.areas)
            con.execute("CREATE TABLE dim_area AS FROM areas_given")
            con.unregister("areas_given")
            name_everything(con)
            return (use(Published(county, result, con)),)

    found = store.read_published(season.home, county, opened)
    if found is None:
        name = season.county_names.get(county, county)
        raise NothingPublished(f"{name}（{county}）尚无验收结果，请先运行 campaign advance。")
    return found[0]
