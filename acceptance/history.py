"""Earlier years (历年快照): the register as an earlier home accepted it, brought in by `campaign init YEAR --previous`.

It is received like a package, as received/municipal/history/<n>/history/<year>/<table>/<county>.parquet: whole, with a
receipt, in every backup, and there still when the caches are removed. lake/history/<year>/ is its readable copy
(DESIGN 4), made again by every advance. Each package holds all years, so that years add up from home to home.
"""

import datetime as dt
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import deliveries, evidence, sql, store
from acceptance.checking import earlier
from acceptance.season import Season, open_season

LINE = "history"
"""Under received/municipal/, and the name of the package."""


def collect(previous: Season, folder: Path) -> int:
    """Writes the package of an earlier season into `folder`: its accepted rows in force, what became of villages and
    households, the length of its departments' tables, and the years it holds itself. Returns the number of counties.

    Raises:
        StoreError: packages of the earlier home were never checked, or its caches are gone.
    """
    held = kept(previous.home)
    if held is not None:
        shutil.copytree(held.package, folder, dirs_exist_ok=True)
    place = folder / str(previous.campaign.year)
    shutil.rmtree(place, ignore_errors=True)
    return sum(_collect_county(previous, county, place) for county in sorted(previous.county_names))


def _collect_county(previous: Season, county: str, place: Path) -> bool:
    for receipt in store.receipts(previous.home, county, "self_check"):
        if store.read_check(previous.home, receipt) is None:
            raise store.StoreError(
                f"「{previous.home.path}」里 {county} 第 {receipt.version} 版区县自查没有质检结果（缓存可能已清除），"
                "请先对该目录运行 campaign advance，再带入。"
            )
    versions = evidence.in_force(previous, county, any_rules=True).versions["self_check"]
    if not versions:
        return False
    for table in earlier.TABLES:
        for source in store.lake_files(previous.home, "self_check", table, county, versions):
            target = place / table / f"{county}.parquet"
            store.make_dirs(target.parent)
            store.copy_atomic(source, target)
    _write(place, earlier.OUTCOME, county, _outcomes(previous, county), ["kind", "object_id"])
    _write(place, earlier.DELIVERY, county, _deliveries(previous, county), ["registry"])
    return True


def _write(place: Path, name: str, county: str, rows: pa.Table, order: list[str]) -> None:
    store.write_parquet(place / name / f"{county}.parquet", rows, order)


def _outcomes(previous: Season, county: str) -> pa.Table:
    """What was published of the county's villages and households; nothing where nothing was."""
    parts = [
        f"SELECT {sql.quote(kind)} AS kind, {key} AS object_id, outcome FROM read_parquet({sql.quote(str(path))})"
        for kind, key in (("village", "village_code"), ("household", "household_id"))
        if (path := previous.home.results(county) / f"{kind}s.parquet").is_file()
    ]
    query = " UNION ALL ".join(parts) or "SELECT '' AS kind, '' AS object_id, '' AS outcome WHERE false"
    with sql.connect() as con:
        return con.sql(query).to_arrow_table()


def _deliveries(previous: Season, county: str) -> pa.Table:
    found = [(name, one.profile.rows) for name, one in deliveries.in_force(previous, county).items()]
    columns = [pa.array([n for n, _ in found], pa.string()), pa.array([rows for _, rows in found], pa.int64())]
    return pa.table(columns, names=["registry", "row_n"])


def earlier_season(path: Path, year: int) -> Season:
    """An earlier year's season. Raises StoreError where the folder is no home, or not one of a year before `year`."""
    found = open_season(path)
    if found.campaign.year >= year:
        raise store.StoreError(
            f"「{path}」是 {found.campaign.year} 年度的目录，不早于 {year} 年度，不能作为以前年度带入。"
        )
    return found


def bring(home: store.Home, previous: Season, now: dt.datetime) -> int:
    """Takes over an earlier season's register and the years it holds; the same content twice is kept once.

    Returns the number of counties whose register was accepted then. Raises StoreError: its packages were never checked.
    """
    aside = home.new_tmp()
    try:
        counties = collect(previous, aside / LINE)
        if counties or (aside / LINE).is_dir():
            receive(home, aside / LINE, now)
    finally:
        store.discard(aside, home.tmp)
    return counties


def receive(home: store.Home, package: Path, now: dt.datetime) -> None:
    """Keeps a package of earlier years as the next version, or not at all if it is the newest one's bytes."""
    store.submit(home, store.MUNICIPAL, LINE, package)
    store.receive_line(home, store.MUNICIPAL, LINE, now, lambda _: False)
    restore(home)


def kept(home: store.Home) -> store.Receipt | None:
    """The package of earlier years in force: the newest one, which holds all of them."""
    return next(reversed(store.receipts(home, store.MUNICIPAL, LINE)), None)


def years(home: store.Home) -> list[int]:
    """The earlier years that a home holds, rising."""
    receipt = kept(home)
    return sorted({int(one["path"].split("/")[0]) for one in receipt.files}) if receipt else []


def restore(home: store.Home) -> None:
    """Makes lake/history/<year>/<table>/county_code=<code>/<version>.parquet again from what was received."""
    receipt = kept(home)
    if receipt is None:
        return
    root, mark = home.lake / LINE, home.lake / LINE / "basis.json"
    wanted = {_lake_path(home, receipt, one["path"]): receipt.package / one["path"] for one in receipt.files}
    if mark.is_file() and store.read_json(mark)["sha256"] == receipt.sha256 and all(p.is_file() for p in wanted):
        return
    if root.is_dir():
        store.discard(root, home.tmp)
    for target, source in wanted.items():
        store.make_dirs(target.parent)
        store.copy_atomic(source, target, home.tmp)
    store.write_json(mark, {"sha256": receipt.sha256}, home.tmp)


def _lake_path(home: store.Home, receipt: store.Receipt, path: str) -> Path:
    year, table, file = path.split("/")
    county = file.removesuffix(".parquet")
    return home.lake / LINE / year / table / f"county_code={county}" / f"{receipt.version}.parquet"


def _own(season: Season, county: str) -> tuple[store.Receipt | None, list[dict[str, object]]]:
    """The newest package and those of its files that are a county's, whichever code it had then."""
    receipt = kept(season.home)
    if receipt is None:
        return None, []
    rows = season.areas.select(["code", "alias"]).to_pylist()
    codes = {county} | {a.strip() for r in rows if r["code"] == county and r["alias"] for a in r["alias"].split(",")}
    return receipt, [one for one in receipt.files if one["path"].split("/")[-1].removesuffix(".parquet") in codes]


def slice_hash(season: Season, county: str) -> str:
    """Hash of a county's part of the earlier years, an input of what reads it; empty where there is none."""
    _, files = _own(season, county)
    return store.hash_value([[one["path"], one["sha256"]] for one in files]) if files else ""


def open_earlier(con: duckdb.DuckDBPyConnection, season: Season, county: str) -> None:
    """On an evidence connection: the county's earlier years and today's deliveries, as `checking.open_earlier`."""
    restore(season.home)
    receipt, files = _own(season, county)
    held: dict[str, dict[int, list[Path]]] = {}
    if receipt is not None:
        for path in (str(one["path"]) for one in files):
            year, table, _ = path.split("/")
            held.setdefault(table, {}).setdefault(int(year), []).append(_lake_path(season.home, receipt, path))
    earlier.open_earlier(con, season.campaign.year, held, today(season, county))


def today(season: Season, county: str) -> Mapping[str, earlier.Today]:
    """Today's deliveries of the departments' tables as E094 looks at them."""
    return {
        name: earlier.Today(
            one.registry.title, one.profile.files[0], one.profile.rows, one.previous.rows if one.previous else None
        )
        for name, one in deliveries.in_force(season, county).items()
    }
