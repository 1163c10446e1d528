"""Great Expectations' own results, kept for every package as evidence of its check.

They hold times and speak of all packages of a batch, so they lie among the runs: runs/gx/<batch>/<table>.json, and
runs/gx/packages/<package id>.json says which of them tell of a package.
"""

from collections.abc import Mapping
from typing import Any

from acceptance import contracts, store
from acceptance.season import Season

FOLDER = "runs/gx"


def keep(
    season: Season, receipts: Mapping[str, store.Receipt], evidence: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """Keep a batch's results (table -> JSON); returns package id -> where its evidence is named, inside the home.

    The check states that path and not the batch: its bytes must not depend on what was checked beside it.
    """
    hashes = {name: season.basis.check_hash(one.sha256) for name, one in receipts.items()}
    batch = f"{FOLDER}/{store.hash_value(sorted(hashes.items()))[:16]}"
    for table, result in evidence.items():
        _write(season, f"{batch}/{table}.json", result)
    said = {name: f"{FOLDER}/packages/{name}.json" for name in receipts}
    for name, receipt in receipts.items():
        tables = [table for table in contracts.lines()[receipt.line].tables if table in evidence]
        files = {table: f"{batch}/{table}.json" for table in tables}
        _write(season, said[name], {"package": name, "check_hash": hashes[name], "tables": files})
    return said


def _write(season: Season, place: str, value: Mapping[str, Any]) -> None:
    path = season.home.path / place
    store.make_dirs(path.parent)
    store.write_json(path, value, season.home.tmp)
