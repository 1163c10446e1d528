"""Reading files of 200,000 rows x 40 columns (xlsx) and 1,000,000 rows x 40 columns (csv): seconds and memory.

Memory of the process that asks and of the reader in its own process, each at its highest. The bar is the one that
`campaign check` shows.
"""

import json
import os
import resource
import tempfile
from pathlib import Path

from rich.console import Console

from acceptance import sheets
from acceptance.sheets import Limits
from benchmarks import big_files
from benchmarks.measure import timed
from flows import progress

SIZES = {"xlsx": (big_files.write_book, 200_000), "csv": (big_files.write_csv, 1_000_000)}
LIMITS = Limits(cells=50_000_000)
"""The csv is larger than a package may be; the workbook is read under the limits of every package."""


def run(scale: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for kind, (write, full) in SIZES.items():
            count = round(full * scale)
            path = write(Path(folder) / f"大表.{kind}", count)
            show(path, count, measure(path, bar=True))
            path.unlink()


def show(path: Path, count: int, found: dict[str, float]) -> None:
    assert found["rows"] == count
    print(
        f"\n{path.suffix[1:]}, {count:,} rows x {big_files.COLUMNS} columns, {path.stat().st_size >> 20} MB: "
        f"{found['wall']:.1f} s wall, {found['cpu']:.1f} s CPU; peak {found['own_mb']:.0f} MB here, "
        f"{found['reader_mb']:.0f} MB in the reader; progress told {found['told']:.0f} times",
        flush=True,
    )


def measure(path: Path, *, bar: bool = False) -> dict[str, float]:
    """Reads the file in a process of its own, so that nothing else is counted: seconds, MB at the highest, rows."""
    coming, going = os.pipe()
    if (child := os.fork()) == 0:
        try:
            os.write(going, json.dumps(_read(path, bar)).encode())
        finally:
            os._exit(0)
    os.close(going)
    with open(coming, "rb") as answer:  # noqa: PTH123 - a pipe has no path
        found = json.loads(answer.read())
    os.waitpid(child, 0)
    return found


def _read(path: Path, bar: bool) -> dict[str, float]:
    told = 0
    with progress.shown(Console(), bar) as tell:

        def listen(what: str, done: int, total: int) -> None:
            nonlocal told
            told += 1
            tell(what, done, total)

        reading = timed(lambda: sheets.read_table(path, big_files.TABLE, limits=LIMITS, tell=listen))
    own, reader = (resource.getrusage(w).ru_maxrss / 1024 for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    rows = reading.made.tables[big_files.TABLE.name].rows
    return {"wall": reading.wall, "cpu": reading.cpu, "own_mb": own, "reader_mb": reader, "told": told, "rows": rows}
