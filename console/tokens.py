"""Tokens for other software: read-only, for named counties, shown once, revocable, with a last day."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console import files
from console.settings import ConsoleSettings


@dataclass(frozen=True)
class Token:
    """name: whose software. counties: codes, or ('*',). expires: last day (ISO)."""

    key: str
    name: str
    counties: tuple[str, ...]
    expires: str


def _folder(home: Path) -> Path:
    return home / "console" / "tokens"


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def create(home: Path, settings: ConsoleSettings, name: str, counties: tuple[str, ...], days: int = 365) -> str:
    """Makes a token and returns it; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    expires = (settings.now().date() + dt.timedelta(days=days)).isoformat()
    files.write(_folder(home) / f"{_key(token)}.json", {"name": name, "counties": list(counties), "expires": expires})
    return token


def find(home: Path, settings: ConsoleSettings, token: str) -> Token | None:
    """The token, unless it is unknown, revoked or past its day."""
    if not token or len(token) > 100:
        return None
    found = _token(_key(token), files.read(_folder(home) / f"{_key(token)}.json"))
    return found if found and found.expires >= settings.now().date().isoformat() else None


def _token(key: str, record: dict[str, Any] | None) -> Token | None:
    return Token(key, record["name"], tuple(record["counties"]), record["expires"]) if record else None


def every(home: Path) -> list[Token]:
    folder = _folder(home)
    names = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [found for name in names if (found := _token(name.stem, files.read(name)))]


def revoke(home: Path, key: str) -> None:
    if len(key) == 64 and key.isalnum():
        files.remove(_folder(home) / f"{key}.json")
