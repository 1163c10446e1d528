"""The only place that starts a Prefect server: one for the whole session, on SQLite in a folder of its own."""

import json
import os
import uuid
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
def ready(server: None, home: Path, unprinted: None, unanswered: None) -> Path:
    """A copy of the advanced home with a server at hand; reports are not laid out, packages not answered.

    It has an id of its own: the server would count the runs of another test's home as this one's.
    """
    mark = home / "home.json"
    mark.write_text(json.dumps(json.loads(mark.read_bytes()) | {"id": uuid.uuid4().hex}), encoding="utf-8")
    return home
