"""Opinion survey F6, self-check overturn F12, and the whole chain from draw to estimate."""

import pyarrow as pa
import pytest

from acceptance.estimation import Frozen, estimate_evaluation, estimate_opinion, estimate_overturn
from acceptance.sampling import design_rows
from tests.acceptance.sampling import lists

from .cases import FIELD, SETTINGS

GROUPS = {"脱贫户": 900, "一般农户": 3000, "未脱贫户": 100}


def opinion(counts: dict[tuple[str, str], int], groups: dict[str, int] = GROUPS, **columns):
    """counts: (group, answer) -> completed answers."""
    text = pa.string()
    schema = pa.schema(
        [(name, text) for name in ("disposition", "mode", "group", "village_code", "q_overall", "q_help")]
        + [("weight", pa.float64())]
    )
    rows = [
        {"disposition": "完成", "mode": "电话", "group": group, "q_overall": answer, "q_help": "满意"} | columns
        for (group, answer), n in counts.items()
        for _ in range(n)
    ]
    design = [{"mode": "电话", "group": group, "dialled": 500, "group_pop": people} for group, people in groups.items()]
    return estimate_opinion(pa.Table.from_pylist(design), pa.Table.from_pylist(rows, schema=schema), SETTINGS)


HEARD = {
    ("脱贫户", "满意"): 90,
    ("脱贫户", "不满意"): 10,
    ("一般农户", "比较满意"): 95,
    ("一般农户", "不了解"): 5,
    ("未脱贫户", "满意"): 20,
    ("未脱贫户", "一般"): 20,
}


def test_satisfaction_weighs_groups_by_their_people_and_drops_the_unaware():
    found = opinion(HEARD)
    rate = found["satisfaction_rate"]
    assert rate.denominator == pytest.approx(900 + 3000 * 0.95 + 100)
    assert rate.point == pytest.approx((810 + 2850 + 50) / 3850)
    assert rate.published is None and rate.n == 235 and rate.df == 237
    assert found["satisfaction_index"].point == pytest.approx((810 + 0.75 * 2850 + 50 + 25) / 3850)
    assert found["satisfaction_index"].lower is None
    assert found["satisfaction_help"].official == "参照"


def test_incomplete_calls_are_not_answers():
    rows = opinion(HEARD, disposition="拒访")
    assert rows["satisfaction_rate"].official == "?" and rows["satisfaction_rate"].note == "没有有效答卷"


def test_a_group_without_population_is_said():
    rate = opinion(HEARD, {"脱贫户": 900, "一般农户": 3000})["satisfaction_rate"]
    assert "未脱贫户没有各组人口，未按人口加权" in rate.note
    unheard = opinion({("脱贫户", "满意"): 30})["satisfaction_rate"]
    assert "一般农户、未脱贫户没有完成的答卷" in unheard.note


def test_nobody_knows():
    assert opinion({("脱贫户", "不了解"): 30})["satisfaction_rate"].official == "不适用"


def overturn(draw, outcomes: dict[str, str] | None = None, claims: dict[str, str] | None = None, drop=(), extra=()):
    visits = [
        {"household_id": u["household_id"], "replaced_for": None, "self_verdict": "达标", "outcome": "达标"}
        for u in draw.sample.to_pylist()
        if u["household_id"] not in drop
    ]
    for visit in visits:
        visit["outcome"] = (outcomes or {}).get(visit["household_id"], visit["outcome"])
        visit["self_verdict"] = (claims or {}).get(visit["household_id"], visit["self_verdict"])
    schema = pa.schema([(name, pa.string()) for name in visits[0]])
    return estimate_overturn(draw, pa.Table.from_pylist([*visits, *extra], schema=schema), SETTINGS)


@pytest.fixture(scope="module")
def municipal():
    return lists.drawn([row for row in lists.county() if row["frame"] == "脱贫户"])


def ids(draw, reserve: bool = False) -> list[str]:
    return [u["household_id"] for u in draw.units.to_pylist() if u["reserve"] == reserve]


def test_a_clean_self_check(municipal):
    estimate = overturn(municipal)
    assert (estimate.n, estimate.df, estimate.point, estimate.official, estimate.flag) == (
        120,
        10,
        0.0,
        "达标",
        "未证实",
    )
    assert estimate.add_villages == 5


@pytest.mark.parametrize(("wrong", "advice"), [(4, "样本应加倍"), (20, "区县应重做自查")])
def test_overturned_households_trigger_more(municipal, wrong, advice):
    estimate = overturn(municipal, dict.fromkeys(ids(municipal)[::6][:wrong], "不达标"))
    assert estimate.passes is False and advice in estimate.note
    assert (estimate.one_sided_lower > 0.02) == (wrong == 20)


def test_only_households_the_county_called_met_are_counted(municipal):
    wrong = dict.fromkeys(ids(municipal)[:5], "不达标")
    estimate = overturn(municipal, wrong, claims=wrong)
    assert (estimate.point, estimate.n) == (0.0, 115)


def test_fewer_than_one_hundred_re_visits_are_unknown(municipal):
    estimate = overturn(municipal, drop=ids(municipal)[:21])
    assert (estimate.n, estimate.official) == (99, "?") and "不足 100 户" in estimate.note


def test_a_reserve_household_counts_only_in_place_of_a_drawn_one(municipal):
    gone, spare, stray = ids(municipal)[0], ids(municipal, True)[0], ids(municipal, True)[1]
    visit = {"household_id": spare, "replaced_for": gone, "self_verdict": "达标", "outcome": "不达标"}
    estimate = overturn(municipal, drop=[gone], extra=[visit, visit | {"household_id": stray, "replaced_for": None}])
    assert estimate.n == 120 and estimate.point > 0
    assert "有 1 户走访不在抽样名单内" in estimate.note


def test_fewer_than_one_hundred_candidates_are_a_census():
    draw = lists.drawn(lists.households(1, "脱贫户", 30, "是") + lists.households(2, "脱贫户", 20))
    estimate = overturn(draw, {ids(draw)[0]: "不达标"})
    assert (estimate.method, estimate.point, estimate.upper, estimate.official) == ("全查", 0.02, None, "压线待确认")
    assert overturn(draw, drop=ids(draw)[:1]).official == "?"


def test_from_draw_to_estimate():
    """The production draw, an honest field survey of it, and the estimate calibrated to the frozen list."""
    draw = lists.drawn(lists.county())
    rows = [
        {
            "village_code": u["village_code"],
            "frame": u["frame"],
            "household_id": u["household_id"],
            "unit_no": u["unit_no"],
            "household_selection": u["selection"],
            "weight": u["weight"],
            "disposition": "完成",
            "persons": u["persons"],
            "final": "无",
            "finding": "无",
            **dict.fromkeys(("q1", "q2", "q3", "q4", "overall"), "认可"),
        }
        for u in draw.sample.to_pylist()
    ]
    persons = draw.frozen_persons
    total = {frame: sum(n for (_, name), n in persons.items() if name == frame) for frame in ("脱贫户", "非建档立卡户")}
    frozen = Frozen(sum(total.values()) + 25, 25, total["脱贫户"], persons)
    found = estimate_evaluation(
        design_rows(draw, "摘帽评估方"), pa.Table.from_pylist(rows, schema=FIELD), frozen, SETTINGS
    )
    assert {
        name: (found[name].df, found[name].flag) for name in ("wrong_exit_rate", "missed_rate", "recognition_rate")
    } == {"wrong_exit_rate": (10, "未证实"), "missed_rate": (10, "未证实"), "recognition_rate": (10, "证实")}
    assert found["wrong_exit_rate"].add_villages > 0
    two = Frozen.together([frozen, Frozen(100, 10, 20)])
    assert (two.n_agri, two.n_remain, two.n_exit) == (frozen.n_agri + 100, 35, frozen.n_exit + 20)
