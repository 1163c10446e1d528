"""Who counts in F2, F3, F4 and F5, and what is said when the data do not suffice."""

import dataclasses

import numpy as np
import pytest

from acceptance import campaign
from acceptance.estimation import Frozen, Settings
from acceptance.estimation.design import collapsed
from acceptance.estimation.taylor import Rows, Structure, ratios

from .cases import COUNTY, SETTINGS, estimates, field, mark

EX, UN = "脱贫户", "非建档立卡户"
EVERY = ("wrong_exit_rate", "missed_rate", "composite_poverty_rate", "recognition_rate")


def test_the_demo_county():
    """24 villages, 12 × 10 households per frame, no error: df 10, point good, not proven, villages to add; F5
    proven.
    """
    design, rows = field()
    mark(rows, 4, EX, each=29, q1="不认可", q2="不认可", q3="不认可", q4="不认可", overall="不认可")
    found = estimates(design, rows)
    for name in ("wrong_exit_rate", "missed_rate"):
        rate = found[name]
        assert (rate.df, rate.n, rate.point, rate.official, rate.flag, rate.n_star) == (
            10,
            120,
            0.0,
            "达标",
            "未证实",
            149,
        )
        assert rate.n_eff == pytest.approx(120 / 1.5 * 0.79, rel=0.01)
        assert rate.add_villages == 5
    recognised = found["recognition_rate"]
    assert (recognised.numerator, recognised.denominator, recognised.df) == (236, 240, 10)
    assert (recognised.official, recognised.flag) == ("达标", "证实")
    assert found["composite_poverty_rate"].point == 900 / 60000


def test_persons_are_counted_and_only_by_the_final_ruling():
    design, rows = field()
    mark(rows, 3, EX, final="错退", persons=5)
    mark(rows, 2, UN, finding="疑似漏评", final=None)
    found = estimates(design, rows)
    assert (found["wrong_exit_rate"].numerator, found["wrong_exit_rate"].denominator) == (15, 366)
    assert found["missed_rate"].numerator == 0
    assert "2 户疑似错退或漏评尚未裁定" in found["missed_rate"].note


def test_purposive_rows_and_villages_are_in_no_rate():
    design, rows = field()
    base = estimates(design, rows)
    chosen = rows[0] | {"household_id": "H9", "household_selection": "purposive", "final": "错退", "weight": None}
    village = [cell | {"psu": "500229000999", "psu_selection": "purposive"} for cell in design[:2]]
    other = rows[0] | {"village_code": "500229000999", "household_id": "H8", "final": "错退"}
    found = estimates(design + village, [*rows, chosen, other])
    assert found["wrong_exit_rate"].weighted == 0
    assert found["wrong_exit_rate"].n_eff == base["wrong_exit_rate"].n_eff
    assert "有意选取的 1 户、2 行设计只列示" in found["wrong_exit_rate"].note
    assert "1 份问卷不在抽样设计之内" in found["wrong_exit_rate"].note


def test_a_replacement_stands_in_the_place_of_the_replaced():
    design, rows = field()
    spare = rows[0] | {"household_id": "H999", "replaced_for": rows[0]["household_id"], "final": "错退"}
    rows[0]["disposition"] = "拒访"
    found = estimates(design, [*rows, spare])["wrong_exit_rate"]
    assert (found.n, found.complete) == (120, True)
    assert found.weighted == pytest.approx(1 / 120)


@pytest.mark.parametrize(("absent", "complete"), [(24, True), (25, False)])
def test_fewer_than_eighty_percent_completed_is_unknown(absent, complete):
    design, rows = field()
    mark(rows, absent, EX, each=4, disposition="外出")
    found = estimates(design, rows)
    assert found["wrong_exit_rate"].complete is complete
    assert found["wrong_exit_rate"].official == ("达标" if complete else "?")
    assert found["missed_rate"].complete and found["recognition_rate"].complete
    assert found["composite_poverty_rate"].passes is (True if complete else None)
    if not complete:
        assert "计划 120 户（组），完成 95，不足 80%" in found["wrong_exit_rate"].note


def test_weights_make_up_for_the_absent_of_the_same_stratum_only():
    design, rows = field(villages=4, households=10)
    for row in rows:
        if row["village_code"] == "500229000000" and row["frame"] == EX:
            row.update(final="错退")
    mark([r for r in rows if r["village_code"] == "500229000001"], 5, EX, disposition="无人")
    assert estimates(design, rows, Frozen(0, 0, 0))["wrong_exit_rate"].weighted == pytest.approx(0.25)


def test_published_and_weighted_on_opposite_sides():
    design, rows = field(of=40)
    for row in rows:
        if row["village_code"] == "500229000000":
            row["weight"] *= 4
    mark(rows, 2, EX, final="错退")
    rate = estimates(design, rows, COUNTY, dataclasses.replace(SETTINGS, min_n_eff=1))["wrong_exit_rate"]
    assert rate.published < 0.02 < rate.weighted
    assert (rate.official, rate.passes, rate.flag) == ("口径待确认", None, "不达标")


def test_equality_is_marked_and_passes():
    design, rows = field(villages=10, households=10)
    mark(rows, 2, EX, each=10, final="错退")
    rate = estimates(design, rows)["wrong_exit_rate"]
    assert (rate.numerator, rate.denominator, rate.official, rate.passes) == (6, 300, "压线待确认", True)


def test_a_whole_county_has_no_interval():
    design, rows = field(villages=4, households=8, of=8)
    for cell in design:
        cell.update(psu_method="certainty", psu_total=1, psu_drawn=1, household_selection="census")
    for row in rows:
        row.update(weight=None, household_selection="census")
    found = estimates(design, rows)
    for name in EVERY:
        assert (found[name].method, found[name].lower, found[name].official, found[name].flag) == (
            "全查",
            None,
            "达标",
            "证实",
        )
    mark(rows, 1, EX, disposition="外出")
    rate = estimates(design, rows)["wrong_exit_rate"]
    assert rate.method != "全查" and rate.upper > 0


def test_a_county_with_one_village_gets_no_bound():
    design, rows = field(villages=2, strata=2)
    rate = estimates(design[:2], rows[:20])["wrong_exit_rate"]
    assert (rate.flag, rate.df, rate.upper, rate.official) == ("样本不足", 0, None, "达标")
    assert "抽中的村太少" in rate.note


def test_few_villages_set_only_the_flag():
    design, rows = field(villages=8)
    mark(rows, 8, EX, each=9, final="错退")
    rate = estimates(design, rows)["wrong_exit_rate"]
    assert (rate.df, rate.flag, rate.official, rate.passes) == (6, "样本不足", "不达标", False)


def test_empty_villages_stay_in_the_design():
    design, rows = field()
    gone = [row for row in rows if not (row["frame"] == EX and row["village_code"] in ("500229000000", "500229000002"))]
    kept = [cell for cell in design if not (cell["frame"] == EX and cell["psu"] in ("500229000000", "500229000002"))]
    assert estimates(kept, gone)["wrong_exit_rate"].df == 10


def test_lonely_strata_are_collapsed_as_recorded():
    assert collapsed({"a": "b", "b": None, "c": "d", "d": "c", "e": "a"}) == {
        "a": "b",
        "b": "b",
        "c": "c",
        "d": "c",
        "e": "b",
    }
    design, rows = field(villages=11, strata=11)
    for cell in design:
        cell["collapse_into"] = None if cell["stratum"] == "500229/层0" else "500229/层0"
    assert estimates(design, rows)["wrong_exit_rate"].df == 10


def test_a_stratum_without_completes_is_calibrated_with_the_county():
    design, rows = field(villages=10, strata=5)
    frozen = Frozen(60000, 900, 5200, {(f"500229/层{s}", frame): 1000.0 for s in range(5) for frame in (EX, UN)})
    mark([row for row in rows if row["village_code"] in ("500229000000", "500229000005")], 20, EX, disposition="外出")
    rate = estimates(design, rows, frozen)["wrong_exit_rate"]
    assert rate.complete and "脱贫户有的层没有完成的样本" in rate.note


def test_calibration_moves_the_point_to_the_frozen_persons():
    design, rows = field(villages=4, households=10)
    for row in rows:
        if row["village_code"] in ("500229000000", "500229000002") and row["frame"] == EX:
            row["final"] = "错退"
    frozen = Frozen(9000, 0, 4000, {("层0", EX): 1000.0, ("层1", EX): 3000.0})
    rate = estimates(design, rows, frozen)["wrong_exit_rate"]
    assert (rate.published, rate.weighted) == pytest.approx((0.5, 0.25))


def test_recognition_readings_on_both_sides_leave_the_rate_open():
    design, rows = field()
    for frame in (EX, UN):
        mark(rows, 20, frame, each=6, q2="说不清")
    found = estimates(design, rows)
    assert found["recognition_strict"].passes is False
    assert found["recognition_lenient"].passes is True
    headline = found["recognition_rate"]
    assert (headline.official, headline.passes) == ("口径待确认", None)
    assert headline.weighted == min(
        found[f"recognition_{r}"].weighted for r in ("q1", "q2", "q3", "q4", "overall", "strict", "lenient")
    )
    assert "最不利口径" in headline.note


@pytest.mark.parametrize(("confirmed", "read"), [("true", "strict"), ("false", None)])
def test_only_a_reading_the_office_has_confirmed_decides(confirmed, read):
    stated = f"\nrecognition_reading: {{value: strict, document: 市扶贫办通知, confirmed: {confirmed}}}\n"
    year = campaign.parse(campaign.default_text(2026) + stated, "test")
    assert Settings.of(year).recognition_reading == read


def test_a_reading_there_is_not_is_refused_with_the_file():
    stated = "\nrecognition_reading: {value: q9, document: 市扶贫办通知, confirmed: true}\n"
    with pytest.raises(campaign.CampaignError, match="不认识认可度口径“q9”，可选：q1"):
        campaign.parse(campaign.default_text(2026) + stated, "test")


def test_a_confirmed_reading_decides():
    design, rows = field()
    mark(rows, 40, EX, each=3, q2="说不清")
    settings = dataclasses.replace(SETTINGS, recognition_reading="lenient")
    headline = estimates(design, rows, COUNTY, settings)["recognition_rate"]
    assert (headline.official, headline.point, headline.title) == ("达标", 1.0, "群众认可度")


def test_no_answer_is_no_recognition_and_who_was_not_asked_is_not_counted():
    design, rows = field()
    mark(rows, 6, EX, each=7, q4=None)
    mark(rows, 10, UN, each=11, q1=None, q2=None, q3=None, q4=None, overall=None)
    found = estimates(design, rows)
    assert (found["recognition_q4"].numerator, found["recognition_q4"].denominator) == (224, 230)
    assert found["recognition_lenient"].numerator == 230
    assert (found["recognition_overall"].numerator, found["recognition_overall"].denominator) == (230, 230)


def test_screening_of_risk_groups_is_a_lower_limit():
    design, rows = field(frames=(UN,))
    for cell in design:
        cell.update(grp_total=6, grp_drawn=2, hh_drawn=0)
    for i, row in enumerate(rows):
        row.update(
            group_name=f"{i % 2}组",
            household_selection="census",
            weight=None,
            q1=None,
            q2=None,
            q3=None,
            q4=None,
            overall=None,
        )
    mark(rows, 3, UN, each=40, final="漏评")
    whole = estimates(design, rows)["missed_rate"]
    assert "整组排查" in whole.note and whole.weighted == pytest.approx(9 / 360)
    frozen = dataclasses.replace(COUNTY, unregistered={f"500229{v:06d}": 300.0 for v in range(12)})
    risk = estimates(design, rows, frozen, dataclasses.replace(SETTINGS, risk_groups_only=True))["missed_rate"]
    assert "为下限" in risk.note and risk.weighted == pytest.approx(9 / 3600)


def test_questionnaires_decide_over_screening():
    design, rows = field(frames=(UN,))
    for cell in design:
        cell.update(grp_total=6, grp_drawn=1)
    screened = [
        row | {"unit_no": f"s{i}", "group_name": "1组", "household_selection": "census", "final": "漏评"}
        for i, row in enumerate(rows[:10])
    ]
    rate = estimates(design, rows + screened)["missed_rate"]
    assert (rate.weighted, rate.n) == (0, 120) and "口径：问卷" in rate.note


def test_no_exit_frame_is_not_applicable_and_leaves_the_sum():
    design, rows = field(frames=(UN,))
    found = estimates(design, rows, Frozen(60000, 900, 0))
    assert found["wrong_exit_rate"].official == "不适用"
    assert found["composite_poverty_rate"].point == 900 / 60000
    assert estimates(design, rows)["composite_poverty_rate"].passes is None


def test_separate_villages_have_no_correlation():
    design, rows = field(villages=12, frames=(EX,))
    more, others = field(villages=12, frames=(UN,))
    for row in more:
        row.update(psu=row["psu"].replace("500229000", "500229111"), stratum=row["stratum"] + "外")
    for row in others:
        row["village_code"] = row["village_code"].replace("500229000", "500229111")
    mark(rows, 1, EX, final="错退")
    mark(others, 1, UN, final="漏评")
    assert "相关系数 0.00" in estimates(design + more, rows + others)["composite_poverty_rate"].note
    same, both = field()
    assert "相关系数 1.00" in estimates(same, both)["composite_poverty_rate"].note


def test_composite_bound_joins_the_two_distances():
    design, rows = field()
    mark(rows, 1, EX, final="错退")
    found = estimates(design, rows)
    f2, f3, f4 = (found[name] for name in EVERY[:3])
    a, b = 5200 / 60000, COUNTY.n_unreg / 60000
    upper = f4.point + a * (f2.upper - f2.weighted) + b * (f3.upper - f3.weighted)
    assert f4.upper == pytest.approx(upper)
    assert f4.flag == "未证实"


def test_no_rows_and_no_design_are_unknown_in_words():
    design, _ = field()
    found = estimates(design, [])
    assert found["wrong_exit_rate"].official == "?" and found["recognition_rate"].note == "没有认可度答卷"
    empty = estimates([], [])
    assert {name: empty[name].official for name in EVERY} == dict.fromkeys(EVERY, "?")
    assert "抽样设计没有随机抽取的村" in empty["missed_rate"].note


def test_the_order_of_the_rows_changes_nothing():
    design, rows = field()
    mark(rows, 7, EX, each=9, final="错退", persons=4)
    backwards = estimates(design[::-1], rows[::-1])
    assert {name: e.to_dict() for name, e in estimates(design, rows).items()} == {
        name: e.to_dict() for name, e in backwards.items()
    }


def test_a_lonely_village_that_was_not_collapsed_is_named():
    design, rows = field(villages=12, strata=12)
    assert "500229/层3" in estimates(design, rows)["missed_rate"].note


def test_thirty_eight_counties_at_once_equal_one_by_one():
    """The engine takes counties × indicators in one call; each county must come out as if it were alone."""
    random = np.random.default_rng(5)
    counties, villages, each, k = 38, 4, 5, 30
    n = counties * villages * each
    psu = np.repeat(np.arange(counties * villages), each)
    domain = psu // villages
    design = Structure(
        np.arange(counties * villages) // villages,
        np.full(counties, 9.0),
        np.full(counties, float(villages)),
        np.arange(counties * villages),
        np.full(counties * villages, 20.0),
        np.full(counties * villages, float(each)),
    )
    rows = Rows(psu, psu, np.full(n, 9.0), np.full(n, -1), np.ones(n))
    y, x = (random.random((n, k)) < 0.2).astype(float), np.ones((n, k))
    together = ratios(design, rows, y, x, domain, counties)
    for county in (0, 17, 37):
        mine = domain == county
        alone = Rows(psu[mine], psu[mine], rows.weight[mine], rows.post[mine], rows.measure[mine])
        one = ratios(design, alone, y[mine], x[mine])
        assert together.estimate[county] == pytest.approx(one.estimate[0])
        assert together.variance[county] == pytest.approx(one.variance[0])


@pytest.mark.parametrize("wrong", [{"official_estimate": "平均"}, {"recognition_reading": "q9"}])
def test_settings_refuse_what_they_do_not_know(wrong):
    with pytest.raises(ValueError, match="不认识"):
        dataclasses.replace(SETTINGS, **wrong)
