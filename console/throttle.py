"""Back-off on wrong passwords: each further failure doubles the wait, per account and per address, across restarts."""

import datetime as dt
import hashlib
from pathlib import Path

from console import files
from console.settings import ConsoleSettings

FREE = {"account": 4, "address": 20}
"""Failures before the first wait: an address may be a whole office."""
LONGEST = dt.timedelta(minutes=15)
FORGOTTEN = {"account": dt.timedelta(days=1), "address": dt.timedelta(hours=1)}
"""How long after the last failure they are forgotten."""


def _folder(home: Path) -> Path:
    return home / "console" / "throttle"


def _path(home: Path, kind: str, value: str) -> Path:
    return _folder(home) / f"{kind}-{hashlib.sha256(value.encode()).hexdigest()[:32]}.json"


def wait(home: Path, settings: ConsoleSettings, kind: str, value: str) -> dt.timedelta:
    """How long this account or address still has to wait; zero when it may try."""
    record = files.read(_path(home, kind, value)) or {}
    until = dt.datetime.fromisoformat(record["until"]) if record.get("until") else settings.now()
    return max(until - settings.now(), dt.timedelta(0))


def failed(home: Path, settings: ConsoleSettings, kind: str, value: str) -> None:
    """Counts a failure; doubles the wait once the free ones are used up."""
    path = _path(home, kind, value)
    with files.locked(_folder(home)):
        record = files.read(path) or {"failures": 0, "at": settings.now().isoformat()}
        old = settings.now() - dt.datetime.fromisoformat(record["at"]) > FORGOTTEN[kind]
        failures = 1 if old else record["failures"] + 1
        over = failures - FREE[kind]
        pause = min(dt.timedelta(seconds=2.0 ** min(over, 20)), LONGEST) if over > 0 else dt.timedelta(0)
        now = settings.now()
        files.write(path, {"failures": failures, "at": now.isoformat(), "until": (now + pause).isoformat()})


def succeeded(home: Path, account: str) -> None:
    """Forgets an account's failures; its address keeps its own."""
    files.remove(_path(home, "account", account))


def tidy(home: Path, settings: ConsoleSettings) -> None:
    """Removes what is forgotten anyway."""
    for path in _folder(home).glob("*-*.json") if _folder(home).is_dir() else ():
        record = files.read(path) or {}
        if "at" not in record or settings.now() - dt.datetime.fromisoformat(record["at"]) > FORGOTTEN["account"]:
            files.remove(path)
