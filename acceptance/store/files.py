"""Files that are written whole or not at all, hashes of files and folders, JSON with one spelling.

Folders are made 0700 and files 0600 by explicit modes, never through the process-wide umask (other threads share it).
"""

import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from acceptance.store.points import reached

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Content:
    """What lies in a file or folder. `files` are (path inside it, sha256, bytes); `irregular` are links and devices."""

    sha256: str
    size: int
    files: tuple[tuple[str, str, int], ...]
    irregular: tuple[str, ...]


def token() -> str:
    """A name nobody else has."""
    return secrets.token_hex(8)


# --- JSON -----------------------------------------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Makes a value ready for JSON: floats at 12 significant digits, dates in ISO form, tuples as lists.

    Decimal amounts keep their digits (a DECIMAL(18,2) below 10 trillion is exact in a double). Raises TypeError for
    anything that has no single spelling, such as a set.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "item"):  # a numpy scalar
        return plain(value.item())
    raise TypeError(f"no JSON spelling for {type(value).__name__}")


def _dump(value: Any, **layout: Any) -> bytes:
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, allow_nan=False, **layout)
    # A file name that is not UTF-8 holds lone surrogates; as \udcXX they are valid JSON and come back unchanged.
    return text.encode("utf-8", "backslashreplace")


def canonical_json(value: Any) -> bytes:
    """The one compact spelling of a value, for hashing. Raises ValueError for NaN and infinity."""
    return _dump(value, separators=(",", ":"))


def readable_json(value: Any) -> bytes:
    """The same value as people read it: sorted keys, two spaces, a final line end."""
    return _dump(value, indent=2) + b"\n"


def read_json(path: Path) -> Any:
    """The value in a JSON file. Raises FileNotFoundError, ValueError."""
    return json.loads(path.read_bytes())


# --- making things durable ------------------------------------------------------------------------------------------


def fsync_file(path: Path) -> None:
    """Returns when the file's bytes are on the disk."""
    _fsync(path, os.O_RDONLY)


def fsync_dir(path: Path) -> None:
    """Returns when the names in the folder are on the disk."""
    _fsync(path, os.O_RDONLY | os.O_DIRECTORY)


def _fsync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_dirs(path: Path) -> None:
    """Makes the folder and what is missing above it, private and durable."""
    missing = []
    while not path.is_dir():
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        with suppress(FileExistsError):
            folder.mkdir(FOLDER_MODE)
        fsync_dir(folder.parent)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A private file that did not exist, durable when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def put_in_place(temporary: Path, path: Path) -> None:
    """Renames a file that is complete and durable into its place, for good."""
    reached("file.synced")
    temporary.replace(path)
    reached("file.renamed")
    fsync_dir(path.parent)


def _temporary(path: Path, tmp: Path | None) -> Path:
    return (tmp or path.parent) / f".{token()}.tmp"


def write_atomic(path: Path, data: bytes, tmp: Path | None = None) -> None:
    """Replaces a file whole. `tmp` is a folder of the same file system for the unfinished file (default: beside it).

    Raises FileNotFoundError when the folder of `path` is not there; it is never made here.
    """
    temporary = _temporary(path, tmp)
    try:
        with new_file(temporary) as stream:
            stream.write(data)
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, value: Any, tmp: Path | None = None) -> None:
    """Replaces a JSON file whole, in the readable spelling."""
    write_atomic(path, readable_json(value), tmp)


def copy_atomic(source: Path, path: Path, tmp: Path | None = None) -> None:
    """Replaces a file by a copy of `source`. Raises FileNotFoundError when the source or the folder is gone."""
    temporary = _temporary(path, tmp)
    try:
        with source.open("rb") as origin, new_file(temporary) as stream:
            shutil.copyfileobj(origin, stream, _CHUNK)
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def discard(path: Path, tmp: Path) -> None:
    """Removes a folder whole: renamed into `tmp`, then deleted, so that nobody sees half of it.

    Raises FileNotFoundError when somebody else took it first.
    """
    grave = tmp / token()
    path.rename(grave)
    reached("discard.renamed")
    shutil.rmtree(grave, ignore_errors=True)  # what stays behind is unreachable and goes with the next clear_tmp


# --- reading --------------------------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    """Names in a folder, sorted. Raises FileNotFoundError."""
    return sorted(entry.name for entry in folder.iterdir())


def walk(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every entry below a folder that is not a folder itself: (relative path, stat), sorted, no link followed."""
    found: list[tuple[str, os.stat_result]] = []
    pending = [""]
    while pending:
        inside = pending.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                relative = f"{inside}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{relative}/")
                else:
                    found.append((relative, entry.stat(follow_symlinks=False)))
    yield from sorted(found, key=lambda pair: os.fsencode(pair[0]))


def hash_file(path: Path) -> str:
    """sha256 of a regular file's bytes. Raises OSError for a link: what it points at is not the store's."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_value(value: Any) -> str:
    """sha256 of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def content_of(path: Path) -> Content:
    """Hash, size and files of a package. A folder's hash is that of its sorted list of path and hash."""
    status = path.lstat()
    folder = stat.S_ISDIR(status.st_mode)
    entries = list(walk(path)) if folder else [(path.name, status)]
    files, irregular = [], []
    for relative, entry in entries:
        if stat.S_ISREG(entry.st_mode):
            files.append((relative, hash_file(path / relative if folder else path), entry.st_size))
        else:
            irregular.append(relative)
    listing = b"".join(os.fsencode(name) + b"\0" + sha.encode() + b"\n" for name, sha, _ in files)
    listing += b"".join(os.fsencode(name) + b"\0irregular\n" for name in irregular)
    alone = not folder and not irregular
    sha256 = files[0][1] if alone else hashlib.sha256(listing).hexdigest()
    return Content(sha256, sum(size for _, _, size in files), tuple(files), tuple(irregular))


def hash_tree(folder: Path) -> str:
    """sha256 of a folder's sorted list of relative path and hash."""
    return content_of(folder).sha256


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes; False when the second is not there."""
    if not other.exists() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(_CHUNK):
            if block != second.read(_CHUNK):
                return False
    return True
