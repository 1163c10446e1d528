"""Backup and restore of a home (DESIGN 4, Durability).

Samples first, then received, then the rest, without the caches lake, results, runs and tmp. A draw takes its number in
received before it is stored: in this order the copy may hold a number without its draw, as after a crash, never a draw
without its number. What leaves the inbox while it is copied is found in a second look at received. The same home gives
the same bytes. A manifest names every file with its hash; the copy is read back and compared before it counts.
"""

import hashlib
import io
import json
import os
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from acceptance import store
from acceptance.store.files import FILE_MODE, FOLDER_MODE, fsync_dir, names, new_file, readable_json, token, walk
from acceptance.store.home import FOLDERS, MARK

FIRST = ("samples", "received")
LEFT_OUT = frozenset({"lake", "results", "runs", "tmp"})
MANIFEST = "backup.json"
_SUFFIX = ".tar"
_CHUNK = 1 << 20

Entry = tuple[str, int]
"""sha256 and bytes of one file."""


@dataclass(frozen=True)
class Copied:
    """What a backup or a restore moved: number of files, bytes, and the manifest's sha256."""

    files: int
    size: int
    sha256: str


def backup(home: store.Home, target: Path) -> Copied:
    """Copies a home into a new folder, or into one file when `target` ends in .tar.

    Raises:
        StoreError: the target exists or lies in the home, or what was written does not read back as it was.
    """
    target = target.absolute()
    if os.path.lexists(target):
        raise store.StoreError(f"「{target}」已经存在，请另给一个新的名称。")
    if target.resolve().is_relative_to(home.path.resolve()):
        raise store.StoreError("备份不能放在工作目录之内。")
    part = target.with_name(f".{target.name}.{token()}.part")
    try:
        if target.suffix == _SUFFIX:
            _write_tar(home, part)
        else:
            _write_folder(home, part)
        copied = verify(part)
        part.rename(target)
        fsync_dir(target.parent)
    finally:
        _remove(part)
    return copied


def verify(source: Path) -> Copied:
    """Compares a backup with its manifest. Raises StoreError when a file is missing, left over or different."""
    listed = _manifest(source)
    found = _contents(source)
    sha256 = found.pop(MANIFEST)[0]
    _refuse_differing(f"备份「{source}」", listed, found)
    return Copied(len(found), sum(size for _, size in found.values()), sha256)


def _refuse_differing(what: str, listed: dict[str, Entry], found: dict[str, Entry]) -> None:
    wrong = sorted(name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name))
    if wrong:
        raise store.StoreError(f"{what}与清单不符，共 {len(wrong)} 个文件：{'、'.join(wrong[:5])}。")


def restore(source: Path, path: Path) -> Copied:
    """Puts a backup into an empty or new folder; `home.json` comes last, so that half a restore is no home.

    Raises:
        StoreError: the folder is not empty, the source is no backup or differs from its manifest.
    """
    path = path.absolute()
    if path.exists() and (not path.is_dir() or names(path)):
        raise store.StoreError(f"「{path}」不是空文件夹；恢复只能放入空文件夹，原有内容不会被覆盖。")
    copied = verify(source)
    store.make_dirs(path)
    for name in FOLDERS:
        store.make_dirs(path / name)
    _refuse_differing("恢复后的文件", _manifest(source), _unpack(source, path))
    _sync_folders(path)
    (path / "tmp" / MARK).rename(path / MARK)
    fsync_dir(path)
    return copied


# --- what is copied -------------------------------------------------------------------------------------------------


def _entries(home: store.Home) -> Iterator[tuple[str, Path]]:
    """(name in the backup, file) in the order of copying; home.json last. Claims are packages too and come along."""
    present = [name for name in names(home.path) if name not in LEFT_OUT]
    rest = [name for name in present if name not in (*FIRST, MARK)]
    seen: set[str] = set()
    for top in (*FIRST, *rest, "received", MARK):
        for name, path in _below(home, top):
            if name not in seen:
                seen.add(name)
                yield name, path


def _below(home: store.Home, top: str) -> Iterator[tuple[str, Path]]:
    """The regular files of one entry of the home; what is a link is nobody's package and stays."""
    path = home.path / top
    inside = walk(path) if path.is_dir() and not path.is_symlink() else [("", path.lstat())]
    for relative, status in inside:
        if stat.S_ISREG(status.st_mode):
            yield (f"{top}/{relative}", path / relative) if relative else (top, path)


class _Hashing:
    """A stream that hashes and counts what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._hash, self.size = stream, hashlib.sha256(), 0

    def read(self, size: int = _CHUNK) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        self.size += len(data)
        return data

    @property
    def entry(self) -> Entry:
        return self._hash.hexdigest(), self.size


def _copy_all(home: store.Home, put: Callable[[str, IO[bytes], int], Entry]) -> None:
    """Gives every file and at last the manifest to `put(name, stream, size)`, which answers (sha256, bytes)."""
    files = {}
    for name, path in _entries(home):
        try:
            with path.open("rb") as stream:
                files[name] = put(name, stream, path.stat().st_size)
        except FileNotFoundError:  # a package was claimed just now: it is in received, or found there in the end
            continue
    listed = [{"path": name, "sha256": sha, "size": size} for name, (sha, size) in files.items()]
    data = readable_json({"home": home.id, "year": home.year, "kind": home.kind, "files": listed})
    put(MANIFEST, io.BytesIO(data), len(data))


def _write_folder(home: store.Home, part: Path) -> None:
    part.mkdir(FOLDER_MODE)

    def put(name: str, stream: IO[bytes], _: int) -> Entry:
        return _write(stream, part / name)

    _copy_all(home, put)


def _write_tar(home: store.Home, part: Path) -> None:
    with new_file(part) as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:

        def put(name: str, stream: IO[bytes], size: int) -> Entry:
            member = tarfile.TarInfo(name)  # no times, owners or hosts: the same home gives the same archive
            member.size, member.mode = size, FILE_MODE
            hashing = _Hashing(stream)
            archive.addfile(member, hashing)
            return hashing.entry

        _copy_all(home, put)


def _write(stream: IO[bytes], target: Path) -> Entry:
    store.make_dirs(target.parent)
    hashing = _Hashing(stream)
    with new_file(target) as out:
        while data := hashing.read():
            out.write(data)
    return hashing.entry


# --- reading one ----------------------------------------------------------------------------------------------------


def _files(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """(name, stream) of every file of a backup; a name that leads out of it is refused."""
    if source.is_dir():
        for relative, status in walk(source):
            _refuse_unless(stat.S_ISREG(status.st_mode), relative)
            with (source / relative).open("rb") as stream:
                yield relative, stream
        return
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                path = Path(member.name)
                _refuse_unless(member.isreg() and not path.is_absolute() and ".." not in path.parts, member.name)
                yield member.name, cast("IO[bytes]", archive.extractfile(member))
    except (FileNotFoundError, tarfile.TarError) as problem:
        raise store.StoreError(f"「{source}」不是备份，或已损坏（{type(problem).__name__}）。") from problem


def _refuse_unless(usable: bool, name: str) -> None:
    if not usable:
        raise store.StoreError(f"备份里有不能使用的条目「{name}」。")


def _contents(source: Path) -> dict[str, Entry]:
    found = {}
    for name, stream in _files(source):
        hashing = _Hashing(stream)
        while hashing.read():
            pass
        found[name] = hashing.entry
    return found


def _manifest(source: Path) -> dict[str, Entry]:
    data = next((stream.read() for name, stream in _files(source) if name == MANIFEST), None)
    if data is None:
        raise store.StoreError(f"「{source}」不是备份：没有清单 {MANIFEST}。")
    try:
        return {str(one["path"]): (str(one["sha256"]), int(one["size"])) for one in json.loads(data)["files"]}
    except (ValueError, KeyError, TypeError) as problem:
        raise store.StoreError(f"备份「{source}」的清单已损坏。") from problem


def _unpack(source: Path, path: Path) -> dict[str, Entry]:
    written = {}
    for name, stream in _files(source):
        if name != MANIFEST:
            written[name] = _write(stream, path / "tmp" / MARK if name == MARK else path / name)
    return written


def _sync_folders(path: Path) -> None:
    for inside, _, _ in os.walk(path):
        Path(inside).chmod(FOLDER_MODE)
        fsync_dir(Path(inside))


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part)
    part.unlink(missing_ok=True)
