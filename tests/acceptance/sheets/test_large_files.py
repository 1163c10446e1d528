"""Large files are read in memory that grows by little for each cell (figures: `python -m benchmarks large`)."""

import pytest

from benchmarks import big_files, large

SMALL, LARGE = 20_000, 60_000


@pytest.mark.slow
@pytest.mark.parametrize(
    ("write", "suffix", "own", "reader"), [(big_files.write_book, "xlsx", 60, 100), (big_files.write_csv, "csv", 90, 0)]
)
def test_memory_grows_by_few_bytes_a_cell(tmp_path, write, suffix, own, reader):
    """own, reader: bytes a cell at most in the process that asks and in the one that reads (measured: 25, 67; 35)."""
    few, many = (large.measure(write(tmp_path / f"{n}.{suffix}", n)) for n in (SMALL, LARGE))
    assert (few["rows"], many["rows"]) == (SMALL, LARGE)
    cells = (LARGE - SMALL) * big_files.COLUMNS
    for name, most in (("own_mb", own), ("reader_mb", reader)):
        assert (many[name] - few[name]) * 2**20 / cells <= most, name
