"""Small JSON records of the console, one file each, written whole through the store, private."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from acceptance import store


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One thread of one process at a time: for reading a record, changing it and writing it back."""
    store.make_dirs(folder)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read(path: Path) -> dict[str, Any] | None:
    """A record; None where there is none or it cannot be read."""
    try:
        found = store.read_json(path)
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def write(path: Path, record: dict[str, Any]) -> None:
    store.make_dirs(path.parent)
    store.write_json(path, record)


def records(folder: Path) -> list[dict[str, Any]]:
    """Every record of a folder in order of file name."""
    names = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [found for name in names if (found := read(name)) is not None]


def remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
