"""The lake, checks and versions in force; stored draws."""

from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from acceptance.store import (
    Basis,
    NotChecked,
    StoreError,
    draws,
    first_draw,
    in_force,
    lake_files,
    one_writer,
    read_check,
    read_draw,
    read_findings,
    receipts,
    registry_path,
    reserve_version,
    store_draw,
    unchecked,
    write_check,
    write_parquet,
    write_rows,
)

COUNTY, LINE = "500229", "self_check"
BASIS = Basis("c1", "r1")
FINDINGS = pa.table({"rule_id": ["E027", "E001"], "row": [3, 2]})


def check_all(desk, outcomes: dict[int, str], basis: Basis = BASIS) -> None:
    for receipt in receipts(desk.home, COUNTY, LINE):
        if receipt.version in outcomes:
            write_check(
                desk.home, receipt, basis, outcomes[receipt.version], {"block": 1}, FINDINGS, ["rule_id", "row"]
            )


def arrive(desk, *packages: bytes) -> None:
    for data in packages:
        desk.drop("p.xlsx", data)
        desk.receive()


def test_rows_are_sorted_and_the_same_bytes_from_table_and_relation(desk):
    table = pa.table({"household_id": ["3", "1", "2"], "src_row": [4, 2, 3]})
    path = write_rows(desk.home, LINE, "household", COUNTY, 1, table, ["household_id", "src_row"])
    assert str(path).endswith("lake/self_check/household/county_code=500229/1.parquet")
    assert pq.read_table(path, partitioning=None).to_pydict() == {"household_id": ["1", "2", "3"], "src_row": [2, 3, 4]}
    with duckdb.connect() as connection:
        write_rows(desk.home, LINE, "household", COUNTY, 2, connection.from_arrow(table), ["household_id", "src_row"])
    assert path.read_bytes() == path.with_name("2.parquet").read_bytes()
    assert lake_files(desk.home, LINE, "household", COUNTY, [1, 2, 3]) == [path, path.with_name("2.parquet")]
    assert oct(path.stat().st_mode & 0o777) == "0o600"


def test_the_bytes_do_not_depend_on_threads_or_on_the_order_of_arrival(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = false")
        for number, (threads, order) in enumerate([(1, "i"), (4, "i"), (4, "hash(i)"), (3, "-i")]):
            connection.execute(f"SET threads = {threads}")
            rows = connection.sql(f"SELECT i AS id, i * 7 % 1000 AS v FROM range(300000) t(i) ORDER BY {order}")
            write_parquet(tmp_path / f"{number}.parquet", rows, ["v", "id"])
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_rows_without_an_order_are_refused(tmp_path):
    with pytest.raises(StoreError, match="排序"):
        write_parquet(tmp_path / "a.parquet", FINDINGS, [])


def test_a_registry_delivery_has_its_own_place(desk):
    assert registry_path(desk.home, "vehicle", 3).relative_to(desk.home.path).as_posix() == (
        "lake/registries/vehicle/3.parquet"
    )


def test_a_check_counts_only_for_its_package_configuration_and_rules(desk):
    arrive(desk, b"1")
    check_all(desk, {1: "部分接收"})
    (receipt,) = receipts(desk.home, COUNTY, LINE)
    check = read_check(desk.home, receipt, BASIS)
    assert (check.outcome, check.accepted, check.counts) == ("部分接收", True, {"block": 1})
    assert read_findings(desk.home, receipt, check)["rule_id"].to_pylist() == ["E001", "E027"]
    assert read_check(desk.home, receipt, Basis("c2", "r1")) is None
    assert read_check(desk.home, receipt, Basis("c1", "r2")) is None
    assert unchecked(desk.home, COUNTY, LINE, BASIS) == []
    assert unchecked(desk.home, COUNTY, LINE, Basis("c2", "r1")) == [receipt]


def test_findings_of_another_check_are_not_taken_for_its_own(desk):
    arrive(desk, b"1")
    check_all(desk, {1: "接收"})
    (receipt,) = receipts(desk.home, COUNTY, LINE)
    check = read_check(desk.home, receipt)
    write_check(desk.home, receipt, Basis("c2", "r1"), "退回", {}, FINDINGS.slice(1), ["rule_id"])
    with pytest.raises(NotChecked):
        read_findings(desk.home, receipt, check)


def test_a_snapshot_line_has_its_newest_accepted_version_in_force(desk):
    arrive(desk, b"1", b"2", b"3")
    assert in_force(desk.home, COUNTY, LINE, "snapshot") == []
    check_all(desk, {1: "接收", 2: "部分接收", 3: "退回"})
    assert in_force(desk.home, COUNTY, LINE, "snapshot", basis=BASIS) == [2]
    assert in_force(desk.home, COUNTY, LINE, "accumulates", basis=BASIS) == [1, 2]


def test_what_is_in_force_is_not_guessed_before_everything_is_checked(desk):
    arrive(desk, b"1", b"2")
    check_all(desk, {1: "接收"})
    with pytest.raises(NotChecked, match="第 2 版"):
        in_force(desk.home, COUNTY, LINE, "snapshot", basis=BASIS)
    assert in_force(desk.home, COUNTY, LINE, "snapshot") == [1]


def test_the_draw_freezes_until_a_decision_reopens(desk):
    arrive(desk, b"1")
    reserve_version(desk.home, COUNTY, LINE, {}, seen=1, now=datetime(2026, 12, 6))
    arrive(desk, b"2", b"3")
    check_all(desk, {1: "接收", 3: "接收", 4: "接收"})
    frozen_at = first_draw(desk.home, COUNTY, LINE)
    assert frozen_at == 2
    assert in_force(desk.home, COUNTY, LINE, "snapshot", frozen_at=frozen_at) == [1]
    assert in_force(desk.home, COUNTY, LINE, "snapshot", frozen_at=frozen_at, reopened=[3]) == [3]


def test_the_lake_is_a_cache(desk):
    arrive(desk, b"1")
    check_all(desk, {1: "接收"})
    before = desk.tree("lake")
    (desk.home.lake / "checks" / COUNTY / LINE / "1.json").write_text("{")
    assert in_force(desk.home, COUNTY, LINE, "snapshot") == []
    check_all(desk, {1: "接收"})
    assert desk.tree("lake") == before


def test_a_draw_is_stored_once(desk):
    draw = {"seed": "ab", "units": ["500229101001"]}
    store_draw(desk.home, COUNTY, "municipal", 1, draw)
    store_draw(desk.home, COUNTY, "municipal", 1, draw)
    with pytest.raises(StoreError, match="不能改写"):
        store_draw(desk.home, COUNTY, "municipal", 1, draw | {"seed": "cd"})
    assert read_draw(desk.home, COUNTY, "municipal", 1) == draw
    assert (draws(desk.home, COUNTY, "municipal"), draws(desk.home, COUNTY, "opinion")) == ([1], [])
    with pytest.raises(StoreError, match="没有第 2 次抽样"):
        read_draw(desk.home, COUNTY, "municipal", 2)
    assert desk.tree("tmp") == {}


def test_files_written_together_are_the_bytes_of_files_written_alone(tmp_path):
    def write(name: str) -> bytes:
        for number, rows in enumerate([FINDINGS, FINDINGS.slice(1)]):
            write_parquet(tmp_path / f"{name}{number}.parquet", rows, ["rule_id"])
        return b"".join((tmp_path / f"{name}{number}.parquet").read_bytes() for number in range(2))

    alone = write("alone")
    with one_writer() as shared, one_writer() as inner:
        assert shared is inner and write("together") == alone
    with one_writer() as later:
        assert later is not shared
