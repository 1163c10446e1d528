"""A home, packages to drop into it, and processes that die at a chosen point of the protocol."""

import os
import traceback
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from acceptance.store import Home, points, receive_all

NOW = datetime(2026, 12, 1, 9, 30)


class Desk:
    """What the tests do to a home."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def drop(self, name: str, data: bytes, county: str = "500229", line: str = "self_check") -> Path:
        path = self.home.inbox(county, line) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def receive(self, accumulates: bool = False):
        return receive_all(self.home, NOW, lambda line: accumulates)

    def tree(self, *below: str) -> dict[str, bytes]:
        """Relative path -> bytes of every file below a folder of the home."""
        root = self.home.path.joinpath(*below)
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def fork(action: Callable[[], object]) -> int:
    """Starts `action` in a child process; returns its process id. The child ends with 0, or 1 after an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 warns when some other test left threads behind
        child = os.fork()
    if child:
        return child
    try:
        action()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    """The exit code of a child."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(number: int, action: Callable[[], object]) -> str | None:
    """Runs `action` in a child that dies at the number-th point (from 0). None when it ended before."""
    reader, writer = os.pipe()
    passed = []

    def die(name: str) -> None:
        if len(passed) == number:
            os.write(writer, name.encode())
            os._exit(9)
        passed.append(name)

    def run() -> None:
        points.install(die)
        action()

    code = ended(fork(run))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        name = pipe.read()
    assert code in (0, 9), f"the child failed with {code}"
    return name if code == 9 else None


class Processes:
    """Children: `fork(action)`, `ended(child)`, `killed_at(number, action)`."""

    fork = staticmethod(fork)
    ended = staticmethod(ended)
    killed_at = staticmethod(killed_at)


@pytest.fixture
def processes() -> type[Processes]:
    return Processes


@pytest.fixture
def new_desk(tmp_path: Path) -> Callable[[], Desk]:
    made = []

    def make() -> Desk:
        made.append(Desk(Home.init(tmp_path / f"home{len(made)}", 2026, drill=True)))
        return made[-1]

    return make


@pytest.fixture
def desk(new_desk: Callable[[], Desk]) -> Desk:
    return new_desk()
