"""How the reading tests read: the small contract of sheet_files, and any bound a test wants."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sheet_files as files

from acceptance.sheets import Limits, RawPackage, read_package

Read = Callable[..., RawPackage]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a package of the test contract; keywords are limits."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def reader(path: Path, **limits: Any) -> RawPackage:
        package = read_package(path, files.LINE, files.TABLES, limits=Limits(**limits), scratch=scratch)
        assert not list(scratch.iterdir()), "unpacked files are left behind"
        return package

    return reader


@pytest.fixture
def codes(read: Read) -> Callable[..., list[str]]:
    """The problem codes that reading a package gives, in order."""
    return lambda path, **limits: [p.code for p in read(path, **limits).problems]
