"""A judged home per session, a copy of it per test, and a console over the copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.read import opened
from console.settings import ConsoleSettings
from tests.console.offices import CHEAP, Clock, Office, make_home


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("console") / "home").path


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of the judged home that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "home"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(clock: Clock) -> ConsoleSettings:
    return ConsoleSettings(now=clock, hasher=CHEAP, max_upload=200_000, slow_seconds=0.5)


@pytest.fixture
def office(home: Path, settings: ConsoleSettings) -> Iterator[Office]:
    made = Office(home, settings)
    with made.runner:
        yield made
    opened.close_all()
