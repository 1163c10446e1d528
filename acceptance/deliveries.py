"""Department tables at rest: which delivery of each is in force, and each county's hits in them (DESIGN 3, 4, 7).

A delivery is one complete snapshot, or one county's part of it (a package whose name begins with `county-<code>`). A
part counts while no complete snapshot came after it. A county is compared with its own part where there is one, else
with the complete snapshot, and always with the other counties' parts: people own things elsewhere too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from acceptance import contracts, evidence, matching, sql, store
from acceptance.progress import Tell, silent
from acceptance.season import Season

REFUSED, LOADED = "退回", "接收"


PART = re.compile(r"county-(\d{6})(?!\d)")
"""How the name of a package begins that holds one county's part."""
KEPT_BACK = 3
"""Earlier deliveries of a registry in which the facts of a withdrawn lead are looked up."""


@dataclass(frozen=True)
class Delivery:
    """A usable delivery of a registry: its number, its Parquet, its profile; county: whose part it is, None for all.

    previous: the profile of the usable delivery before it of the same extent (E094).
    """

    registry: contracts.Registry
    version: int
    parquet: Path
    profile: matching.RegistryProfile
    county: str | None = None
    previous: matching.RegistryProfile | None = None


def outcome_path(season: Season, name: str, version: int) -> Path:
    """Where what became of a delivery is kept: a cache, as everything in the lake."""
    return store.registry_path(season.home, name, version).with_suffix(".outcome.json")


def unloaded(season: Season) -> list[store.Receipt]:
    """Received deliveries that have no outcome yet, in order of registry and number."""
    return [
        receipt
        for name in contracts.registries()
        for receipt in store.receipts(season.home, store.REGISTRIES, name)
        if not outcome_path(season, name, receipt.version).is_file()
    ]


def part_of(receipt: store.Receipt) -> str | None:
    """The county whose part a delivery is, None for a complete snapshot."""
    named = PART.match(receipt.name)
    return named[1] if named else None


def load(season: Season, receipt: store.Receipt, tell: Tell = silent) -> dict[str, Any]:
    """Load one delivery; a broken or older one is 退回 with its reasons and the previous one stays in force.

    Returns registry, version, outcome, what (Chinese).
    """
    registry = season.campaign.codes.of(contracts.registries()[receipt.line])
    target = store.registry_path(season.home, receipt.line, receipt.version)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        county = part_of(receipt)
        if county is not None and county not in season.county_names:
            raise matching.RegistryRefused(registry, [f"没有区县“{county}”，不知是哪个区县的数据"])
        with store.unchanged(receipt) as package:
            sources = sorted(p for p in package.rglob("*") if p.is_file()) if package.is_dir() else [package]
            replaced = _before(season, receipt)
            day = replaced.profile.snapshot_min if replaced else None
            profile = matching.load_registry(registry, sources, target, not_before=day, tell=tell)
        whose = f"（{season.county_names[county]}部分）" if county else ""
        record: dict[str, Any] = {
            "outcome": LOADED,
            "what": f"{registry.title}{whose}第 {receipt.version} 次数据已载入：{profile.rows} 行，"
            f"有效身份证号占 {profile.valid_share:.1%}，数据截止日 {profile.snapshot_max}。",
        }
    except (matching.RegistryRefused, store.ArrivalProblem) as problem:
        record = {"outcome": REFUSED, "what": f"{str(problem).rstrip('。')}。{_stays(season, receipt)}"}
    record |= {"registry": receipt.line, "version": receipt.version}
    store.write_json(outcome_path(season, receipt.line, receipt.version), record, season.home.tmp)
    return record


def _before(season: Season, receipt: store.Receipt) -> Delivery | None:
    """The usable delivery of the same extent that came before."""
    older = [d for d in usable(season, receipt.line) if d.version < receipt.version and d.county == part_of(receipt)]
    return older[-1] if older else None


def _stays(season: Season, receipt: store.Receipt) -> str:
    """By what is judged on, now that this delivery is refused: of a county's part also the complete snapshot."""
    county = part_of(receipt)
    stays = in_force(season, county).get(receipt.line) if county else _before(season, receipt)
    if stays is None:
        return "此前没有可用的数据，仍按未收到处理，用到该表的区县暂不能抽样（R2）。"
    return f"沿用第 {stays.version} 次数据（{stays.profile.rows} 行，数据截止日 {stays.profile.snapshot_max}）。"


def usable(season: Season, name: str) -> list[Delivery]:
    """Every usable delivery of a registry, oldest first."""
    found: list[Delivery] = []
    for receipt in store.receipts(season.home, store.REGISTRIES, name):
        parquet = store.registry_path(season.home, name, receipt.version)
        if parquet.is_file() and parquet.with_suffix(".json").is_file():
            profile = matching.RegistryProfile.from_json(parquet.with_suffix(".json").read_text(encoding="utf-8"))
            county = part_of(receipt)
            previous = next((one.profile for one in reversed(found) if one.county == county), None)
            found.append(Delivery(contracts.registries()[name], receipt.version, parquet, profile, county, previous))
    return found


def _standing(given: Sequence[Delivery]) -> tuple[Delivery | None, dict[str, Delivery]]:
    """The newest complete snapshot, and by county the parts that came after it."""
    whole = next((one for one in reversed(given) if one.county is None), None)
    since = whole.version if whole else 0
    return whole, {one.county: one for one in given if one.county is not None and one.version > since}


def in_force(season: Season, county: str | None = None) -> dict[str, Delivery]:
    """Of every registry the delivery that speaks for a county: its own part, else the complete snapshot.

    Without a county: the complete snapshot, else the newest part, of every registry that has one.
    """
    found = {}
    for name in contracts.registries():
        whole, parts = _standing(usable(season, name))
        newest = max(parts.values(), key=lambda one: one.version, default=None)
        if chosen := (parts.get(county, whole) if county else whole or newest):
            found[name] = chosen
    return found


def sources(season: Season, county: str) -> dict[str, tuple[Delivery, ...]]:
    """Of every registry the deliveries in which a county's persons are looked for, in order of number."""
    found = {}
    for name in contracts.registries():
        whole, parts = _standing(usable(season, name))
        searched = [*parts.values(), *([whole] if whole and county not in parts else [])]
        if searched:
            found[name] = tuple(sorted(searched, key=lambda one: one.version))
    return found


def earlier(season: Season, today: Mapping[str, tuple[Delivery, ...]]) -> dict[str, tuple[Delivery, ...]]:
    """Of every registry that gives leads the last deliveries before today's: where withdrawn leads are looked up."""
    found = {}
    for name in contracts.lead_registries().keys() & today.keys():
        searched = {one.version for one in today[name]}
        if older := [one for one in usable(season, name) if one.version not in searched]:
            found[name] = tuple(older[-KEPT_BACK:])
    return dict(sorted(found.items()))


def doubts(season: Season, county: str) -> list[matching.Doubt]:
    """E093 and E094 of the deliveries that speak for a county."""
    return [
        doubt
        for one in in_force(season, county).values()
        for doubt in matching.delivery_doubts(one.registry, one.profile, one.previous, season.campaign)
    ]


TABLES = {
    "hit": ["lead_id"],
    "earlier": ["lead_id"],
    "suggestion": ["person_id", "registry", "src_file", "src_sheet", "src_row", "household_id", "kind", "why"],
    "department_record": ["person_id", "registry", "src_file", "src_sheet", "src_row", "household_id", "evidence"],
}
"""A county's slice of the registries: table -> unique key. earlier: hits that are no longer there."""
SEEN_BEFORE = (
    "CREATE OR REPLACE TABLE hit AS SELECT *, lead_id IN (SELECT lead_id FROM earlier) AS seen_before FROM hit"
)
PERSON = ("county_code", "household_id", "person_id", "name", "id_no", "sex", "village_code", "relation")
NOBODY = ", ".join(f"'' AS {column}" for column in PERSON)


def slice_path(season: Season, county: str, table: str) -> Path:
    """Where one table of the county's slice lies; replaced whole when what it rests on changes."""
    return season.home.lake / "hits" / f"county_code={county}" / f"{table}.parquet"


def hits_path(season: Season, county: str) -> Path:
    """The county's hits; beside them, with .json, what the whole slice rests on."""
    return slice_path(season, county, "hit")


def basis(season: Season, county: str, force: evidence.InForce) -> str:
    """What a county's hits rest on: its persons' version, the deliveries searched, the year, the rules and the least
    likeness that is told.
    """
    own = [store.read_receipt(season.home, county, "self_check", v).sha256 for v in force.versions["self_check"]]
    today = sources(season, county)
    given = [_identity(season, searched) for searched in (today, earlier(season, today))]
    stated = season.campaign
    return store.hash_value([own, given, stated.year, stated.rules_version, stated.suggestions.likeness])


def _identity(season: Season, given: Mapping[str, tuple[Delivery, ...]]) -> dict[str, list[list[object]]]:
    def sha256(name: str, version: int) -> str:
        return store.read_receipt(season.home, store.REGISTRIES, name, version).sha256

    return {name: [[one.version, sha256(name, one.version)] for one in found] for name, found in given.items()}


def is_matched(season: Season, county: str, wanted: str) -> bool:
    """Whether the county's hits rest on `wanted`."""
    mark = hits_path(season, county).with_suffix(".json")
    return mark.is_file() and store.read_json(mark)["basis"] == wanted


Paths = tuple[tuple[str, tuple[Path, ...]], ...]
"""Registry and its files, in order: counties that share them are compared together."""


@dataclass(frozen=True)
class _Due:
    """A county to be compared: its persons, and what its hits will rest on."""

    county: str
    persons: tuple[Path, ...]
    wanted: str


def compare(season: Season, counties: Sequence[str], link: matching.Link | None = None) -> list[str]:
    """Find the registered persons of these counties in the registries; returns the counties compared. link: who finds
    suggestions for persons without a number; without it there are none.

    One pass over each registry for all counties that are compared with the same files. Counties without a self_check in
    force, and those whose hits rest on the same persons and deliveries, are left alone.
    """
    groups: dict[tuple[Paths, Paths], list[_Due]] = {}
    for county in counties:
        force = evidence.in_force(season, county)
        if not force.holds("self_check"):
            continue
        wanted = basis(season, county, force)
        if not is_matched(season, county, wanted):
            versions = force.versions["self_check"]
            persons = tuple(store.lake_files(season.home, "self_check", "person", county, versions))
            today = sources(season, county)
            key = (_paths(today), _paths(earlier(season, today)))
            groups.setdefault(key, []).append(_Due(county, persons, wanted))
    for (today_paths, earlier_paths), due in groups.items():
        with sql.connect(temp=str(season.home.tmp)) as con:
            _probe(con, season, due, dict(today_paths), dict(earlier_paths), link)
    return [one.county for due in groups.values() for one in due]


def _paths(given: Mapping[str, tuple[Delivery, ...]]) -> Paths:
    return tuple((name, tuple(one.parquet for one in found)) for name, found in given.items())


def _probe(
    con: duckdb.DuckDBPyConnection,
    season: Season,
    due: Sequence[_Due],
    today: Mapping[str, tuple[Path, ...]],
    before: Mapping[str, tuple[Path, ...]],
    link: matching.Link | None,
) -> None:
    con.register("area", season.areas)
    con.execute(f"CREATE VIEW people AS {people([path for one in due for path in one.persons])}")
    matching.match(con, "people", before, season.campaign.year)
    con.execute("CREATE TABLE earlier AS FROM hit")
    matching.match(con, "people", today, season.campaign.year)
    con.execute(SEEN_BEFORE)
    matching.suggest(con, "people", today, link=link)
    with store.one_writer():
        for one in due:
            _write_slice(con, season, one)


def _write_slice(con: duckdb.DuckDBPyConnection, season: Season, one: _Due) -> None:
    for table, key in TABLES.items():
        kept = " AND lead_id NOT IN (SELECT lead_id FROM hit)" if table == "earlier" else ""
        rows = con.sql(f"SELECT * FROM {table} WHERE county_code = {sql.quote(one.county)}{kept}")
        store.write_parquet(slice_path(season, one.county, table), rows, key, season.home.tmp)
    mark = hits_path(season, one.county).with_suffix(".json")
    store.write_json(mark, {"basis": one.wanted}, season.home.tmp)


def people(paths: Sequence[Path]) -> str:
    """What is compared of persons; a lake from before keys were stored has none."""
    stored = all("k" in pq.read_schema(path).names for path in paths)
    columns = ", ".join(PERSON) + (", k" if stored else "")
    listed = ", ".join(sql.quote(str(path)) for path in paths)
    return f"SELECT {columns} FROM read_parquet([{listed}], hive_partitioning=false)"


def hits_hash(season: Season, county: str) -> str:
    """Hash of the county's slice; empty before it was compared."""
    paths = [slice_path(season, county, table) for table in TABLES]
    return store.hash_value([store.hash_file(p) for p in paths]) if all(p.is_file() for p in paths) else ""


def profiles_hash(season: Season, county: str | None = None) -> str:
    """Hash of what is said of the deliveries in force: dates and shares that readiness looks at."""
    said = {
        name: [d.profile.to_json(), d.previous.to_json() if d.previous else ""]
        for name, d in in_force(season, county).items()
    }
    return store.hash_value(said)


def open_hits(con: duckdb.DuckDBPyConnection, season: Season, county: str) -> None:
    """On an evidence connection: `hit`, `earlier`, `lead` (with what the county made of them), `suggestion`,
    `department_record`, `registry_in_force`, `department_mark` and what else `matching.open_department` makes.
    """
    paths = {table: slice_path(season, county, table) for table in TABLES}
    if all(path.is_file() for path in paths.values()):
        for table, path in paths.items():
            read = f"read_parquet({sql.quote(str(path))}, hive_partitioning=false)"
            con.execute(f"CREATE TABLE {table} AS SELECT * FROM {read}")
    else:
        con.execute(f"CREATE TEMP VIEW nobody AS SELECT {NOBODY} WHERE false")
        matching.match(con, "nobody", {}, season.campaign.year)
        matching.suggest(con, "nobody", {})
        con.execute("CREATE TABLE earlier AS FROM hit")
        con.execute(SEEN_BEFORE)
    matching.apply_adjudications(con, "earlier")
    given = in_force(season, county).items()
    matching.open_department(con, season.campaign, {n: (d.registry.title, d.profile.snapshot_min) for n, d in given})
