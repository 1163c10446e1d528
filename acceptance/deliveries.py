"""Department tables at rest: which delivery of each is in force, and each county's hits in them (DESIGN 3, 4, 7)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from acceptance import contracts, evidence, matching, sql, store
from acceptance.season import Season

REFUSED, LOADED = "退回", "接收"


@dataclass(frozen=True)
class Delivery:
    """The delivery of a registry in force: its number, its Parquet and its profile."""

    registry: contracts.Registry
    version: int
    parquet: Path
    profile: matching.RegistryProfile


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


def load(season: Season, receipt: store.Receipt) -> dict[str, Any]:
    """Load one delivery; a broken one is 退回 with its reasons and the previous one stays in force.

    Returns registry, version, outcome, what (Chinese).
    """
    registry = contracts.registries()[receipt.line]
    target = store.registry_path(season.home, receipt.line, receipt.version)
    try:
        with store.unchanged(receipt) as package:
            sources = sorted(p for p in package.rglob("*") if p.is_file()) if package.is_dir() else [package]
            profile = matching.load_registry(registry, sources, target)
        record = {"outcome": LOADED, "what": f"{registry.title}第 {receipt.version} 次数据已载入：{profile.rows} 行，"
                  f"有效身份证号占 {profile.valid_share:.1%}，数据截止日 {profile.snapshot_max}。"}
    except (matching.RegistryRefused, store.ArrivalProblem) as problem:
        record = {"outcome": REFUSED, "what": str(problem)}
    record |= {"registry": receipt.line, "version": receipt.version}
    store.write_json(outcome_path(season, receipt.line, receipt.version), record, season.home.tmp)
    return record


def in_force(season: Season) -> dict[str, Delivery]:
    """The newest usable delivery of every registry that has one."""
    found = {}
    for name, registry in contracts.registries().items():
        for receipt in reversed(store.receipts(season.home, store.REGISTRIES, name)):
            parquet = store.registry_path(season.home, name, receipt.version)
            if parquet.is_file() and parquet.with_suffix(".json").is_file():
                profile = matching.RegistryProfile.from_json(parquet.with_suffix(".json").read_text(encoding="utf-8"))
                found[name] = Delivery(registry, receipt.version, parquet, profile)
                break
    return found


def hits_path(season: Season, county: str) -> Path:
    """The county's own slice of the registries: its hits, replaced whole when what they rest on changes."""
    return season.home.lake / "hits" / f"county_code={county}" / "hits.parquet"


def basis(season: Season, county: str, force: evidence.InForce, deliveries: Mapping[str, Delivery]) -> str:
    """What a county's hits rest on: its persons' version, the deliveries in force, the year and the rules."""
    own = [store.read_receipt(season.home, county, "self_check", v).sha256 for v in force.versions["self_check"]]
    given = {name: [d.version, store.read_receipt(season.home, store.REGISTRIES, name, d.version).sha256]
             for name, d in deliveries.items()}
    return store.hash_value([own, given, season.campaign.year, season.campaign.rules_version])


def is_matched(season: Season, county: str, wanted: str) -> bool:
    """Whether the county's hits rest on `wanted`."""
    mark = hits_path(season, county).with_suffix(".json")
    return mark.is_file() and store.read_json(mark)["basis"] == wanted


def compare(season: Season, counties: Sequence[str]) -> list[str]:
    """Find the registered persons of these counties in the registries, in one pass over each; returns the counties compared.

    Counties without a self_check in force, and those whose hits rest on the same persons and deliveries, are left alone.
    """
    deliveries = in_force(season)
    due: dict[str, tuple[evidence.InForce, str]] = {}
    for county in counties:
        force = evidence.in_force(season, county)
        if force.holds("self_check"):
            wanted = basis(season, county, force, deliveries)
            if not is_matched(season, county, wanted):
                due[county] = (force, wanted)
    if due:
        with sql.connect(temp=str(season.home.tmp)) as con:
            _probe(con, season, due, deliveries)
    return list(due)


def _probe(
    con: duckdb.DuckDBPyConnection, season: Season, due: Mapping[str, tuple[evidence.InForce, str]],
    deliveries: Mapping[str, Delivery],
) -> None:
    files = [
        path for county, (force, _) in due.items()
        for path in store.lake_files(season.home, "self_check", "person", county, force.versions["self_check"])
    ]
    listed = ", ".join(sql.quote(str(path)) for path in files)
    con.execute(f"CREATE VIEW people AS SELECT * FROM read_parquet([{listed}], hive_partitioning=false)")
    matching.match(con, "people", {name: d.parquet for name, d in deliveries.items()}, season.campaign.year)
    for county, (_, wanted) in due.items():
        rows = con.sql(f"SELECT * FROM hit WHERE county_code = {sql.quote(county)}")
        store.write_parquet(hits_path(season, county), rows, ["lead_id"], season.home.tmp)
        store.write_json(hits_path(season, county).with_suffix(".json"), {"basis": wanted}, season.home.tmp)


def hits_hash(season: Season, county: str) -> str:
    """Hash of the county's slice; empty before it was compared."""
    path = hits_path(season, county)
    return store.hash_file(path) if path.is_file() else ""


def profiles_hash(season: Season) -> str:
    """Hash of what is said of the deliveries in force: dates and shares that readiness looks at."""
    return store.hash_value({name: d.profile.to_json() for name, d in in_force(season).items()})


def open_hits(con: duckdb.DuckDBPyConnection, season: Season, county: str) -> None:
    """Tables `hit`, `lead` (with what the county made of them) and `registry_in_force` on an evidence connection."""
    path = hits_path(season, county)
    if path.is_file():
        con.execute(f"CREATE TABLE hit AS SELECT * FROM read_parquet({sql.quote(str(path))}, hive_partitioning=false)")
    else:
        con.execute("CREATE TEMP VIEW nobody AS SELECT '' AS county_code, '' AS household_id, '' AS person_id, '' AS name, '' AS id_no WHERE false")
        matching.match(con, "nobody", {}, season.campaign.year)
    matching.apply_adjudications(con)
    con.execute("CREATE TABLE registry_in_force (registry VARCHAR, title VARCHAR, snapshot_date DATE)")
    rows: list[tuple[str, str, dt.date]] = [(n, d.registry.title, d.profile.snapshot_min) for n, d in in_force(season).items()]
    if rows:
        con.executemany("INSERT INTO registry_in_force VALUES (?, ?, ?)", rows)
