"""Fixtures shared by the tests of the spine, the flows and the command line: small homes made once and copied.

What costs time to import is imported in the fixtures: every test of the project loads this file.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest


class Here(Executor):
    """Renders reports in this process, which spares every test run the start of two interpreters."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            future.set_exception(problem)
        return future


@pytest.fixture(scope="session")
def in_process() -> Iterator[Callable[[], Executor]]:
    """Reports are rendered here; yields what makes the pool of processes that renders them otherwise."""
    from tasks import reports

    processes = reports._pool
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reports, "_pool", Here)
        yield processes


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties of 50 households; everything lies in the inbox."""
    from tests import spine_homes

    return spine_homes.make(tmp_path_factory.mktemp("sent") / "home")


@pytest.fixture(scope="session")
def advanced(sent: Path, tmp_path_factory: pytest.TempPathFactory, in_process: Callable[[], Executor]) -> Path:
    """The same home after one advance. Never written to: tests copy it."""
    from tests import spine_homes

    home = spine_homes.copy(sent, tmp_path_factory.mktemp("advanced") / "home")
    spine_homes.advance(home)
    return home


@pytest.fixture(scope="session")
def complete(
    advanced: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[tuple[str, str]], dict[str, str]]:
    """The advanced home after the held-back package arrived: home, the steps that did work, how each run ended."""
    from tests import spine_homes

    home = spine_homes.copy(advanced, tmp_path_factory.mktemp("complete") / "home")
    spine_homes.release(home)
    with pytest.MonkeyPatch.context() as patch, spine_homes.counting(patch) as worked:
        ended = spine_homes.advance(home)
    return home, worked, {county: outcome.state for county, outcome in ended.items()}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A campaign with every planted kind (tests.truth.Found): what was planted beside what is found."""
    from tests import truth

    return truth.look(tmp_path_factory.mktemp("world"), tmp_path_factory.mktemp("registries"))


@pytest.fixture
def unprinted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports are a few bytes that depend on what they would print: for tests that look at the rest."""
    from acceptance import store
    from tasks import reports

    def render(context: str, attached: list[dict[str, Any]], target: str) -> dict[str, Any]:
        Path(target).write_text(store.hash_value([context, [str(one["data"]) for one in attached]]))
        return {"sha256": store.hash_file(Path(target)), "pages": 1}

    monkeypatch.setattr(reports, "_pool", Here)
    monkeypatch.setattr(reports.rendering, "print_job", render)


@pytest.fixture
def unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    """No feedback workbooks: for tests that look at the rest."""
    from tasks import answers

    monkeypatch.setattr(answers, "write", lambda *_: None)


@pytest.fixture
def home(advanced: Path, tmp_path: Path) -> Path:
    """A copy of the advanced home to do things to."""
    from tests import spine_homes

    return spine_homes.copy(advanced, tmp_path / "home")
