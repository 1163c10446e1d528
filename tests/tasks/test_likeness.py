"""Persons without a usable number: who is suggested, who is not, and that the same data always say the same."""

import sys
from decimal import Decimal

import pyarrow as pa
import pytest

from acceptance import sql
from acceptance.matching import load_registry, match, suggest
from tasks import likeness
from tests.acceptance.matching.town import REGISTRIES, id_no, record, write_csv

COUNTY, VILLAGE = "500101", "500101101201"
AREAS = {VILLAGE: ("河湾村", "500101101"), "500101101": ("城东镇", COUNTY), "500101102": ("城西镇", COUNTY)}
HERE, IN_TOWNSHIP, ELSEWHERE, SILENT = "城东镇河湾村2组", "城东镇老街1号", "城西镇1号", "中山路1号"
COLUMNS = ("county_code", "household_id", "person_id", "name", "id_no", "sex", "village_code", "relation")
CUT = id_no(7)[:14]
"""What is left of a number: region and date of birth."""


def one(name="王伟", number="", sex="男", relation="之子", household="h1", person="p1"):
    return dict(zip(COLUMNS, (COUNTY, household, person, name, number, sex, VILLAGE, relation), strict=True))


HEAD = one("王大", id_no(201, born="19550101"), relation="户主", person="p0")


def house(number, owner="王伟", address=SILENT, born="19800101", region=COUNTY):
    """A house in the books; odd numbers are men's."""
    return record("property", number, owner, id_no=id_no(number, region, born), address=address)


def opened(tmp_path, persons, records):
    """A connection with `people` and `area`, and the registry."""
    target = tmp_path / "property.parquet"
    load_registry(REGISTRIES["property"], [write_csv(tmp_path / "p.csv", "property", records)], target)
    con = sql.connect("512MB")
    con.register("people", pa.table({c: pa.array([p[c] for p in persons], pa.string()) for c in COLUMNS}))
    con.register(
        "area",
        pa.table(
            {
                "code": list(AREAS),
                "name": [name for name, _ in AREAS.values()],
                "parent": [parent for _, parent in AREAS.values()],
                "valid_from": pa.array([None] * len(AREAS), pa.int64()),
            }
        ),
    )
    return con, {"property": [target]}


@pytest.fixture
def suggested(tmp_path):
    def made(persons, *records, threshold=0.9):
        con, given = opened(tmp_path, persons, records)
        suggest(con, "people", given, link=likeness.linking(threshold))
        hits = match(con, "people", given, 2026).project("person_id").fetchall()
        assert not {p["person_id"] for p in persons if len(p["id_no"]) < 18} & {one for (one,) in hits}  # never hits
        return con.execute("SELECT person_id, record_key, kind, why FROM suggestion").fetchall()

    return made


def test_everybody_in_one_look(suggested):
    """All the cases side by side, because a look costs half a second: each has a name of its own."""
    cases = {
        # name: (number, sex, relation, the house, found)
        "同名同生日同乡": (CUT, "男", "之子", house(7, "同名同生日同乡", IN_TOWNSHIP), True),
        "同名同生日": (CUT, "男", "之子", house(9, "同名同生日"), True),
        "遮住中段": ("500101********1234", "男", "之子", house(11, "遮住中段", HERE), True),
        "同村唯一": ("", "男", "之子", house(13, "同村唯一", HERE), True),
        "只有名字": ("", "男", "其他", house(15, "只有名字"), False),
        "名字与年龄": ("", "男", "之子", house(17, "名字与年龄"), True),
        "生日不同": (CUT, "男", "之子", house(19, "生日不同", HERE, born="19800102"), False),
        "地区不同": (CUT, "男", "之子", house(21, "地区不同", IN_TOWNSHIP, region="510101"), False),
        "性别不同": ("", "男", "之子", house(22, "性别不同", HERE), False),
        "年龄不合": ("", "男", "之子", house(23, "年龄不合", IN_TOWNSHIP, born="19500101"), False),
        "外乡外地": ("", "男", "之子", house(25, "外乡外地", ELSEWHERE, region="510101"), False),
        "两字": ("", "男", "之子", house(27, "两字"), False),
        "搬迁房": (CUT, "男", "之子", house(29, "搬迁房", "城东镇河湾村搬迁安置点"), False),
    }
    people = [one(n, number, sex, rel, person=n) for n, (number, sex, rel, _, _) in cases.items()]
    found = {row[0] for row in suggested([HEAD, *people], *(house_ for *_, house_, _ in cases.values()))}
    assert found == {name for name, (*_, expected) in cases.items() if expected}


def test_the_reason_says_what_agrees(suggested):
    rows = suggested(
        [HEAD, one(number=CUT), one("欧阳明", person="p2")],
        house(7, address=IN_TOWNSHIP),
        house(8, address=IN_TOWNSHIP),
        house(9, "欧阳明", HERE),
    )
    cut, lacking = (
        "姓名、性别、出生日期、户籍地区、乡镇一致",
        "姓名、性别、户籍地区、行政村一致；本地同名、同性别且未建档的仅此一人",
    )
    assert rows == [
        ("p1", "C7", "本户证件号码不全", f"{cut}；与家庭成员年龄相称；证件号码不全；相符程度99%"),
        ("p2", "C9", "本户无证件号码", f"{lacking}；与家庭成员年龄相称；证件号码缺失；相符程度99%"),
    ]


def test_what_speaks_against_it_is_said_too(suggested):
    [(_, _, _, why)] = suggested([HEAD, one(number=CUT)], house(8, address=HERE))  # a woman's number
    assert "行政村一致；与家庭成员年龄相称；性别不符；" in why


def test_whoever_is_registered_already_is_not_looked_for(suggested):
    sought, theirs = one(number=CUT), house(7, address=IN_TOWNSHIP)
    assert len(suggested([HEAD, sought], theirs)) == 1
    assert suggested([HEAD, sought, one(number=id_no(7), household="h2", person="p7")], theirs) == []


def test_the_threshold_of_the_year_decides(suggested):
    pair = [HEAD, one("只有名字", relation="其他")], house(15, "只有名字")
    assert suggested(*pair) == [] and len(suggested(*pair, threshold=0.8)) == 1


def test_the_same_on_one_thread_and_on_four(tmp_path):
    people = [HEAD, *(one(n, CUT, person=f"{n}{k}") for n in ("王伟", "李四") for k in range(4))]
    records = [house(2 * n + 1, "王伟" if n % 2 else "李四", (HERE, IN_TOWNSHIP, SILENT)[n % 3]) for n in range(20)]
    said = []
    for threads in (1, 4):
        con, given = opened(tmp_path, people, records)
        con.execute(f"SET threads = {threads}")
        said.append(suggest(con, "people", given, link=likeness.linking(0.9)).fetchall())
    assert said[0] == said[1] and len(said[0]) > 20


def test_splink_is_not_loaded_where_everybody_has_a_number(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "splink", None)  # an import would raise
    con, given = opened(tmp_path, [HEAD], [house(7)])
    assert suggest(con, "people", given, link=likeness.linking(0.9)).fetchall() == []


def test_the_probabilities_of_every_comparison_are_shares_of_one_whole():
    for name, compared in likeness.COMPARISONS.items():
        for side in ("m", "u"):
            assert sum(Decimal(str(getattr(level, side))) for level in compared.levels) == 1, (name, side)
