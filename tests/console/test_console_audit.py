"""The audit log: unbroken, append-only, provable, written by many at once, without a full number."""

import json
import os
from pathlib import Path

import pytest

from console import audit
from console.audit import ALLOWED, Event, record, verify
from console.settings import ConsoleSettings
from tests.console.offices import ID_NUMBER, PHONE, Clock


def filled(home: Path, settings: ConsoleSettings, count: int = 5) -> Path:
    for number in range(count):
        record(home, settings, Event("看户", ALLOWED, "li", "municipal", "10.0.0.1", "500229", f"户{number}"))
    [path] = audit.folder_of(home).glob("*.jsonl")
    return path


def test_an_untouched_log_is_intact(tmp_path: Path, settings: ConsoleSettings) -> None:
    assert verify(tmp_path) == audit.Verified(True, 0, audit.START)
    filled(tmp_path, settings)
    found = verify(tmp_path)
    assert found.intact and found.lines == 5


@pytest.mark.parametrize("harm", ["change", "remove", "swap", "cut", "add", "empty"])
def test_every_harm_is_seen(tmp_path: Path, settings: ConsoleSettings, harm: str) -> None:
    path = filled(tmp_path, settings)
    lines = path.read_bytes().splitlines(keepends=True)
    harmed = {
        "change": [*lines[:2], lines[2].replace("户2".encode(), "户9".encode()), *lines[3:]],
        "remove": lines[:2] + lines[3:],
        "swap": [lines[1], lines[0], *lines[2:]],
        "cut": lines[:-1],
        "add": [*lines, lines[-1]],
        "empty": [],
    }[harm]
    path.write_bytes(b"".join(harmed))
    found = verify(tmp_path)
    assert not found.intact and found.problem


def test_a_line_cut_off_by_a_crash_is_named_and_the_log_goes_on(tmp_path: Path, settings: ConsoleSettings) -> None:
    path = filled(tmp_path, settings)
    with path.open("ab") as stream:
        stream.write(b'{"n":6,"at":"2026')
    assert not verify(tmp_path).intact
    filled(tmp_path, settings, 1)
    found = verify(tmp_path)
    assert found.intact and found.lines == 7
    assert any(line["what"] == audit.TORN for line in audit.newest(tmp_path, 9))


def test_the_chain_runs_on_over_months_and_never_back(tmp_path: Path, settings: ConsoleSettings, clock: Clock) -> None:
    filled(tmp_path, settings, 2)
    clock.pass_by(days=40)
    record(tmp_path, settings, Event("退出", ALLOWED))
    clock.pass_by(days=-60)
    record(tmp_path, settings, Event("登录", ALLOWED))
    assert [p.name for p in sorted(audit.folder_of(tmp_path).glob("*.jsonl"))] == ["2026-12.jsonl", "2027-01.jsonl"]
    assert verify(tmp_path).lines == 4 and verify(tmp_path).intact


def test_many_processes_write_at_once(tmp_path: Path, settings: ConsoleSettings) -> None:
    children = []
    for number in range(4):
        child = os.fork()
        if not child:
            for _ in range(25):
                record(tmp_path, settings, Event("看户", ALLOWED, f"p{number}"))
            os._exit(0)
        children.append(child)
    assert all(os.waitpid(child, 0)[1] == 0 for child in children)
    found = verify(tmp_path)
    assert found.intact and found.lines == 100


def test_no_full_number_is_written(tmp_path: Path, settings: ConsoleSettings) -> None:
    record(tmp_path, settings, Event("查户", ALLOWED, object=ID_NUMBER, detail=f"电话{PHONE}，残疾证{ID_NUMBER}43"))
    written = "".join(path.read_text() for path in audit.folder_of(tmp_path).glob("*.jsonl"))
    assert ID_NUMBER not in written and PHONE not in written and "500229**********34" in json.loads(written)["object"]
