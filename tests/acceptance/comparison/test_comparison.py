"""横向比对: every dimension's own examples, ranks with ties, and who stands out on either side.

The neighbours that are planted in the synthetic campaign (the line, too few of them, asked twice) are in
tests/test_planted.py.
"""

import random

import pyarrow as pa
import pytest

from acceptance import comparison, sql
from acceptance.campaign_facts import Comparison
from acceptance.comparison import ComparisonError
from tests.support import VILLAGE, evidence

DIMENSIONS = comparison.load()
EXAMPLES = [(one, example) for one in DIMENSIONS.values() for example in one.examples]


@pytest.mark.parametrize(("one", "example"), EXAMPLES, ids=lambda v: getattr(v, "id", None))
def test_what_the_examples_promise(one, example):
    with evidence(**example["given"]) as con:
        rows = con.execute(one.select).fetchall()
    wanted = example["expect"]
    assert [float(v) for _, v in rows if v is not None] == ([] if wanted is None else [wanted])


def village(figures, **more):
    """Tables after comparing households with these incomes; all else is equal."""
    homes = [
        {"household_id": f"h{n:02}", "house_area": 60, "farmland": 3, "forest": 3} | more for n in range(len(figures))
    ]
    money = [{"household_id": f"h{n:02}", "net_pc": value} for n, value in enumerate(figures) if value is not None]
    con = evidence(household=homes, income=money)
    comparison.compare(con)
    return con


def ranks(figures):
    with village(figures) as con:
        rows = con.execute("SELECT household_id, place, tied FROM household_rank ORDER BY 1").fetchall()
    return [(place, tied) for _, place, tied in rows]


def test_places_and_ties():
    assert ranks([1000, 3000, 2000]) == [(3, 0), (1, 0), (2, 0)]
    assert ranks([1000, 3000, 3000, 2000]) == [(4, 0), (1, 1), (1, 1), (3, 0)]
    assert ranks([5, 5, 5]) == [(1, 2), (1, 2), (1, 2)]
    assert ranks([1000]) == [(1, 0)]


def test_the_words_say_figure_place_and_ties():
    with village([1000, 3000, 3000]) as con:
        [words] = con.execute("SELECT words FROM household_rank WHERE household_id = 'h01'").fetchall()[0]
    assert "人均纯收入3000元，居第1位（共3户），与另1户相同" in words


def test_a_missing_figure_is_left_out_and_the_others_count_for_it():
    with village([None, 1000, 2000]) as con:
        scores = dict(con.execute("SELECT household_id, score::DOUBLE FROM household_rank").fetchall())
    assert scores["h00"] == 0.5 and scores["h01"] < 0.5 < scores["h02"]


def test_the_order_of_the_rows_decides_nothing():
    figures = [random.Random(3).choice([1000, 2000, 2500, 9000]) for _ in range(30)]
    homes = [{"household_id": f"h{n:02}"} for n in range(30)]
    money = [{"household_id": f"h{n:02}", "net_pc": v} for n, v in enumerate(figures)]

    def made(order):
        with evidence(household=homes[::order], income=money[::order]) as con:
            comparison.compare(con)
            return [con.table(name).fetchall() for name in ("household_rank", "better_off")]

    assert made(1) == made(-1)


COMMON = [5000, 5200, 5400, 5600, 5800, 6000, 6200]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ([*COMMON, 20000], ["h07"]),
        ([*COMMON, 6400], []),
        ([*COMMON[:5], 20000], []),  # too few to say so
        ([5000] * 7 + [5100], []),  # where all are equal nobody stands out by a little
        ([*COMMON, 9000], []),  # far out, but not twice the middle
    ],
)
def test_who_is_far_above_the_village(figures, found):
    with village(figures) as con:
        rows = con.execute("SELECT household_id, dimension, words FROM better_off").fetchall()
    assert [row[0] for row in rows] == found and all(row[1] == "income" and "中位数" in row[2] for row in rows)


def test_those_struck_off_are_not_compared():
    with village([1000, 2000], exit_status="注销") as con:
        assert con.table("household_rank").fetchall() == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, None),
        ({"finding": "疑似漏评"}, "疑似漏评"),
        ({"final": "漏评", "finding": "疑似漏评", "c1": "不通过"}, "已裁定漏评；收入不通过"),
        ({"c1": "不通过", "c6": "不通过"}, "收入、住房不通过"),
        ({"c1": "不通过", "frame": "脱贫户"}, None),
    ],
)
def test_neighbours_outside_the_register_who_were_seen_failing(row, words):
    base = {"frame": "非建档立卡户", "unit_no": "7", "household_id": None, "final": "无"} | {
        f"c{n}": "通过" for n in range(1, 9)
    }
    with evidence(evaluation_household=[base | row]) as con:
        comparison.compare(con)
        found = con.execute("SELECT village_code, unit_no, words FROM missed_candidate").fetchall()
    assert found == ([(VILLAGE, "7", words)] if words else [])


def beside(neighbours, incomes=(4000, 9000)):
    """A village of registered households with these incomes among unregistered neighbours with theirs."""
    homes = [{"household_id": f"h{n}", "house_area": 60 * (n + 1)} for n in range(len(incomes))]
    money = [{"household_id": f"h{n}", "net_pc": value} for n, value in enumerate(incomes)]
    con = evidence(household=homes, income=money, neighbour_household=neighbours)
    comparison.compare(con)
    return con


def neighbour(unit, income, area=90, **more):
    figures = {"net_pc": income, "house_area": area, "persons": 3, "farmland": None, "forest": None}
    return {"unit_no": str(unit)} | figures | more


def test_registered_households_above_the_median_of_their_neighbours_outside_the_register():
    with beside([neighbour(n, 5000 + n) for n in range(5)]) as con:
        found = con.execute("SELECT household_id, above, known, words FROM above_neighbours").fetchall()
    assert [row[:3] for row in found] == [("h1", 2, 2)]  # h0 is below in income and housing; land is not known
    assert found[0][3].startswith("人均纯收入9000元，本村非建档户中位数5002元（5户）；人均住房面积40平方米")


@pytest.mark.parametrize(
    ("neighbours", "found"),
    [
        ([neighbour(n, 9000, 120) for n in range(5)], []),  # as much as the median is not above it
        ([neighbour(n, 5000, village_code="500229100999") for n in range(5)], []),  # another village
        ([neighbour(1, 5000)] * 5, []),  # one neighbour on five lists is one
    ],
)
def test_who_is_not_compared_with_neighbours(neighbours, found):
    with beside(neighbours) as con:
        assert con.execute("SELECT household_id FROM above_neighbours").fetchall() == found


def test_weights_come_from_the_year():
    only_housing = Comparison(weights={"income": 0, "housing": 1, "assets": 0, "support": 0})
    homes = [{"household_id": "rich", "house_area": 30}, {"household_id": "housed", "house_area": 90}]
    money = [{"household_id": "rich", "net_pc": 9000}, {"household_id": "housed", "net_pc": 3000}]
    first = {}
    for stated in (Comparison(), only_housing):
        with evidence(household=homes, income=money) as con:
            comparison.compare(con, stated)
            first[stated] = con.execute("SELECT household_id FROM household_rank WHERE place = 1").fetchall()
    assert list(first.values()) == [[("rich",)], [("housed",)]]


def test_the_year_weighs_every_dimension_and_the_weights_add_up():
    assert set(Comparison().weights.model_dump()) == set(DIMENSIONS)
    with pytest.raises(ValueError, match="之和应为1"):
        Comparison(weights={"income": 0.5})


def test_nothing_at_all():
    with evidence() as con:
        comparison.compare(con)
        for name in ("household_rank", "better_off", "above_neighbours", "missed_candidate"):
            assert con.table(name).fetchall() == []


@pytest.mark.parametrize("text", ["SELECT 1", "/*\nid: y\n*/\nSELECT 1", "/*\nid: x\nodd: 1\n*/\nSELECT 1"])
def test_a_file_that_says_too_little_or_too_much_is_an_error(text):
    with pytest.raises(ComparisonError):
        comparison.parse(text, "x")


def test_the_score_is_the_same_whatever_the_order_of_the_rows():
    """Weighted positions are fractions of no exact spelling: many scores of a village of 17 end in 5 at the seventh
    place, and there the last bit of their sum decides.
    """
    weights = Comparison().weights.model_dump()
    drawn = random.Random(1)
    rows = [
        {"village_code": f"v{v}", "household_id": f"h{v}-{h}", "dimension": name, "weight": weight, "value": value}
        for v in range(200)
        for h in range(17)
        for (name, weight), value in zip(weights.items(), drawn.choices(range(30), k=4), strict=True)
    ]

    def scores(threads: int) -> list[tuple]:
        with sql.connect(memory="256MB", threads=threads) as con:
            con.register("given", pa.Table.from_pylist(rows))
            con.execute("CREATE TABLE figure AS SELECT * REPLACE (weight::DECIMAL(9, 6) AS weight) FROM given")
            con.execute("CREATE MACRO shown(x) AS x::VARCHAR")
            con.execute(
                "CREATE TABLE dimension_title AS SELECT DISTINCT dimension, dimension AS title, '' AS unit, "
                "dense_rank() OVER (ORDER BY dimension) AS place FROM figure"
            )
            con.execute(sql.load("acceptance.comparison", "rank"))
            return con.execute("SELECT household_id, score FROM household_rank ORDER BY household_id").fetchall()

    first = scores(1)
    drawn.shuffle(rows)
    assert scores(2) == first
