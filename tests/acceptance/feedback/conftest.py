"""The small package is read once: reading starts a process of its own."""

import pytest

from acceptance.sheets import RawPackage

from . import packages


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> RawPackage:
    return packages.read(packages.write_book(tmp_path_factory.mktemp("sent") / "申报包.xlsx", packages.sheets()))
