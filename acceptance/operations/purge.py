"""Removing what a closed campaign need not keep, and a receipt that says what it was (DESIGN 10; personal data).

Removed: the packages as they came, their typed rows, the generations and the published results. Kept: configuration,
draws, every receipt.json with its hashes, and the receipt of the removal itself.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance import store
from acceptance.store.files import names, walk
from acceptance.store.receipts import RECEIPT

CACHES = ("lake", "results", "runs")
FOLDER = "purged"


@dataclass(frozen=True)
class Purged:
    """What was or would be removed: per part of the home the number of files and bytes; `receipt` once it is done."""

    parts: dict[str, tuple[int, int]]
    receipt: Path | None = None

    @property
    def files(self) -> int:
        return sum(count for count, _ in self.parts.values())


def plan(home: store.Home) -> Purged:
    """What a purge would remove."""
    listed = _listed(home)
    parts = {part: [one for one in listed if one["path"].startswith(f"{part}/")] for part in ("received", *CACHES)}
    return Purged({part: (len(found), sum(one["size"] for one in found)) for part, found in parts.items()})


def purge(home: store.Home, after: dt.date, today: dt.date, now: dt.datetime) -> Purged:
    """Removes, after writing down what. The receipt is durable before the first file goes, and says 完成 at the end;
    a purge that was cut short is finished by the next one.

    Raises:
        StoreError: `after` has not passed yet.
    """
    if today <= after:
        raise store.StoreError(f"未到清除日期：{after} 之后才能清除（今天 {today}）。")
    planned = plan(home)
    listed = _listed(home)
    folder = home.path / FOLDER
    store.make_dirs(folder)
    receipt = folder / f"{len(names(folder)) + 1}.json"
    stated: dict[str, Any] = {
        "home": home.id, "year": home.year, "kind": home.kind, "after": after, "purged_at": now, "state": "进行中",
        "parts": {part: {"files": count, "size": size} for part, (count, size) in planned.parts.items()},
        "files": listed,
    }  # fmt: skip
    store.write_json(receipt, stated, home.tmp)
    for part in CACHES:
        _empty(home, home.path / part)
    _remove_packages(home)
    home.clear_tmp()
    store.write_json(receipt, stated | {"state": "完成"}, home.tmp)
    return Purged(planned.parts, receipt)


def _listed(home: store.Home) -> list[dict[str, Any]]:
    """{path, sha256, size} of every file that goes."""
    found = []
    for part in ("received", *CACHES):
        for relative, status in walk(home.path / part):
            path = home.path / part / relative
            if part != "received" or not _is_receipt(relative):
                sha = None if path.is_symlink() else store.hash_file(path)
                found.append({"path": f"{part}/{relative}", "sha256": sha, "size": status.st_size})
    return found


def _is_receipt(relative: str) -> bool:
    """Whether a file below received/ is a version's receipt: <county>/<line>/<n>/receipt.json."""
    parts = Path(relative).parts
    return len(parts) == 4 and parts[-1] == RECEIPT and not parts[0].startswith(".")


def _empty(home: store.Home, folder: Path) -> None:
    for name in names(folder):
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            store.discard(path, home.tmp)
        else:
            path.unlink()


def _remove_packages(home: store.Home) -> None:
    for version in _versions(home):
        for name in names(version):
            path = version / name
            if name != RECEIPT:
                if path.is_dir() and not path.is_symlink():
                    store.discard(path, home.tmp)
                else:
                    path.unlink()
    claims = home.path / "received" / ".claims"
    if claims.is_dir():
        store.discard(claims, home.tmp)


def _versions(home: store.Home) -> Iterator[Path]:
    for county, line in store.lines_received(home):
        for number in store.versions(home, county, line):
            yield home.received(county, line) / str(number)
