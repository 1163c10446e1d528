import datetime as dt

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from acceptance.matching import RegistryProfile, RegistryRefused, load_registry

from .town import REGISTRIES, WEIGHTS, id_no, record, write_csv

VEHICLE = REGISTRIES["vehicle"]


@pytest.fixture
def target(tmp_path):
    return tmp_path / "lake" / "1.parquet"


def rows(target):
    return pq.read_table(target).to_pylist()


def xlsx(path, records):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("机动车登记")
        sheet.write_row(0, 0, [c.header for c in VEHICLE.columns])
        for number, row in enumerate(records, start=1):
            sheet.write_row(number, 0, [row.get(c.name, "") for c in VEHICLE.columns])
    return path


def parquet(path, records):
    pq.write_table(pa.table({c.header: [row.get(c.name) for row in records] for c in VEHICLE.columns}), path)
    return path


MIXED = [
    record("vehicle", n, value=v, first_reg=d)
    for n, v, d in ((3, "1,234.5", "2015/3/4"), (1, "九万", "2015年3月4日"), (2, "", "20150304"), (4, "90000", "不详"))
]


@pytest.mark.parametrize("large", [1, 1 << 30])
@pytest.mark.parametrize(
    "write",
    [
        lambda path, rows: write_csv(path / "v.csv", "vehicle", rows),
        lambda path, rows: write_csv(path / "v.csv", "vehicle", rows, "gb18030"),
        lambda path, rows: write_csv(path / "v.csv", "vehicle", rows, "utf-8-sig"),
        lambda path, rows: write_csv(path / "v.csv", "vehicle", [r | {"id_no": f'="{r["id_no"]}"'} for r in rows]),
        lambda path, rows: parquet(path / "v.parquet", rows),
        lambda path, rows: xlsx(path / "v.xlsx", rows),
    ],
)
def test_every_format_gives_the_same_rows(tmp_path, target, write, large):
    profile = load_registry(VEHICLE, [write(tmp_path, MIXED)], target, large=large)
    assert (profile.rows, profile.with_id, profile.valid_ids, profile.duplicates) == (4, 4, 4, 0)
    assert profile.unread == {"value": 1, "first_reg": 1} and not profile.blank and not profile.warnings
    found = rows(target)
    assert [r["k"] for r in found] == [int(id_no(n)[:17]) for n in (1, 2, 3, 4)]
    assert [(r["src_row"], r["value"], r["first_reg"]) for r in found] == [
        (3, None, dt.date(2015, 3, 4)),
        (4, None, dt.date(2015, 3, 4)),
        (2, pytest.approx(1234.5), dt.date(2015, 3, 4)),
        (5, 90000, None),
    ]


def test_the_same_delivery_gives_the_same_bytes(tmp_path, target):
    source = write_csv(
        tmp_path / "v.csv", "vehicle", [record("vehicle", n % 900, plate=f"渝B{n}") for n in range(5000)]
    )
    for large in (1, 1 << 30):
        made = set()
        for _ in range(3):
            load_registry(VEHICLE, [source], target, large=large)
            made.add(tuple(target.with_suffix(end).read_bytes() for end in (".parquet", ".json", ".arrow")))
        assert len(made) == 1
    left = sorted(p.name for p in target.parent.iterdir())
    assert left == ["1.arrow", "1.json", "1.parquet"]  # nothing unfinished stays behind


def test_several_files_are_one_snapshot(tmp_path, target):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = write_csv(tmp_path / "a" / "v.csv", "vehicle", [record("vehicle", 2), record("vehicle", 2)])
    two = write_csv(
        tmp_path / "b" / "v.csv", "vehicle", [record("vehicle", 1), record("vehicle", 2, snapshot_date="2026-10-01")]
    )
    profile = load_registry(VEHICLE, [one, two], target)
    assert (profile.rows, profile.duplicates) == (4, 2)
    assert (profile.snapshot_min, profile.snapshot_max) == (dt.date(2026, 10, 1), dt.date(2026, 11, 1))


def test_what_is_wrong_with_single_cells_is_counted(tmp_path, target):
    bad = [
        record("vehicle", 1, id_no="500101800101001"),
        record("vehicle", 2, id_no=""),
        record("vehicle", 3, name="　"),
        record("vehicle", 4, id_no="5.00101E+17"),
    ]
    payroll = [record("fiscal_payroll", n) for n in range(4)] + [record("fiscal_payroll", 9, post_type="临聘")]
    profile = load_registry(
        VEHICLE, [write_csv(tmp_path / "v.csv", "vehicle", bad + [record("vehicle", n) for n in range(5, 12)])], target
    )
    assert (profile.rows, profile.with_id, profile.valid_ids) == (11, 9, 8)
    assert profile.blank == {"id_no": 1, "name": 1} and profile.unread == {"id_no": 1}
    profile = load_registry(
        REGISTRIES["fiscal_payroll"], [write_csv(tmp_path / "p.csv", "fiscal_payroll", payroll)], target
    )
    assert profile.not_in_list == {"post_type": 1}


def test_a_profile_survives_its_file(tmp_path, target):
    profile = load_registry(VEHICLE, [write_csv(tmp_path / "v.csv", "vehicle", MIXED)], target)
    assert RegistryProfile.from_json(target.with_suffix(".json").read_text(encoding="utf-8")) == profile


@pytest.mark.parametrize("large", [1, 1 << 30])
@pytest.mark.parametrize(
    ("records", "headers", "reason"),
    [
        ([], {}, "没有"),
        ([record("vehicle", 1)], {"plate": "车号"}, "号牌号码"),
        ([record("vehicle", 1)], {"plate": "车辆类型"}, "车辆类型"),
        (
            [record("vehicle", n, id_no=id_no(n)[:-1] + "A" if n < 6 else id_no(n)) for n in range(10)],
            {},
            "有效身份证号仅占 40.0%（4/10 行）",
        ),
        ([record("vehicle", n, snapshot_date="去年") for n in range(3)], {}, "“数据截止日”列有 100.0%"),
        # columns shifted by one under right headers
        (
            [record("vehicle", n) | {"name": id_no(n), "id_no": f"渝A{n}"} for n in range(3)],
            {},
            "有效身份证号仅占 0.0%",
        ),
    ],
)
def test_an_unusable_delivery_is_refused_and_the_previous_one_stays(tmp_path, target, records, headers, reason, large):
    load_registry(VEHICLE, [write_csv(tmp_path / "good.csv", "vehicle", MIXED)], target)
    before = {p.name: p.read_bytes() for p in target.parent.iterdir()}
    with pytest.raises(RegistryRefused, match="机动车登记数据退回") as refused:
        load_registry(VEHICLE, [write_csv(tmp_path / "bad.csv", "vehicle", records, **headers)], target, large=large)
    assert any(reason in text for text in refused.value.reasons), refused.value.reasons
    assert {p.name: p.read_bytes() for p in target.parent.iterdir()} == before


@pytest.mark.parametrize("large", [1, 1 << 30])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02not a table",
        "来源单位,数据截止日\n".encode(),
        None,
    ],
)
def test_what_is_no_table_is_refused_in_chinese(tmp_path, target, content, large):
    path = tmp_path / "v.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RegistryRefused, match="机动车登记"):
        load_registry(VEHICLE, [path], target, large=large)
    assert not target.exists()


def test_a_torn_line_of_a_large_file_is_refused_and_named(tmp_path, target):
    path = write_csv(tmp_path / "v.csv", "vehicle", MIXED)
    path.write_text(path.read_text(encoding="utf-8") + "车管所,2026-11-01,张三,1,2,3,4,5,6,7,8\n", encoding="utf-8")
    with pytest.raises(RegistryRefused, match="有无法读取的行.*6"):
        load_registry(VEHICLE, [path], target, large=1)


def test_no_files_at_all(target):
    with pytest.raises(RegistryRefused, match="没有文件"):
        load_registry(VEHICLE, [], target)


def test_a_county_reads_only_its_own_row_groups(tmp_path, target):
    """Sorted by key, a row group spans few regions, so the zone maps let a county's persons skip the others."""
    source = tmp_path / "v.parquet"
    with duckdb.connect() as con:
        con.execute("SET threads=2")
        con.execute(
            "CREATE TABLE s AS SELECT (500101 + i % 38)::VARCHAR || '19800101' || "
            "lpad((i // 38 % 1000)::VARCHAR, 3, '0') AS first FROM range(300000) t(i)"
        )
        weights = " + ".join(f"substr(first, {n}, 1)::INTEGER * {w}" for n, w in enumerate(WEIGHTS, start=1))
        con.execute(
            "COPY (SELECT '车管所' AS 来源单位, '2026-11-01' AS 数据截止日, '张三' AS 姓名, "
            f"first || substr('10X98765432', ({weights}) % 11 + 1, 1) AS 身份证号, "
            f"'渝A' || row_number() OVER () AS 号牌号码, "
            f"'小型轿车' AS 车辆类型, '1' AS \"价值(元)\", '2015-01-01' AS 初次登记日期 FROM s) TO '{source}'"
        )
    load_registry(VEHICLE, [source], target, large=1)
    groups = pq.ParquetFile(target).metadata
    place = groups.schema.names.index("k")
    spans = [groups.row_group(n).column(place).statistics for n in range(groups.num_row_groups)]
    assert groups.num_row_groups >= 2
    first, last = 50010519800101000, 50010519800101999
    assert sum(s.min <= last and s.max >= first for s in spans) == 1
