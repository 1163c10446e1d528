"""What a linkage is given of persons without a usable number and of those who bear their name; no linkage runs here."""

import datetime as dt

import pyarrow as pa
import pytest

from acceptance import sql
from acceptance.matching import load_registry, suggest

from .town import REGISTRIES, id_no, record, write_csv

HERE, THERE, FAR = "500101", "500229", "510101"
VILLAGE = "500101101201"
AREAS = (
    (VILLAGE, "老村", "500101101", None),
    (VILLAGE, "新村", "500101101", 2020),
    ("500101101", "城东镇", HERE, None),
    ("500101102", "城西镇", HERE, None),
)
COLUMNS = ("county_code", "household_id", "person_id", "name", "id_no", "sex", "village_code", "relation")
HEAD = id_no(201, born="19550101")
WIFE = id_no(202, born="19600203")


def one(who, name, number="", relation="之子", county=HERE, household="h1"):
    return dict(zip(COLUMNS, (county, household, who, name, number, "男", VILLAGE, relation), strict=True))


PERSONS = [
    one("p1", "户主一", HEAD, "户主"),
    one("p2", "王 伟"),
    one("p3", "李四", id_no(1, FAR)[:14]),
    one("p4", "赵六", relation="户主", household="h2"),
    one("p5", "赵妻", WIFE, "配偶", household="h2"),
    one("p6", "在册人"),
    one("p7", "在册人", id_no(31), household="h3"),
    one("p8", "邻县人"),
    one("p9", "邻县人", id_no(33), county=THERE, household="h4"),
]
RECORDS = [
    record("property", 11, "王伟"),
    record("property", 12, "王伟"),  # a woman's number
    record("property", 13, "王伟", id_no=id_no(13, FAR)),
    record("property", 15, "李四", id_no=id_no(15, FAR)),
    record("property", 31, "在册人"),
    record("property", 33, "邻县人"),
]


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """(what is known of the persons, by person_id; their namesakes as (person_id, sequence, sex, here, namesakes))."""
    folder, kept = tmp_path_factory.mktemp("registry"), {}

    def link(con):
        kept["persons"] = {row["person_id"]: row for row in con.table("unnumbered").to_arrow_table().to_pylist()}
        kept["namesakes"] = con.execute(
            "SELECT u.person_id, n.k % 1000, n.sex, n.here, n.namesakes "
            "FROM namesake n JOIN unnumbered u USING (person) ORDER BY ALL"
        ).fetchall()
        con.execute("CREATE TEMP TABLE linked AS SELECT 1::BIGINT AS person, 1::BIGINT AS k, '' AS why WHERE false")

    target = folder / "1.parquet"
    load_registry(REGISTRIES["property"], [write_csv(folder / "p.csv", "property", RECORDS)], target)
    con = sql.connect("512MB")
    con.register("people", pa.table({c: pa.array([p[c] for p in PERSONS], pa.string()) for c in COLUMNS}))
    con.execute("CREATE TABLE area (code VARCHAR, name VARCHAR, parent VARCHAR, valid_from INTEGER)")
    con.executemany("INSERT INTO area VALUES (?, ?, ?, ?)", AREAS)
    assert suggest(con, "people", {"property": [target]}, link=link).fetchall() == []
    con.close()
    return kept["persons"], kept["namesakes"]


def test_namesakes_are_found_by_the_tidy_name_and_those_here_of_the_same_sex_are_counted(given):
    assert [row[1:] for row in given[1] if row[0] == "p2"] == [
        (11, "男", True, 1),
        (12, "女", True, 1),
        (13, "男", False, 1),
    ]


def test_the_region_of_what_is_left_of_a_number_is_home_too(given):
    assert [row[1:] for row in given[1] if row[0] == "p3"] == [(15, "男", True, 1)]
    assert given[0]["p3"]["born"] == dt.date(1980, 1, 1) and given[0]["p2"]["born"] is None


def test_only_the_countys_own_register_rules_a_namesake_out(given):
    assert [row[:2] for row in given[1] if row[0] in ("p6", "p8")] == [("p8", 33)]


def test_the_head_speaks_for_the_age_of_the_others_and_the_spouse_for_the_heads(given):
    since = {who: (given[0][who]["since"].date(), given[0][who]["until"].date()) for who in ("p2", "p4")}
    assert since["p2"] == (dt.date(1969, 1, 1), dt.date(2005, 1, 1))
    assert since["p4"] == (dt.date(1940, 2, 3), dt.date(1980, 2, 3))


def test_an_area_is_called_what_it_was_called_last(given):
    assert (given[0]["p2"]["village"], given[0]["p2"]["township"]) == ("新村", "城东镇")
    assert given[0]["p2"]["other_townships"] == "城西镇"
