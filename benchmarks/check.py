"""`campaign check` on a county's self-check of 15,000 households: as csv in a zip, and as one workbook."""

import csv
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

import xlsxwriter

from benchmarks.county import HOUSEHOLDS
from benchmarks.measure import Laps
from flows import homes
from tasks import quality

ZIPPED = 1_001
"""Households from which on the synthetic county sends csv in a zip."""


def run(scale: float) -> None:
    households = max(round(HOUSEHOLDS * scale), ZIPPED)
    with tempfile.TemporaryDirectory() as folder:
        archive = package(Path(folder), households)
        book = as_book(archive)
        laps = Laps()
        for path in (archive, book):
            with laps.lap(f"campaign check {path.suffix[1:]}"):
                command = [str(Path(sys.executable).with_name("campaign")), "check", str(path)]
                subprocess.run(command, check=True, capture_output=True)
        for path in (archive, book):
            with laps.lap(f"the check alone {path.suffix[1:]}"):
                quality.check_offline(path, line=None, county=None, home=path.parent / "none", today=None)
        laps.show(f"check before sending, {households} households")


def package(folder: Path, households: int) -> Path:
    """The self-check of a synthetic county, as it lies in the inbox."""
    home = folder / "county"
    homes.initialise(home, 2026, drill=True)
    homes.fill(home, counties=1, households=households, seed=1, defects="demo")
    [sent] = home.glob("inbox/*/self_check/*.zip")
    return Path(shutil.copy(sent, folder / "county.zip"))


def as_book(archive: Path) -> Path:
    """The same tables as the sheets of one workbook, every cell a text."""
    path = archive.with_suffix(".xlsx")
    with zipfile.ZipFile(archive) as held, xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        for name in (n for n in held.namelist() if n.endswith(".csv")):
            sheet = book.add_worksheet(PurePosixPath(name).stem)
            rows = csv.reader(io.TextIOWrapper(held.open(name), encoding="utf-8-sig", newline=""))
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    if text:
                        sheet.write_string(row, column, text)
    return path
