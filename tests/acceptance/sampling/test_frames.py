import duckdb
import pytest

from acceptance.sampling import SamplingError, frame_from, list_hash

from .lists import households, table


@pytest.fixture
def evidence():
    con = duckdb.connect()
    con.execute("""
        CREATE TABLE village AS FROM (VALUES ('500229000001', '是'), ('500229000002', '否')) t(village_code,
        is_poor_village); CREATE TABLE person AS FROM (VALUES ('H6', 'P1'), ('H6', 'P2')) t(household_id,
        person_id); CREATE TABLE household AS FROM (VALUES
            ('500229000001', '一组', 'H1', '预脱贫', 3), ('500229000001', '一组', 'H2', '已脱贫(享受政策)', 2),
            ('500229000002', '二组', 'H3', '稳定脱贫', 4), ('500229000002', '二组', 'H4', '未脱贫', 1),
            ('500229000002', '二组', 'H5', '注销', 5), ('500229000003', '三组', 'H6', '返贫', NULL)
        ) t(village_code, group_name, household_id, exit_status, members);
        CREATE TABLE frame_household AS FROM (VALUES ('500229000001', '一组', '7', 4))
            t(village_code, group_name, unit_no, persons)""")
    yield con
    con.close()


def units(evidence, line, **options):
    rows = frame_from(evidence, line, **options).to_pylist()
    return [(r["frame"], r["household_id"] or r["unit_no"], r["is_poor_village"], r["persons"]) for r in rows]


def test_municipal_list_holds_this_years_candidates_only(evidence):
    assert units(evidence, "municipal") == [("脱贫户", "H1", "是", 3)]


def test_evaluation_list_holds_every_exit_and_the_unregistered(evidence):
    assert sorted(units(evidence, "exit_evaluation")) == [
        ("脱贫户", "H1", "是", 3),
        ("脱贫户", "H2", "是", 2),
        ("脱贫户", "H3", "否", 4),
        ("非建档立卡户", "7", "是", 4),
    ]


def test_still_poor_on_request_a_village_missing_from_the_village_table_keeps_its_households(evidence):
    added = set(units(evidence, "precision_evaluation", still_poor=True)) - set(units(evidence, "precision_evaluation"))
    assert added == {("未脱贫户", "H4", "否", 1), ("未脱贫户", "H6", "否", 2)}


def test_opinion_has_no_draw_of_households(evidence):
    with pytest.raises(ValueError, match="不抽取农户"):
        frame_from(evidence, "opinion")


GOOD = households(1, "脱贫户", 3, "是")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*GOOD, GOOD[0]], "重复的户：500229000001 H001000"),
        ([*GOOD, GOOD[0] | {"household_id": None}], "有 1 户没有行政村代码、人数或户编号"),
        ([*GOOD, GOOD[0] | {"household_id": "X", "persons": None}], "有 1 户没有行政村代码、人数或户编号"),
        ([*GOOD, GOOD[0] | {"household_id": "X", "is_poor_village": "Y"}], "是否贫困村"),
        ([*GOOD, GOOD[0] | {"household_id": "X", "is_poor_village": "否"}], "500229000001 在抽样框中的村类型"),
        ([*GOOD, GOOD[0] | {"household_id": "X", "frame": "一般户"}], "类别不认识"),
    ],
)
def test_a_list_that_cannot_be_drawn_from_is_refused_with_the_reason(rows, message):
    with pytest.raises(SamplingError, match=message):
        list_hash(table(rows))


def test_a_missing_column_is_named():
    with pytest.raises(SamplingError, match="缺少列：persons"):
        list_hash(table(GOOD).drop_columns(["persons"]))


def test_villages_are_told_apart_by_distance_from_the_county_seat(evidence):
    evidence.execute("""
        CREATE TABLE dim_area AS FROM (VALUES ('500229', '区县', 108.0, 31.0), ('500229000003', '村', 108.9, 31.0))
            t(code, level, lon, lat);
        ALTER TABLE village ADD COLUMN lon DOUBLE; ALTER TABLE village ADD COLUMN lat DOUBLE;
        INSERT INTO village VALUES ('500229000003', '否', NULL, NULL), ('500229000004', '否', NULL, NULL);
        UPDATE village SET lon = 108.2, lat = 31.0 WHERE village_code = '500229000002';
        INSERT INTO household VALUES ('500229000004', '一组', 'H7', '稳定脱贫', 1);
        UPDATE household SET exit_status = '稳定脱贫' WHERE household_id = 'H6'""")
    rows = frame_from(evidence, "exit_evaluation", remoteness=True).to_pylist()
    told = {r["village_code"]: r["remoteness"] for r in rows}
    assert told["500229000002"] == "近" and told["500229000003"] == "中"
    assert told["500229000004"] is None  # no place is known
    assert told["500229000001"] is None
