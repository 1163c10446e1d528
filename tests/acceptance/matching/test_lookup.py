"""The index beside a loaded registry: whatever became of it, the records are those of the Parquet."""

import dataclasses
import datetime as dt

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from acceptance.matching import lookup, match

from .town import REGISTRIES, connection, id_no, person

SCHOOL = REGISTRIES["school"]
EVERYBODY = np.arange(100, dtype=np.int64)


def loaded(path, keys, *, group=4, **more):
    """A registry as `load_registry` leaves it, without its index; `more` replaces columns."""
    rows = {
        "k": pa.array(keys, pa.int64()),
        "upgraded": pa.array([False] * len(keys)),
        "name": pa.array([f"某{n}" for n in range(len(keys))], pa.string()),
        "snapshot_date": pa.array([dt.date(2026, 11, 1)] * len(keys), pa.date32()),
        "src_file": pa.array([f"{n // 2}.csv" for n in range(len(keys))], pa.string()),
        "src_sheet": pa.array(["学籍"] * len(keys), pa.string()),
        "src_row": pa.array(range(2, len(keys) + 2), pa.int32()),
    }
    rows |= {name: pa.array([f"{name}{n}" for n in range(len(keys))]) for name in ("school", "grade", "status")}
    pq.write_table(pa.table(rows | {n: pa.array(v) for n, v in more.items()}), path, row_group_size=group)
    return path


def asked(path, keys=EVERYBODY, registry=SCHOOL):
    """(k, name, status, src_file, src_row) of the records of these keys."""
    found = lookup.records(path, registry, np.array(keys, np.int64))
    columns = (found.column(name).to_pylist() for name in ("k", "name", "status", "src_file", "src_row"))
    return list(zip(*columns, strict=True))


def slow(path, keys=EVERYBODY):
    rows = pq.read_table(path).to_pylist()
    return [tuple(r[n] for n in ("k", "name", "status", "src_file", "src_row")) for r in rows if r["k"] in set(keys)]


@pytest.fixture
def school(tmp_path):
    return loaded(tmp_path / "1.parquet", [3, 3, 5, 7, 7, 7, 9, None, None])


@pytest.mark.parametrize(
    "keys",
    [[], [2], [3], [4], [7], [9], [10], [3, 9], [0, 3, 4, 5, 6, 7, 8, 9, 10], [5, 6], range(100)],
)
def test_the_records_of_the_keys_in_order_and_no_others(school, keys):
    assert asked(school, keys) == slow(school, keys)


@pytest.mark.parametrize("batch", [1, 2, 3, 5])
def test_one_persons_records_may_lie_in_several_batches(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(lookup, "BATCH", batch)
    path = loaded(tmp_path / "1.parquet", [1, 2, 2, 2, 2, 2, 4, 4, None, None, None], group=2)
    assert asked(path) == slow(path) and len(asked(path)) == 8
    with pa.ipc.open_file(lookup.path(path)) as index:
        assert index.num_record_batches > 1


@pytest.mark.parametrize("keys", [[], [None, None]])
def test_nobody_is_found_where_nobody_has_a_number(tmp_path, keys):
    path = loaded(tmp_path / "1.parquet", keys)
    assert asked(path) == [] and "status" in lookup.records(path, SCHOOL, EVERYBODY).column_names


def remove(index):
    index.unlink()


def tear(index):
    index.write_bytes(index.read_bytes()[:-10])


def empty(index):
    index.write_bytes(b"")


def of_another_parquet(index):
    other = loaded(index.with_name("2.parquet"), [3, 5, 6])
    lookup.write(other, index, lookup.columns(SCHOOL))


def without_a_column(index):
    lookup.write(index.with_suffix(".parquet"), index, [c for c in lookup.columns(SCHOOL) if c != "status"])


@pytest.mark.parametrize("spoilt", [remove, tear, empty, of_another_parquet, without_a_column])
def test_an_index_that_is_of_no_use_is_made_again(school, spoilt):
    right = asked(school)
    sound = lookup.path(school).read_bytes()
    spoilt(lookup.path(school))
    assert asked(school) == right == slow(school)
    assert lookup.path(school).read_bytes() == sound
    assert {one.suffix for one in school.parent.iterdir()} == {".parquet", ".arrow"}  # nothing unfinished stays


def test_a_sound_index_is_left_alone(school):
    asked(school)
    before = lookup.path(school).stat().st_mtime_ns, lookup.path(school).stat().st_ino
    asked(school, [3])
    assert (lookup.path(school).stat().st_mtime_ns, lookup.path(school).stat().st_ino) == before


def test_a_parquet_that_was_replaced_is_read_anew_in_the_same_process(school):
    assert len(asked(school)) == 7
    loaded(school, [3, 4])
    assert asked(school) == slow(school) and len(asked(school)) == 2


def test_a_contract_that_names_another_column_gets_it(school):
    asked(school)
    longer = dataclasses.replace(SCHOOL, evidence="src_unit || school")
    pq.write_table(pq.read_table(school).append_column("src_unit", pa.array(["县教委"] * 9)), school)
    assert lookup.records(school, longer, EVERYBODY).column("src_unit").to_pylist() == ["县教委"] * 7


def test_what_was_found_outlives_the_index(school):
    found = lookup.records(school, SCHOOL, EVERYBODY)
    lookup.path(school).unlink()
    school.unlink()
    lookup._kept.cache_clear()
    assert found.column("src_file").to_pylist() == ["0.csv", "0.csv", "1.csv", "1.csv", "2.csv", "2.csv", "3.csv"]


def test_more_files_than_a_byte_counts_keep_their_names(tmp_path):
    path = loaded(tmp_path / "1.parquet", list(range(300)))  # 150 source files
    assert asked(path, [298, 299]) == slow(path, [298, 299])


def key(number):
    return int(id_no(number)[:17])


def test_several_deliveries_of_one_registry_are_looked_up_together_and_forgotten_by_the_next_match(tmp_path):
    con = connection([person(1), person(2), person(3, id_no=""), person(4, id_no="0")])
    parts = [loaded(tmp_path / f"{n}.parquet", [key(n)], name=["张三"]) for n in (1, 2)]
    match(con, "person", {"school": parts}, 2026)
    found = "SELECT person_id, src_file FROM department_record ORDER BY person_id"
    assert con.execute(found).fetchall() == [("p1", "0.csv"), ("p2", "0.csv")]
    match(con, "person", {"school": parts[1]}, 2026)
    assert con.execute(found).fetchall() == [("p2", "0.csv")]
    [(held,)] = con.execute("SELECT count(*) FROM duckdb_views() WHERE starts_with(view_name, 'found_in_')").fetchall()
    assert held == 1


def test_persons_of_whom_nobody_has_a_key(tmp_path):
    con = connection([person(1, id_no=""), person(2, id_no="51010")])
    match(con, "person", {"school": loaded(tmp_path / "1.parquet", [key(1), key(2)])}, 2026)
    assert con.execute("SELECT (SELECT count(*) FROM hit), count(*) FROM department_record").fetchall() == [(0, 0)]
