"""A whole synthetic campaign in one home: configuration, packages, registries, draws, and the truth of it."""

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import sql
from acceptance.campaign import Campaign
from acceptance.sample_data import draws, leads, planting, sending
from acceptance.sample_data.counties import (
    PLANTED,
    PLANTED_BLOCKS,
    County,
    calendar,
    chosen,
    every_county,
)
from acceptance.sample_data.packages import Writer

PACKAGE = "acceptance.sample_data"
SELF_CHECK = ("macros", "places", "households", "people", "self_check", "records", "registries")
FIELD = ("municipal", "observers", "evaluation", "neighbours", "opinion", "hearings")
BATCH = 45_000
"""Registered households made at once: bounds memory without paying the fixed cost of a batch per county."""


@dataclasses.dataclass(frozen=True)
class SampleSummary:
    """What was written. as_of: a day in the window when everything has arrived (ISO). held_back: packages kept out."""

    counties: tuple[County, ...]
    households: int
    persons: int
    leads: int
    planted: int
    as_of: str
    held_back: tuple[str, ...]


def generate(
    home_root: Path,
    campaign: Campaign,
    *,
    counties: int = 3,
    households: int = 400,
    seed: int = 1,
    defects: str = "demo",
) -> SampleSummary:
    """Writes a campaign into a home: config/, inbox/, held_back/, samples/, truth.parquet; with defects='all' also
    history/, a package of earlier years (acceptance.history). Deterministic by the arguments and the year's window;
    campaign.yaml itself is not touched. truth.parquet (county_code, line, table, object_id, kind): every finding that
    must be made, and under `record:` and `beside:` by name what was planted for matching and 横向比对, near misses too.

    counties: 1 to 38 in the order of `counties.py`; households: registered households per county, 50 to 20,000.
    defects: `demo` (DESIGN 10, issue 3 part 5) or `all`, which adds two further counties that hold every planted kind.

    Raises:
        SampleError: the arguments are out of range.
    """
    listed = chosen(counties, households, defects)
    totals: dict[str, int] = {"households": 0, "persons": 0, "leads": 0}
    with (
        tempfile.TemporaryDirectory(prefix="sample-", dir=_unfinished(home_root)) as scratch,
        sql.connect(temp=scratch) as con,
    ):
        _prepare(con, campaign, seed)
        writer = Writer(con, Path(scratch))
        held: list[str] = []
        for batch in _batches(listed):
            held += _batch(writer, home_root, campaign, batch)
            for name, count in _counted(con).items():
                totals[name] += count
        sending.municipal(writer, home_root)
        planted = _truth(con, home_root / "truth.parquet")
    return SampleSummary(
        listed,
        totals["households"],
        totals["persons"],
        totals["leads"],
        planted,
        calendar(campaign).as_of.isoformat(),
        tuple(held),
    )


def _unfinished(home_root: Path) -> Path:
    """Where unfinished work lies: the home's tmp/, which is cleared (DESIGN 4); a bare folder has none."""
    return home_root / "tmp" if (home_root / "tmp").is_dir() else home_root


def _prepare(con: duckdb.DuckDBPyConnection, campaign: Campaign, seed: int) -> None:
    days = calendar(campaign)
    settings: dict[str, Any] = {
        "seed": seed,
        "year": campaign.year,
        "line": campaign.poverty_line.amount,
        "opens": days.opens,
        "data_date": days.data_date,
        "registry_date": days.registry_date,
    }
    for name, value in settings.items():
        con.execute(f"SET VARIABLE {name} = ?", [value])
    con.execute(sql.load(PACKAGE, "kept"))
    con.register("every_county", pa.Table.from_pylist(every_county()))


def _batches(listed: Sequence[County]) -> Iterator[list[County]]:
    """Counties in groups of at most BATCH households; the planted ones come with the first, whose persons they copy."""
    planted = [c for c in listed if c.role in (PLANTED, PLANTED_BLOCKS)]
    batch: list[County] = [listed[0], *planted]
    for county in listed[1:]:
        if county in planted:
            continue
        if (len(batch) + 1) * county.households > BATCH:
            yield batch
            batch = []
        batch.append(county)
    if batch:
        yield batch


def _batch(writer: Writer, home: Path, campaign: Campaign, counties: Sequence[County]) -> list[str]:
    con = writer.con
    derived = ("exits", "heard", "matched", "surveyed")
    facts = [dataclasses.asdict(c) | {name: getattr(c, name) for name in derived} for c in counties]
    con.register("county", pa.Table.from_pylist(facts))
    _run(con, [*SELF_CHECK, "earlier"])
    plants = planting.Planting(con, counties, campaign)
    plants.self_check()
    plants.registries()
    visited = [c for c in counties if c.matched]
    sending.self_check(writer, home, campaign, counties, plants.layouts, plants.manifests)
    leads.find(con, campaign.year, writer.scratch, sending.deliveries(writer))
    leads.name_records(con)
    for county in counties:
        if county.role == PLANTED:
            sending.departments(writer, home, county)
            sending.history(con, home, county)
    held: list[str] = []
    if visited:
        draws.make(con, home, campaign, calendar(campaign), visited)
        _run(con, FIELD)
        plants.field()
        _run(con, ["natural"])
        held = sending.field(writer, home, counties)
    _run(con, ["keep"])
    return held


def _run(con: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    for name in names:
        con.execute(sql.load(PACKAGE, name))


def _counted(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    names = {"households": "household", "persons": "person", "leads": "lead"}
    return {name: con.execute(f"SELECT count(*) FROM made.{table}").fetchall()[0][0] for name, table in names.items()}


def _truth(con: duckdb.DuckDBPyConnection, path: Path) -> int:
    con.execute(
        'COPY (SELECT DISTINCT county_code, line, "table", object_id, kind FROM made.truth ORDER BY ALL) '
        f"TO {sql.quote(str(path))} (FORMAT parquet)"
    )
    return int(con.execute("SELECT count(*) FROM (SELECT DISTINCT * FROM made.truth)").fetchall()[0][0])
