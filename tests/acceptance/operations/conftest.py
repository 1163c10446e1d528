"""A home with a few received packages, written without any pipeline."""

import datetime as dt
from pathlib import Path

import pytest

from acceptance import season, store
from flows import homes

NOW = dt.datetime(2026, 12, 1, 9, 30)
COUNTY = "500229"


@pytest.fixture
def home(tmp_path: Path) -> store.Home:
    """One received workbook, one received folder, one waiting package, one draw and one published-looking file."""
    opened = store.Home.open(homes.initialise(tmp_path / "home", 2026, drill=False).path)
    store.submit_bytes(opened, COUNTY, "self_check", "自查.xlsx", b"self-check")
    folder = tmp_path / "民意"
    folder.mkdir()
    (folder / "答卷.csv").write_bytes(b"answers")
    store.submit(opened, COUNTY, "opinion", folder)
    store.receive_all(opened, NOW, lambda line: False)
    store.submit_bytes(opened, COUNTY, "municipal", "验收.xlsx", b"waiting")
    store.store_draw(opened, COUNTY, "opinion", 1, {"seed": "s"})
    for part in ("lake", "runs", "results"):
        (opened.path / part / "x.bin").write_bytes(part.encode())
    return opened


@pytest.fixture
def opened(home: store.Home) -> season.Season:
    """The same home, opened for the year; no county has a task."""
    return season.open_season(home.path)


@pytest.fixture
def tree():
    """Relative path -> bytes of everything in a folder."""
    return lambda folder: {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
