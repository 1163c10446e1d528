"""Versions of a line and their receipts: what arrived, when, with which bytes. Append-only.

A version is a folder `received/<county>/<line>/<n>/` with receipt.json and, for a package, the bytes as sent.
Readers ask here which file is meant; nobody globs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from acceptance.store.errors import ArrivalProblem, ChangedWhileArriving, StoreError, VersionTaken
from acceptance.store.files import content_of, discard, fsync_dir, hash_value, make_dirs, names, read_json, write_json
from acceptance.store.home import Home
from acceptance.store.points import reached

RECEIPT = "receipt.json"
PACKAGE, DRAW = "package", "draw"
REPEAT, BLOCKED = "repeat", "blocked"


@dataclass(frozen=True)
class Receipt:
    """Arrival facts of one version.

    kind: `package` or `draw` (a version number taken by the first draw; no bytes, `payload` says which draw).
    Only in what `receive_all` returns: `repeat` (the same bytes as version `repeat_of`; no new version was made) and
    `blocked` (version 0: the machine could not read it; it waits, `problem` says why).
    size in bytes; received_at is ISO time as injected; files are {path, sha256, size} of what the package holds.
    """

    county: str
    line: str
    version: int
    name: str
    sha256: str
    size: int
    files: tuple[dict[str, Any], ...]
    received_at: str
    kind: str = PACKAGE
    repeat_of: int | None = None
    problem: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    folder: Path = field(default=Path(), compare=False)

    @property
    def package(self) -> Path:
        """Where the bytes as sent lie: a file or a folder."""
        return self.folder / self.name

    def facts(self) -> dict[str, Any]:
        """What receipt.json holds."""
        always = ("county", "line", "version", "name", "sha256", "size", "files", "received_at", "kind")
        extra = {"repeat_of": self.repeat_of, "problem": self.problem, "payload": self.payload}
        return {name: getattr(self, name) for name in always} | {key: item for key, item in extra.items() if item}


def versions(home: Home, county: str, line: str) -> list[int]:
    """All version numbers ever given in this line, rising; draws included."""
    try:
        return sorted(int(name) for name in names(home.received(county, line)) if name.isdecimal())
    except FileNotFoundError:
        return []


def read_receipt(home: Home, county: str, line: str, version: int) -> Receipt:
    """One version's receipt. Raises StoreError when there is no such version."""
    folder = home.received(county, line) / str(version)
    try:
        facts = read_json(folder / RECEIPT)
    except FileNotFoundError:
        raise StoreError(f"{county} 的 {line} 没有第 {version} 版。") from None
    except ValueError as error:
        raise StoreError(f"收据「{folder / RECEIPT}」已损坏:{error}。请用备份恢复。") from error
    # The folder's name is the number; the receipt only repeats it.
    return Receipt(**facts | {"version": version, "files": tuple(facts["files"])}, folder=folder)


def receipts(home: Home, county: str, line: str, kind: str | None = PACKAGE) -> list[Receipt]:
    """Receipts of a line in order of version: of packages, of draws, or of both (`kind=None`)."""
    found = [read_receipt(home, county, line, version) for version in versions(home, county, line)]
    return [receipt for receipt in found if kind in (None, receipt.kind)]


def lines_received(home: Home) -> list[tuple[str, str]]:
    """(county, line) of everything ever received; `municipal` and `registries` stand as counties."""
    root = home.path / "received"
    counties = [name for name in names(root) if not name.startswith(".")]
    return [(county, line) for county in counties for line in names(root / county)]


def package_path(home: Home, county: str, line: str, version: int) -> Path:
    """The bytes of a version as sent (file or folder). Raises StoreError for a draw or a missing version."""
    receipt = read_receipt(home, county, line, version)
    if receipt.kind != PACKAGE:
        raise StoreError(f"{county} 的 {line} 第 {version} 版是抽样占用的版本号,没有申报包。")
    return receipt.package


def verify_bytes(receipt: Receipt) -> None:
    """Compares a version's bytes with its receipt.

    Raises ChangedWhileArriving when they differ (the outcome is 退回, DESIGN 4) and ArrivalProblem when the package
    holds links or special files, which are never followed.
    """
    if receipt.problem:
        raise ArrivalProblem(receipt.problem)
    try:
        found = content_of(receipt.package).sha256
    except (FileNotFoundError, PermissionError) as error:
        raise ChangedWhileArriving(_changed(receipt)) from error
    if found != receipt.sha256:
        raise ChangedWhileArriving(_changed(receipt))


def _changed(receipt: Receipt) -> str:
    return f"「{receipt.name}」(第 {receipt.version} 版)在接收过程中内容发生变化,与收据不符,按退回处理,请重新报送。"


@contextmanager
def unchanged(receipt: Receipt) -> Iterator[Path]:
    """The package's path, compared with the receipt before and after it is read: a sender may still be writing.

    What was read counts only if the block ends without ArrivalProblem. An error of the reader in bytes that changed
    meanwhile is reported as the change it is.
    """
    verify_bytes(receipt)
    try:
        yield receipt.package
    finally:
        verify_bytes(receipt)


def first_draw(home: Home, county: str, line: str) -> int | None:
    """The version number that the first draw took, which freezes the line (DESIGN 6); None before it."""
    drawn = receipts(home, county, line, DRAW)
    return drawn[0].version if drawn else None


def reserve_version(
    home: Home, county: str, line: str, payload: dict[str, Any], *, seen: int, now: datetime
) -> Receipt:
    """Takes version `seen` + 1 of a line for a draw, as a package does (DESIGN 6).

    seen: the newest version number the drawer looked at (`versions(...)[-1]`). payload: what the draw rests on, kept
    in the receipt. Raises VersionTaken when something newer has the number: the run starts over.
    """
    place = home.received(county, line)
    make_dirs(place)
    receipt = Receipt(
        county, line, seen + 1, "", hash_value(payload), 0, (), now.isoformat(),
        kind=DRAW, payload=payload, folder=place / str(seen + 1),
    )  # fmt: skip
    folder = home.new_tmp()
    write_json(folder / RECEIPT, receipt.facts())
    reached("draw.reserving")
    try:
        folder.rename(receipt.folder)
    except OSError as error:
        discard(folder, home.tmp)
        if not receipt.folder.is_dir():
            raise
        raise VersionTaken(f"{county} 的 {line} 已有更新的第 {seen + 1} 版,抽样须按新版重做。") from error
    reached("draw.reserved")
    fsync_dir(place)
    return receipt
