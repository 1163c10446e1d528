"""What only all counties together show (scope municipal): one identity number registered in two counties (E052b).

Found once for everybody and cut to each county's own rows; only a changed cut is a changed input of a county
(DESIGN 5).
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from acceptance import checking, evidence, findings, sql, store
from acceptance.season import Season


def cut_path(season: Season, county: str) -> Path:
    """The county's own rows among the findings of scope municipal: a cache."""
    return season.home.lake / "across" / f"county_code={county}" / "findings.parquet"


def refresh(season: Season) -> bool:
    """Look again if any county's persons in force have changed; True when it was looked."""
    files: list[Path] = []
    rests_on = []
    for county in season.counties:
        versions = evidence.in_force(season, county).versions["self_check"]
        files += store.lake_files(season.home, "self_check", "person", county, versions)
        rests_on += [store.read_receipt(season.home, county, "self_check", v).sha256 for v in versions]
    mark = season.home.lake / "across" / "basis.json"
    basis = store.hash_value([rests_on, season.campaign.rules_version])
    if mark.is_file() and store.read_json(mark)["basis"] == basis:
        return False
    found = _found(season, files)
    with store.one_writer():
        for county in season.counties:
            own = found.filter(pc.equal(found["county_code"], county))
            store.write_parquet(cut_path(season, county), own, findings.SCHEMA.names, season.home.tmp)
    store.write_json(mark, {"basis": basis}, season.home.tmp)
    return True


def _found(season: Season, files: list[Path]) -> pa.Table:
    if not files:
        return findings.SCHEMA.empty_table()
    with sql.connect(temp=str(season.home.tmp)) as con:
        source = sql.parquet(files)
        con.execute(f"CREATE VIEW person AS SELECT COLUMNS(lambda c: c <> 'k') FROM {source}")
        return checking.locate_municipal(con, season.campaign)


def cut(season: Season, county: str) -> pa.Table:
    """The county's findings of scope municipal; none before it was looked."""
    path = cut_path(season, county)
    return pq.read_table(path, partitioning=None) if path.is_file() else findings.SCHEMA.empty_table()


def cut_hash(season: Season, county: str) -> str:
    """Hash of the county's cut; empty where there is nothing in it, looked at or not."""
    return store.hash_file(cut_path(season, county)) if cut(season, county).num_rows else ""
