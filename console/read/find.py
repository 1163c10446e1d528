"""Finding a household: by its number, by name and village, or by an identity number. Values are bound, never pasted."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from acceptance import evidence, sql, store
from acceptance.season import Season
from console.read import published, village

Row = dict[str, Any]
MOST = 50


def by_number(season: Season, counties: Iterable[str], number: str) -> list[Row]:
    """Households with this number in these counties."""
    found = []
    for county in counties:
        for one in published.rows(season, county, "households", household_id=number):
            found.append({"county": county, **one})
    return found[:MOST]


def by_name(season: Season, counties: Iterable[str], name: str, where: str) -> list[Row]:
    """Households with a member of this name in villages whose name or code contains `where`."""
    named = village.names(season)
    places = [code for code, title in named.items() if len(code) == 12 and (where == code or where in title)]
    query = (
        "SELECT DISTINCT p.household_id FROM read_parquet($files, hive_partitioning=false, union_by_name=true) p "
        "WHERE trim(p.name) = $name AND list_contains($places, p.village_code) ORDER BY 1 LIMIT 50"
    )
    return _members(season, counties, query, {"name": name, "places": places})


def by_identity(season: Season, counties: Iterable[str], number: str) -> list[Row]:
    """Households of the person with this identity number; a disability certificate begins with it."""
    wanted = number.strip().upper()[:18]
    if len(wanted) not in (15, 18):
        return []
    query = (
        "SELECT DISTINCT p.household_id FROM read_parquet($files, hive_partitioning=false, union_by_name=true) p "
        "WHERE left(upper(trim(p.id_no)), 18) = $number ORDER BY 1 LIMIT 50"
    )
    return _members(season, counties, query, {"number": wanted})


def _members(season: Season, counties: Iterable[str], query: str, values: dict[str, Any]) -> list[Row]:
    """Runs a query over the persons in force of each county; its answers are household numbers of that county."""
    found: list[Row] = []
    with sql.connect(memory="1GB", temp=str(season.home.tmp)) as con:
        for county in counties:
            files = person_files(season, county)
            if not files:
                continue
            numbers = con.execute(query, values | {"files": [str(path) for path in files]}).fetchall()
            for (number,) in numbers:
                found += by_number(season, [county], number)
            if len(found) >= MOST:
                break
    return found[:MOST]


def person_files(season: Season, county: str) -> list[Path]:
    """Where the persons of the county's self-check in force lie."""
    frozen = store.first_draw(season.home, county, "self_check")
    reopened = evidence.reopened_versions(season, county) if frozen is not None else ()
    versions = store.in_force(season.home, county, "self_check", "snapshot", frozen_at=frozen, reopened=reopened)
    return store.lake_files(season.home, "self_check", "person", county, versions)
