"""Telling people once: every notice goes into a file of the home and, where set, to other channels.

`<home>/documents/notifications.jsonl`, append-only, one line per notice and channel: id, channel, on, county, text.
A channel that fails is tried again the next time; what it has been told is not repeated.
"""

import datetime as dt
import fcntl
import json
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import httpx

from acceptance import aftermath, store
from acceptance.season import Season
from acceptance.standing import Notice

FILE = "file"
WEBHOOK = "CAMPAIGN_WEBHOOK"
"""Environment variable: an address that takes {id, text} as JSON, within the office's own network."""

Channel = Callable[[str, str], Awaitable[None]]
"""(id, text) -> delivered; raises when it is not."""


def target(season: Season) -> Path:
    return season.home.path / aftermath.DOCUMENTS / "notifications.jsonl"


async def tell(season: Season, notices: Sequence[Notice], day: dt.date, channels: Mapping[str, Channel]) -> list[str]:
    """Tell every notice once on every channel; returns the words of what went wrong, per channel.

    Another process that is telling just now does it; this one returns at once.
    """
    store.make_dirs(target(season).parent)
    mark = "（演练）" if season.home.kind == "演练" else ""
    problems: dict[str, str] = {}
    with _locked(target(season)) as stream:
        if stream is None:
            return []
        told = _told(stream)
        for notice in notices:
            for name, deliver in {FILE: _nothing_more, **channels}.items():
                if (notice.id, name) in told or name in problems:
                    continue
                try:
                    await deliver(notice.id, mark + notice.text)
                except Exception as problem:  # whatever a channel raises, the others are told
                    problems[name] = f"通知渠道 {name} 没有送达，稍后再试（{type(problem).__name__}）"
                    continue
                _write(stream, notice, name, day, mark)
    return list(problems.values())


async def _nothing_more(number: str, text: str) -> None:
    """The file is written for every channel."""


async def webhook(number: str, text: str) -> None:
    """Post to the office's own address."""
    async with httpx.AsyncClient(timeout=10) as client:
        answer = await client.post(os.environ[WEBHOOK], json={"id": number, "text": text})
        answer.raise_for_status()


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO | None]:
    """The file to read and append to; None while another process has it."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        yield stream


def _told(stream: BinaryIO) -> set[tuple[str, str]]:
    """(id, channel) of every whole line; a line cut short by a crash is closed and told again."""
    lines = stream.read().split(b"\n")
    if lines[-1]:
        stream.write(b"\n")
    found = set()
    for line in lines[:-1]:
        try:
            facts = json.loads(line)
        except ValueError:
            continue
        found.add((facts["id"], facts["channel"]))
    return found


def _write(stream: BinaryIO, notice: Notice, channel: str, day: dt.date, mark: str) -> None:
    facts = {
        "id": notice.id,
        "channel": channel,
        "on": day.isoformat(),
        "county": notice.county,
        "text": mark + notice.text,
    }
    stream.write(json.dumps(facts, ensure_ascii=False).encode() + b"\n")
    stream.flush()
    os.fsync(stream.fileno())
