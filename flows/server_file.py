"""Where a running server says where it is: <home>/runs/server.json (DESIGN 9)."""

import json
from pathlib import Path
from typing import Any

import httpx

from acceptance import store


def identity(home: store.Home) -> dict[str, Any]:
    """What tells this home from a copy of it: id, real path, device and inode."""
    place = home.path.resolve()
    status = place.stat()
    return {"home_id": home.id, "path": str(place), "device": status.st_dev, "inode": status.st_ino}


def write(home: store.Home, api_url: str) -> None:
    store.write_json(home.server_file, identity(home) | {"api_url": api_url}, home.tmp)


def remove(home: store.Home) -> None:
    home.server_file.unlink(missing_ok=True)


def live_server(home: store.Home) -> str | None:
    """The API address of the server that serves exactly this home, when it answers; else None."""
    facts = _read(home.server_file)
    if facts is None or {k: facts.get(k) for k in identity(home)} != identity(home):
        return None
    try:
        answer = httpx.get(f"{facts['api_url']}/health", timeout=3)
    except httpx.HTTPError:
        return None
    return str(facts["api_url"]) if answer.status_code == httpx.codes.OK else None


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
