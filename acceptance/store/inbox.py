"""The inbox: which names are packages, what waits, and how a package is put there whole."""

import os
import re
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from acceptance.store.errors import StoreError
from acceptance.store.files import FOLDER_MODE, copy_atomic, fsync_dir, make_dirs, names, token, walk, write_atomic
from acceptance.store.home import Home
from acceptance.store.points import reached

_NEVER_BEGINS = (".", "~$")
_NEVER_ENDS = (".part", ".tmp", ".feedback.xlsx")
_FOLDER_NAME = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_-]{0,63}")


@dataclass(frozen=True)
class Stray:
    """Something in the inbox that will not be taken, and why (Chinese)."""

    path: Path
    reason: str


def is_package_name(name: str) -> bool:
    """Whether a file or folder of this name may be a package (DESIGN 4, Arrival)."""
    return not name.startswith(_NEVER_BEGINS) and not name.lower().endswith(_NEVER_ENDS)


def packages(folder: Path) -> list[str]:
    """Names of the packages waiting in one line's inbox, in the order they are taken. Links are never packages."""
    try:
        with os.scandir(folder) as entries:
            kept = [entry.name for entry in entries if is_package_name(entry.name) and _takeable(entry)]
    except FileNotFoundError:
        return []
    return sorted(kept)


def _takeable(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)


def being_copied(home: Home, folder: Path, name: str, quiet_s: float) -> bool:
    """Whether somebody may still be writing a package: something in it changed within `quiet_s` seconds.

    Both times are the file system's own (a server's clock may differ from ours), and the time of change counts, not
    that of modification, which a copying program may set as it likes. A package that goes meanwhile is not copied.
    """
    path = folder / name
    try:
        inside = walk(path) if path.is_dir() else ()
        changes = [path.lstat().st_ctime, *(status.st_ctime for _, status in inside)]
    except FileNotFoundError:
        return False
    return _file_system_now(home) - max(changes) < quiet_s


def _file_system_now(home: Home) -> float:
    probe = home.tmp / f".{token()}.tmp"
    try:
        probe.touch(0o600)
        return probe.lstat().st_ctime
    finally:
        probe.unlink(missing_ok=True)


def arrived(home: Home, quiet_s: float, known: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    """(county, line) of every inbox folder whose first package waits whole, in order of name."""
    found = []
    for county, line in lines_with_arrivals(home):
        folder = home.inbox(county, line)
        waiting = packages(folder) if known(county, line) else []
        if waiting and not being_copied(home, folder, waiting[0], quiet_s):
            found.append((county, line))
    return found


def folders(folder: Path) -> list[str]:
    """Names of the real folders in a folder that can be a county or a line; none when it is not there."""
    try:
        with os.scandir(folder) as entries:
            found = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    return sorted(name for name in found if _FOLDER_NAME.fullmatch(name))


def lines_with_arrivals(home: Home) -> list[tuple[str, str]]:
    """(county, line) of every inbox folder and of every claim left by a process, in order of name."""
    found = set()
    for root in (home.path / "inbox", home.path / "received" / ".claims"):
        found |= {(county, line) for county in folders(root) for line in folders(root / county)}
    return sorted(found)


def strays(home: Home, known: Callable[[str, str], bool] | None = None) -> list[Stray]:
    """What lies in the inbox and is no package: wrong place, link, unknown county or line. For status and doctor."""
    root = home.path / "inbox"
    found = _unusable(root, "应放在 inbox/区县代码/线/ 之下")
    for county in folders(root):
        found += _unusable(root / county, "应放在线的文件夹里")
        for line in folders(root / county):
            if known is not None and not known(county, line):
                found.append(Stray(root / county / line, f"没有「{county}」的「{line}」这条线"))
            found += _links(root / county / line)
    return found


def _unusable(folder: Path, reason: str) -> list[Stray]:
    usable = set(folders(folder))
    return [Stray(folder / name, reason) for name in names(folder) if name not in usable]


def _links(folder: Path) -> list[Stray]:
    waiting = set(packages(folder))
    links = [name for name in names(folder) if is_package_name(name) and name not in waiting]
    return [Stray(folder / name, "是链接或特殊文件,不作为申报包接收") for name in links]


def submit(home: Home, county: str, line: str, source: Path) -> Path:
    """Copies a package (file or folder) into the inbox; it appears there whole or not at all.

    A package of the same name that still waits is kept: the new one gets a number behind its name.
    Raises StoreError when the source is missing, a link, holds links, or has a name that is never a package's.
    """
    _refuse_unfit(source)
    folder = home.inbox(county, line)
    make_dirs(folder)
    part = folder / f".{token()}.part"
    if not source.is_dir():
        copy_atomic(source, part, home.tmp)
        return _appear(part, folder, source.name)
    shutil.copytree(source, part, copy_function=_copy_private)
    for inside, _, _ in os.walk(part):
        Path(inside).chmod(FOLDER_MODE)
        fsync_dir(Path(inside))
    return _appear(part, folder, source.name)


def submit_bytes(home: Home, county: str, line: str, name: str, data: bytes) -> Path:
    """Puts bytes into the inbox as a package, as `submit` does."""
    if not is_package_name(name) or Path(name).name != name:
        raise StoreError(f"文件名「{name}」不能作为申报包的名称。")
    folder = home.inbox(county, line)
    make_dirs(folder)
    part = folder / f".{token()}.part"
    write_atomic(part, data, home.tmp)
    return _appear(part, folder, name)


def _copy_private(source: str, target: str) -> str:
    copy_atomic(Path(source), Path(target))
    return target


def _refuse_unfit(source: Path) -> None:
    if source.is_symlink() or not source.exists():
        raise StoreError(f"找不到文件「{source}」,或它是一个链接。")
    if not is_package_name(source.name):
        raise StoreError(f"文件名「{source.name}」不能作为申报包的名称。")
    if source.is_dir() and not all(stat.S_ISREG(status.st_mode) for _, status in walk(source)):
        raise StoreError(f"文件夹「{source}」里有链接或特殊文件,请换成原文件后再报送。")


def _appear(part: Path, folder: Path, name: str) -> Path:
    """Gives the finished copy its name, never over another package."""
    stem, dot, suffix = name.partition(".")
    target, number = folder / name, 1
    while True:
        reached("inbox.copied")
        try:
            _rename_new(part, target)
            break
        except FileExistsError:
            number += 1
            target = folder / f"{stem}_{number:02}{dot}{suffix}"  # "_" sorts behind ".": the later one is taken later
    reached("inbox.appeared")
    fsync_dir(folder)
    return target


def _rename_new(part: Path, target: Path) -> None:
    if part.is_dir():
        try:
            part.rename(target)
        except OSError as error:
            if os.path.lexists(target):
                raise FileExistsError(str(target)) from error
            raise
        return
    os.link(part, target)  # unlike a rename, it fails when the name is taken
    part.unlink()
