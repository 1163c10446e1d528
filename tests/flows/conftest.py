"""The only place that starts a Prefect server: one for the whole session, on SQLite in a folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import settings


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect as the project sets it, with an empty database."""
    before = dict(os.environ)
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    settings.apply()
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def ready(server: None, home: Path, unprinted: None) -> Path:
    """A copy of the advanced home with a server at hand; reports are not laid out."""
    return home
