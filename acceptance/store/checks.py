"""Outcomes of checks, kept beside the lake, and which versions are in force (DESIGN 3, 4, 6).

`lake/checks/<county>/<line>/<version>.json` and `<version>.findings.parquet`. A cache: an outcome counts only for the
package, configuration and rules it was made with (`check_hash`). The JSON is written last and marks that the rows in
the lake and the findings are there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from acceptance.store.errors import NotChecked
from acceptance.store.files import hash_file, hash_value, make_dirs, read_json, write_json
from acceptance.store.home import Home, safe_name
from acceptance.store.lake import Rows, write_parquet
from acceptance.store.receipts import Receipt, receipts

ACCEPTED = ("接收", "部分接收")
SNAPSHOT = "snapshot"


@dataclass(frozen=True)
class Basis:
    """What every check of a campaign rests on besides the package."""

    config_hash: str
    rules_version: str

    def check_hash(self, sha256: str) -> str:
        """The hash that a check of a package with this sha256 has under this configuration and these rules."""
        return hash_value([sha256, self.config_hash, self.rules_version])


@dataclass(frozen=True)
class Check:
    """Outcome of one version's check. `counts` and `details` are the checker's, JSON values."""

    outcome: str
    check_hash: str
    counts: dict[str, Any]
    details: dict[str, Any]
    findings_sha256: str

    @property
    def accepted(self) -> bool:
        return self.outcome in ACCEPTED


def check_path(home: Home, county: str, line: str, version: int) -> Path:
    """Where a version's outcome lies."""
    return home.lake / "checks" / safe_name(county) / safe_name(line) / f"{version}.json"


def findings_path(home: Home, county: str, line: str, version: int) -> Path:
    """Where a version's findings lie."""
    return check_path(home, county, line, version).with_suffix(".findings.parquet")


def write_check(
    home: Home,
    receipt: Receipt,
    basis: Basis,
    outcome: str,
    counts: Mapping[str, Any],
    findings: Rows,
    order_by: Sequence[str],
    details: Mapping[str, Any] | None = None,
) -> Check:
    """Keeps a check: findings first, then the outcome. Write the version's rows into the lake before.

    order_by: columns of the findings that together are unique.
    """
    place = (home, receipt.county, receipt.line, receipt.version)
    make_dirs(check_path(*place).parent)
    write_parquet(findings_path(*place), findings, order_by, home.tmp)
    check = Check(
        outcome, basis.check_hash(receipt.sha256), dict(counts), dict(details or {}), hash_file(findings_path(*place))
    )
    write_json(check_path(*place), vars(check), home.tmp)
    return check


def read_check(home: Home, receipt: Receipt, basis: Basis | None = None) -> Check | None:
    """A version's check; None when there is none, or none under `basis`. Without a basis any check counts."""
    try:
        check = Check(**read_json(check_path(home, receipt.county, receipt.line, receipt.version)))
    except (FileNotFoundError, ValueError, TypeError):  # a cache: what cannot be read is made again
        return None
    if basis is not None and check.check_hash != basis.check_hash(receipt.sha256):
        return None
    return check


def read_findings(home: Home, receipt: Receipt, check: Check) -> pa.Table:
    """The findings of a check. Raises NotChecked when they are gone or belong to another check."""
    path = findings_path(home, receipt.county, receipt.line, receipt.version)
    if not path.is_file() or hash_file(path) != check.findings_sha256:
        raise NotChecked(f"{receipt.county} 的 {receipt.line} 第 {receipt.version} 版的检查发现不完整,须重新检查。")
    return pq.read_table(path, partitioning=None)


def unchecked(home: Home, county: str, line: str, basis: Basis) -> list[Receipt]:
    """Received packages of a line that have no check under `basis`, in order of version."""
    return [one for one in receipts(home, county, line) if read_check(home, one, basis) is None]


def accepted(home: Home, county: str, line: str, basis: Basis | None = None) -> list[int]:
    """Versions whose package was accepted, rising. With a basis, raises NotChecked if any lacks a check under it."""
    found = []
    for receipt in receipts(home, county, line):
        check = read_check(home, receipt, basis)
        if check is None and basis is not None:
            raise NotChecked(f"{county} 的 {line} 第 {receipt.version} 版尚未按现行规则检查。")
        if check is not None and check.accepted:
            found.append(receipt.version)
    return found


def in_force(
    home: Home,
    county: str,
    line: str,
    kind: str,
    *,
    frozen_at: int | None = None,
    reopened: Collection[int] = (),
    basis: Basis | None = None,
) -> list[int]:
    """The accepted versions that count: of a `snapshot` line the newest, of an accumulating one all, rising.

    frozen_at: the version number the first draw took (`first_draw`); later versions of a snapshot line count only if
    a decision 重开 names them (`reopened`). basis: see `accepted`.
    """
    found = accepted(home, county, line, basis)
    if kind != SNAPSHOT:
        return found
    open_ones = [version for version in found if frozen_at is None or version < frozen_at or version in reopened]
    return open_ones[-1:]
