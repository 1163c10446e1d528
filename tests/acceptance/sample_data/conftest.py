"""Campaigns made once for the tests of this room."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from acceptance import campaign, contracts, sheets, sql
from acceptance.sample_data import SampleSummary, generate

Made = tuple[Path, SampleSummary]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    year = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")

    def made(**arguments: object) -> Made:
        home = tmp_path_factory.mktemp("home")
        return home, generate(home, year, **arguments)  # type: ignore[arg-type]

    return made


@pytest.fixture(scope="session")
def demo(make: Callable[..., Made]) -> Made:
    """Three counties of 400 households, as `campaign demo` makes them."""
    return make()


@pytest.fixture(scope="session")
def small(make: Callable[..., Made]) -> Made:
    """One county of 50 households, visited whole."""
    return make(counties=1, households=50)


def read(con: duckdb.DuckDBPyConnection, home: Path, county: str, line: str) -> None:
    """Makes a table of every table of a package, typed as on arrival; nothing in it may be unreadable."""
    (path,) = (home / "inbox" / county / line).iterdir()
    package = sheets.read_package(path, contracts.lines()[line], contracts.tables())
    assert not package.problems
    for name, raw in package.tables.items():
        typed = sheets.type_table(con, raw, contracts.tables()[name], into=name)
        assert typed.findings.num_rows == 0


@pytest.fixture(scope="session")
def register(demo: Made) -> Iterator[duckdb.DuckDBPyConnection]:
    """The first county of the demo, every line read back."""
    with sql.connect() as con:
        for line in ("self_check", "municipal", "exit_evaluation", "opinion", "adjudication"):
            read(con, demo[0], "500229", line)
        yield con
