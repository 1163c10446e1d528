"""Marks of the departments for c4 to c7: 不通过 only on a positive contrary record, 通过 only where all are known."""

import datetime as dt

import pytest

from acceptance import campaign as campaigns
from acceptance.matching import department, open_department
from tests.support import evidence

from .town import id_no

YEAR = campaigns.parse(campaigns.default_text(2026), "test")
NEW, OLD = dt.date(2026, 11, 1), dt.date(2026, 9, 1)


def child(born, number=1):
    return id_no(number, born=born)


def says(registry, states, person="p1", kind="命中", day=NEW, household="h1"):
    return [household, person, registry, states, kind, f"{registry}-{states}", day]


def marks(records, persons=({},), **home):
    rows = [{"person_id": f"p{n}"} | one for n, one in enumerate(persons, 1)]
    with evidence(household=[home], person=rows) as con:
        con.execute(f"CREATE TABLE department_record ({department.RECORD})")
        for record in records:
            con.execute(
                "INSERT INTO department_record BY NAME SELECT ? AS household_id, ? AS person_id, ? AS registry, "
                "? AS states, ? AS kind, ? AS evidence, ? AS snapshot_date",
                record,
            )
        open_department(con, YEAR)
        return {c: (m, s) for c, m, s in con.execute("SELECT criterion, mark, source FROM department_mark").fetchall()}


def outcome(criterion, *given, **more):
    return marks(*given, **more).get(criterion, (None,))[0]


PUPIL, GROWN, SMALL = {"id_no": child("20160901")}, {"id_no": child("19800101", 2)}, {"id_no": child("20200901", 3)}


@pytest.mark.parametrize(
    ("persons", "records", "mark"),
    [
        ([PUPIL], [], None),  # no record is no failure
        ([PUPIL], [says("school", "在读")], "通过"),
        ([PUPIL], [says("school", "送教")], "通过"),
        ([PUPIL], [says("school", "退学")], "不通过"),
        ([PUPIL], [says("school", "毕业")], None),
        ([PUPIL], [says("school", "退学"), says("school", "在读")], "通过"),  # another school has taken it
        ([PUPIL], [says("school", "在读", day=OLD), says("school", "退学")], "不通过"),  # the newest snapshot counts
        ([PUPIL], [says("school", "退学", kind="姓名不符")], None),
        ([PUPIL], [says("school", "退学", kind="姓名近似")], "不通过"),
        ([PUPIL | {"change_type": "迁出"}], [says("school", "退学")], None),
        ([GROWN], [says("school", "退学")], None),
        (
            [PUPIL, PUPIL | {"id_no": child("20150101", 5)}],
            [says("school", "在读")],
            None,
        ),  # of the other nobody says anything
        ([GROWN, PUPIL], [says("school", "在读", "p2")], "通过"),
    ],
)
def test_schooling(persons, records, mark):
    assert outcome("c4", records, persons) == mark


def test_the_age_counts_on_31_august_as_in_the_register():
    left = [says("school", "退学")]
    for born, mark in (("20200831", "不通过"), ("20200901", None), ("20100901", "不通过"), ("20100831", None)):
        assert outcome("c4", left, [{"id_no": child(born)}]) == mark, born


@pytest.mark.parametrize(
    ("records", "mark"),
    [
        ([], None),
        ([says("social_insurance", "参保：居民医保"), says("social_insurance", "参保：职工医保", "p2")], "通过"),
        ([says("social_insurance", "参保：居民医保")], None),
        ([says("social_insurance", "停保：居民医保")], "不通过"),
        ([says("social_insurance", "停保：居民医保"), says("social_insurance", "参保：职工医保")], None),
        ([says("social_insurance", "停保：城乡居民养老")], None),
        ([says("social_insurance", "停保：居民医保"), says("social_insurance", "参保：职工医保", "p2")], "不通过"),
    ],
)
def test_insurance(records, mark):
    assert outcome("c5", records, [GROWN, SMALL]) == mark


@pytest.mark.parametrize(
    ("grades", "home", "mark"),
    [
        ([], {}, None),
        (["A"], {}, "通过"),
        (["C"], {}, "不通过"),
        (["B", "D"], {}, "不通过"),
        (["D"], {"renovated": "是"}, None),
        (["D"], {"relocated": "是"}, None),
        (["B"], {"relocated": "是"}, "通过"),
    ],
)
def test_housing(grades, home, mark):
    assert outcome("c6", [says("housing_safety", grade) for grade in grades], **home) == mark


@pytest.mark.parametrize(("standard", "mark"), [("达标", "通过"), ("基本达标", "通过"), ("不达标", "不通过")])
def test_water(standard, mark):
    found = marks([says("drinking_water", standard)])
    assert found == {"c7": (mark, f"饮水安全工程：drinking_water-{standard}")}


def test_whoever_is_registered_somewhere_has_not_moved_away():
    with evidence(household=[{}], person=[{}]) as con:
        con.execute(f"CREATE TABLE department_record ({department.RECORD})")
        con.execute(
            "INSERT INTO department_record BY NAME SELECT 'h1' AS household_id, person_id, 'residence' AS registry, "
            "states, '命中' AS kind, DATE '2026-11-01' AS snapshot_date FROM (VALUES ('p1', '迁出'), ('p1', '在册'), "
            "('p2', '迁出')) t(person_id, states)"
        )
        open_department(con, YEAR)
        said = con.execute("SELECT person_id, residence FROM department_person ORDER BY 1").fetchall()
    assert said == [("p1", "在册"), ("p2", "迁出")]


def test_without_any_record_there_is_no_mark_and_every_table_is_there():
    with evidence(household=[{}], person=[{}]) as con:
        open_department(con, YEAR, {"school": ("学籍", NEW)})
        assert con.execute("SELECT * FROM department_mark").fetchall() == []
        assert con.execute("SELECT * FROM registry_in_force").fetchall() == [("school", "学籍", NEW)]
        assert con.table("department_mark").columns == ["household_id", "criterion", "mark", "source"]
