"""Sign-ins kept on the server: a cookie holds a random token, the store its hash; an administrator can end any."""

import datetime as dt
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from acceptance import store
from console import accounts, files
from console.settings import ConsoleSettings

_TOUCH = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Session:
    """A sign-in that is alive. key: file name in the store, safe to show; token: only in the browser's cookie."""

    key: str
    token: str
    account: accounts.Account
    csrf: str


def _folder(home: Path) -> Path:
    return home / "console" / "sessions"


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def secret(home: Path) -> bytes:
    """The console's own key, made at the first start."""
    path = home / "console" / "secret"
    with files.locked(home / "console"):
        if not path.is_file():
            store.write_atomic(path, os.urandom(32))
    return path.read_bytes()


def csrf_of(key: bytes, token: str) -> str:
    """The token that every form of a sign-in carries: known to this server's pages only."""
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def start(home: Path, settings: ConsoleSettings, login: str, address: str) -> str:
    """Begins a sign-in with a token nobody had before; returns it for the cookie. Old ones go on this occasion."""
    tidy(home, settings)
    token = secrets.token_urlsafe(32)
    now = settings.now().isoformat()
    files.write(_folder(home) / f"{_key(token)}.json", {"login": login, "began": now, "seen": now, "address": address})
    return token


def find(home: Path, settings: ConsoleSettings, key: bytes, token: str) -> Session | None:
    """The live sign-in of a cookie. Ended, idle, too old, disabled: None, and nothing is left of it."""
    if not token or len(token) > 100:
        return None
    path = _folder(home) / f"{_key(token)}.json"
    record = files.read(path)
    if record is None:
        return None
    now, seen = settings.now(), dt.datetime.fromisoformat(record["seen"])
    account = accounts.find(home, record["login"])
    old = now - dt.datetime.fromisoformat(record["began"]) > settings.longest or now - seen > settings.idle
    if account is None or account.disabled or old:
        files.remove(path)
        return None
    if now - seen > _TOUCH:
        _touch(home, path, now)
    return Session(path.stem, token, account, csrf_of(key, token))


def _touch(home: Path, path: Path, now: dt.datetime) -> None:
    """Notes that a sign-in is used, unless somebody ended it meanwhile."""
    with files.locked(_folder(home)):
        if (record := files.read(path)) is not None:
            files.write(path, record | {"seen": now.isoformat()})


def end(home: Path, key: str) -> None:
    """Ends one sign-in by its key."""
    if len(key) == 64 and key.isalnum():
        with files.locked(_folder(home)):
            files.remove(_folder(home) / f"{key}.json")


def end_all(home: Path, login: str, but: str = "") -> int:
    """Ends every sign-in of an account except the one with key `but`; returns how many."""
    ended = [key for key, record in every(home) if record["login"] == login and key != but]
    for key in ended:
        end(home, key)
    return len(ended)


def every(home: Path) -> list[tuple[str, dict[str, str]]]:
    """(key, record) of every sign-in kept."""
    folder = _folder(home)
    names = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return [(name.stem, record) for name in names if (record := files.read(name)) is not None]


def tidy(home: Path, settings: ConsoleSettings) -> None:
    """Removes sign-ins that are too old or were idle too long."""
    now = settings.now()
    for key, record in every(home):
        began, seen = (dt.datetime.fromisoformat(record[name]) for name in ("began", "seen"))
        if now - began > settings.longest or now - seen > settings.idle:
            end(home, key)
