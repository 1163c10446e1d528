"""The records of a few people out of a loaded registry, without reading the others.

Parquet is read by row groups: a county of which one person in twenty was first registered elsewhere has keys in nearly
all of them. Beside <n>.parquet therefore lies <n>.arrow, the columns that matching needs once more: uncompressed, in
the same order. It is mapped into memory, a binary search finds the records of the keys, and only pages that hold them
are touched. It is made again from the Parquet where it is missing or torn, was made of another one (told by its size)
or lacks a column that the contract names today.
"""

import functools
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from acceptance.contracts import Registry

LINEAGE = ("src_file", "src_sheet")
"""A handful of texts in millions of rows: kept as numbers into a list."""
ALWAYS = ("k", "upgraded", "name", "snapshot_date", *LINEAGE, "src_row")
BATCH = 1 << 20
"""Records that are skipped or searched together, about."""
MADE_OF = b"made_of"
"""In the metadata of an index: the bytes of the Parquet it was made of."""
Keys = npt.NDArray[np.int64]


def path(parquet: Path) -> Path:
    """Where the index of a loaded registry lies."""
    return parquet.with_suffix(".arrow")


def records(parquet: Path, registry: Registry, keys: Keys) -> pa.Table:
    """Every record of these keys, in the order of the Parquet, with the columns of `columns`.

    keys: rising and distinct. Nothing that is returned rests on the file.
    """
    wanted = columns(registry)
    rows = _present(parquet, wanted)
    if rows is None:
        _make(parquet, wanted)
        rows = _present(parquet, wanted)
    assert rows is not None  # nobody deletes deliveries
    keys_of_rows = rows.column("k").chunks
    if registry.indicator:  # it knows few people, here and there: the pages of their records are let go again
        rows = _mapped(path(parquet))
    chosen = rows.select(wanted)
    found = pa.Table.from_batches(_found(chosen, keys_of_rows, keys), chosen.schema)
    # the list of a dictionary lies in the file
    return found.cast(pa.schema([(f.name, pa.string() if f.name in LINEAGE else f.type) for f in chosen.schema]))


def _present(parquet: Path, wanted: Sequence[str]) -> pa.Table | None:
    """The index as it lies there; None where it is missing, torn, lacks a column or was made of another Parquet."""
    index = path(parquet)
    try:
        now = index.stat()
        rows = _kept(index, (now.st_ino, now.st_size, now.st_mtime_ns))
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    made_of = (rows.schema.metadata or {}).get(MADE_OF)
    return rows if made_of == _size(parquet) and set(wanted) <= set(rows.column_names) else None


@functools.lru_cache(maxsize=32)
def _kept(index: Path, _version: tuple[int, ...]) -> pa.Table:
    """Stays mapped for the next county, which needs much the same pages: mapping them anew costs more than the rest."""
    return _mapped(index)


def _mapped(index: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(index))).read_all()


def _size(parquet: Path) -> bytes:
    return str(parquet.stat().st_size).encode()


def _found(rows: pa.Table, keys_of_rows: Sequence[pa.Array], keys: Keys) -> Iterator[pa.RecordBatch]:
    for batch, column in zip(rows.to_batches(), keys_of_rows, strict=True):
        places = _places(column, keys)
        if len(places):
            # not pa.array() or to_numpy(), which import pandas where it is installed
            chosen = pa.Array.from_buffers(pa.int64(), len(places), [None, pa.py_buffer(places)])
            yield batch.set_column(ALWAYS.index("k"), "k", column).take(chosen)  # of the pages that are there already


def _places(column: pa.Array, keys: Keys) -> Keys:
    """Where in this rising column, whose NULLs stand last, the keys are."""
    valid = np.frombuffer(column.buffers()[1], np.int64, len(column) - column.null_count)
    if not len(valid):
        return np.empty(0, np.int64)
    low, high = np.searchsorted(keys, [valid[0], valid[-1] + 1])
    mine = keys[low:high]
    first = np.searchsorted(valid, mine)  # below the length: no key of `mine` is above the last
    met = valid[first] == mine
    first, last = first[met], np.searchsorted(valid, mine[met], side="right")
    counts = last - first
    before = np.cumsum(counts) - counts
    return np.repeat(first - before, counts) + np.arange(counts.sum())


def columns(registry: Registry) -> list[str]:
    """What match reads of a registry: what its contract's SQL names, and what every record has."""
    named = set(re.findall(r"\w+", " ".join([registry.states, registry.evidence, registry.counts_when])))
    named |= set(registry.record_key) - {"id_no"}  # a number is compared by its key
    return list(dict.fromkeys([*ALWAYS, *(c.name for c in registry.columns if c.name in named)]))


def _make(parquet: Path, wanted: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory(prefix=".indexing-", dir=parquet.parent) as scratch:
        write(parquet, Path(scratch) / "rows", wanted)
        (Path(scratch) / "rows").replace(path(parquet))


def write(parquet: Path, target: Path, wanted: Sequence[str]) -> None:
    """These columns of the Parquet into `target`, in bounded memory; the same bytes for the same Parquet."""
    with pq.ParquetFile(parquet, read_dictionary=list(LINEAGE)) as file:
        lists = {name: _values(file, name) for name in LINEAGE}
        kinds = {name: file.schema_arrow.field(name).type for name in wanted}
        kinds |= {name: pa.dictionary(_narrowest(len(values)), pa.string()) for name, values in lists.items()}
        schema = pa.schema(kinds, metadata={MADE_OF: _size(parquet)})
        with pa.ipc.new_file(target, schema) as out:
            for table in _gathered(file, wanted):
                held = dict(zip(table.column_names, table.columns, strict=True))
                held |= {name: _recoded(held[name], values, schema.field(name).type) for name, values in lists.items()}
                whole = pa.Table.from_arrays([held[name] for name in wanted], schema=schema).combine_chunks()
                out.write_table(whole)


def _gathered(file: pq.ParquetFile, wanted: Sequence[str]) -> Iterator[pa.Table]:
    """The rows in tables of about BATCH, row groups being smaller."""
    held: list[pa.RecordBatch] = []
    for batch in file.iter_batches(BATCH, columns=list(wanted)):
        held.append(batch)
        if sum(map(len, held)) >= BATCH:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _narrowest(values: int) -> pa.DataType:
    """The fewer bytes a column has, the fewer pages are touched."""
    return pa.int8() if values < 1 << 7 else pa.int32()


def _values(file: pq.ParquetFile, name: str) -> pa.StringArray:
    """Each text of a column once; row groups have lists of their own, and one file has room for one list."""
    lists = (batch.column(0).dictionary for batch in file.iter_batches(BATCH, columns=[name]))
    found = {text for one in lists for text in one.to_pylist()}
    return pa.array(sorted(found), pa.string())


def _recoded(column: pa.ChunkedArray, values: pa.StringArray, kind: pa.DataType) -> pa.ChunkedArray:
    places = {text: place for place, text in enumerate(values.to_pylist())}
    moved = [
        pa.array([places[text] for text in chunk.dictionary.to_pylist()], kind.index_type).take(chunk.indices)
        for chunk in column.chunks
    ]
    return pa.chunked_array([pa.DictionaryArray.from_arrays(one, values) for one in moved], kind)
