"""A full disk or a killed reader says nothing of the file: the check stops, and no outcome is kept."""

import errno
import signal
from pathlib import Path

import pytest

from acceptance import contracts
from acceptance.sheets import child, guard, isolate, read_package
from acceptance.workbooks import write_template


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return write_template(contracts.lines()["opinion"], tmp_path / "意见.xlsx")


def read(package: Path) -> object:
    return read_package(package, contracts.lines()["opinion"], contracts.tables())


@pytest.mark.parametrize("number", sorted(child.MACHINE))
def test_an_error_of_the_machine_is_no_refusal(package, monkeypatch, number):
    def full(*_: object) -> None:
        raise OSError(number, "injected")

    monkeypatch.setattr(guard, "sha256", full)
    with pytest.raises(guard.MachineFailure):
        read(package)


def test_another_error_of_reading_still_refuses(package, monkeypatch):
    def gone(*_: object) -> None:
        raise OSError(errno.ENOENT, "injected")

    monkeypatch.setattr(guard, "sha256", gone)
    assert read(package).refused


def test_the_readers_own_full_disk_is_told_apart(monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "injected")

    monkeypatch.setattr(child, "read_parquet", full)
    assert child.run({"kind": "parquet"}, {})["error"] == "machine"


def test_a_reader_killed_from_outside_is_no_refusal(package, monkeypatch):
    monkeypatch.setattr(isolate, "_run", lambda order, seconds, tell: ([], -signal.SIGKILL))
    with pytest.raises(guard.MachineFailure):
        read(package)


def test_an_answer_of_a_full_disk_is_no_refusal(package, monkeypatch):
    monkeypatch.setattr(isolate, "_run", lambda order, seconds, tell: ([{"error": "machine", "facts": ["full"]}], 0))
    with pytest.raises(guard.MachineFailure):
        read(package)
