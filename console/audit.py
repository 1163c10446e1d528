"""The audit log: who saw, took, signed or changed what, when and from where. Append-only, chained by hashes.

<home>/console/audit/<year>-<month>.jsonl; each line holds the hash of the one before. `head` names the
newest line, so that a cut tail is noticed. No full identity or telephone number is ever written into it.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance import store
from console import files
from console.masks import hide
from console.settings import ConsoleSettings

START = "0" * 64
ALLOWED, REFUSED, DONE = "允许", "拒绝", "办理"
TORN = "未写完的一行"


@dataclass(frozen=True)
class Verified:
    """intact: every line follows from the one before. head: hash of the newest line. problem: Chinese, else ''."""

    intact: bool
    lines: int
    head: str
    problem: str = ""


@dataclass(frozen=True)
class Event:
    """One thing that happened. who: login, '' before sign-in. county, object: about what. detail: a short sentence."""

    what: str
    outcome: str
    who: str = ""
    role: str = ""
    address: str = ""
    county: str = ""
    object: str = ""
    detail: str = ""


def folder_of(home: Path) -> Path:
    return home / "console" / "audit"


def _hash(facts: dict[str, Any]) -> str:
    return hashlib.sha256(store.canonical_json(facts)).hexdigest()


def record(home: Path, settings: ConsoleSettings, event: Event) -> None:
    """Appends one line. Writers of any number of processes take turns; a line left half-written is named and kept."""
    folder = folder_of(home)
    with files.locked(folder):
        moment = settings.now()
        path = folder / f"{moment:%Y-%m}.jsonl"
        newest, number, last, torn = _tail(folder, path)
        path = max(path, newest)  # a clock set back never reopens an earlier month
        if torn:
            broken = Event(TORN, REFUSED, detail=hashlib.sha256(torn).hexdigest())
            last = _append(newest, number := number + 1, last, moment.isoformat(), broken, b"\n")
        head = _append(path, number + 1, last, moment.isoformat(), event)
        _set_head(folder, number + 1, head)


def _append(path: Path, number: int, last: str, at: str, event: Event, before: bytes = b"") -> str:
    facts = {"n": number, "at": at, **{k: hide(v)[:300] for k, v in vars(event).items() if v}, "prev": last}
    facts["hash"] = _hash(facts)
    line = before + store.canonical_json(facts) + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line)
        if event.outcome == DONE:
            os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    return str(facts["hash"])


def _tail(folder: Path, fallback: Path) -> tuple[Path, int, str, bytes]:
    """(newest file, number and hash of the newest line, unfinished bytes behind it); START where there is none."""
    listed = sorted(folder.glob("*.jsonl"), reverse=True)
    torn = b""
    for path in listed:
        with path.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - 16_384))
            *lines, rest = stream.read().split(b"\n")
        torn = torn or rest
        for line in reversed(lines):
            if (facts := _parsed(line)) is not None:
                return listed[0], int(facts["n"]), str(facts["hash"]), torn
    return (listed[0] if listed else fallback), 0, START, torn


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        facts = json.loads(line)
    except ValueError:
        return None
    return facts if isinstance(facts, dict) and "hash" in facts and "n" in facts else None


def _set_head(folder: Path, number: int, head: str) -> None:
    descriptor = os.open(folder / "head", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, f"{number:012} {head}\n".encode(), 0)
    finally:
        os.close(descriptor)


def _lines(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                yield f"{path.name} 第 {number} 行", line.rstrip(b"\n")


def verify(home: Path) -> Verified:
    """Reads the whole log and proves that no line was changed, removed, added or moved."""
    folder = folder_of(home)
    if not folder.is_dir():
        return Verified(True, 0, START)
    with files.locked(folder):
        return _verify(folder)


def _verify(folder: Path) -> Verified:
    number, last, torn, seen = 0, START, b"", {0: START}
    for place, line in _lines(folder):
        facts = _parsed(line)
        if facts is None:
            if torn:
                return Verified(False, number, last, f"{place}：不是一行完整的记录。")
            torn = line
            continue
        stated = facts.pop("hash")
        if facts.get("prev") != last or facts["n"] != number + 1 or _hash(facts) != stated:
            return Verified(False, number, last, f"{place}：与上一行不连续，或内容被改动。")
        if torn and facts.get("detail") != hashlib.sha256(torn).hexdigest():
            return Verified(False, number, last, f"{place}：前面有一行被损坏。")
        number, last, torn = number + 1, stated, b""
        seen[number] = last
    head = _head(folder)
    if head is not None and seen.get(head[0]) != head[1]:
        return Verified(False, number, last, f"末尾缺少记录：应有第 {head[0]} 行。")
    if torn:
        return Verified(False, number, last, "最后一行不完整。")
    return Verified(True, number, last)


def _head(folder: Path) -> tuple[int, str] | None:
    path = folder / "head"
    if not path.is_file():
        return None
    number, _, head = path.read_text(encoding="ascii").strip().partition(" ")
    return int(number), head


def newest(home: Path, count: int, wanted: str = "") -> list[dict[str, Any]]:
    """The newest lines, newest first, that contain `wanted`."""
    found: list[dict[str, Any]] = []
    for path in sorted(folder_of(home).glob("*.jsonl"), reverse=True):
        for line in reversed(path.read_bytes().split(b"\n")):
            if (facts := _parsed(line)) is not None and wanted in json.dumps(facts, ensure_ascii=False):
                found.append(facts)
                if len(found) == count:
                    return found
    return found
