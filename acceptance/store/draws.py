"""Stored draws: `samples/<county>/<line>/<n>.json`, written once and never recomputed (DESIGN 4, 6)."""

import os
from pathlib import Path
from typing import Any

from acceptance.store.errors import StoreError
from acceptance.store.files import fsync_dir, make_dirs, names, new_file, read_json, readable_json, token
from acceptance.store.home import Home
from acceptance.store.points import reached


def draws(home: Home, county: str, line: str) -> list[int]:
    """Numbers of the draws there are, rising."""
    try:
        found = (Path(name) for name in names(home.samples(county, line)))
        return sorted(int(name.stem) for name in found if name.suffix == ".json" and name.stem.isdecimal())
    except FileNotFoundError:
        return []


def draw_path(home: Home, county: str, line: str, number: int) -> Path:
    """Where a draw lies."""
    return home.samples(county, line) / f"{number}.json"


def read_draw(home: Home, county: str, line: str, number: int) -> dict[str, Any]:
    """A stored draw. Raises StoreError when there is none of this number."""
    try:
        return read_json(draw_path(home, county, line, number))
    except FileNotFoundError:
        raise StoreError(f"{county} 的 {line} 没有第 {number} 次抽样。") from None


def store_draw(home: Home, county: str, line: str, number: int, draw: dict[str, Any]) -> Path:
    """Stores a draw for good, under the number its maker chose from `draws`.

    The same draw stored twice is one. Raises StoreError when another draw has the number: the run starts over.
    """
    target = draw_path(home, county, line, number)
    make_dirs(target.parent)
    temporary = home.tmp / f".{token()}.tmp"
    try:
        with new_file(temporary) as stream:
            stream.write(readable_json(draw))
        reached("draw.storing")
        os.link(temporary, target)  # unlike a rename, it fails when the number is taken
    except FileExistsError:
        if target.read_bytes() != readable_json(draw):
            raise StoreError(f"{county} 的 {line} 第 {number} 次抽样已有记录,不能改写。") from None
    finally:
        temporary.unlink(missing_ok=True)
    reached("draw.stored")
    fsync_dir(target.parent)
    return target
