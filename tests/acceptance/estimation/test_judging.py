"""Official rule and flag at the boundaries (RULEBOOK D.3 "Traffic")."""

import dataclasses
from fractions import Fraction

import pytest

from acceptance.estimation import Limit, shown
from acceptance.estimation.judging import Measured, assess, flag_of, official, side

from .cases import SETTINGS

LOW, HIGH = Limit(0.02, "lower"), Limit(0.9, "higher")
WEIGHTED = dataclasses.replace(SETTINGS, official_estimate="加权")


def measured(wrong: int, asked: int, **changes) -> Measured:
    """A share without clustering: deff 1, 40 villages."""
    p = wrong / asked
    plain = {
        "counts": (wrong, asked),
        "top": float(wrong),
        "base": float(asked),
        "variance": p * (1 - p) / asked,
        "n": asked,
        "kish": float(asked),
        "per_psu": asked / 40,
        "df": 38,
        "drawn": 40,
        "total": 200.0,
    }
    return Measured(**(plain | changes))


def errors(wrong: int, asked: int, settings=SETTINGS, **changes):
    return assess("wrong_exit_rate", "错退率", measured(wrong, asked, **changes), settings)


@pytest.mark.parametrize(
    ("point", "limit", "result"),
    [
        (Fraction(2, 100), LOW, "压线待确认"),
        (Fraction(2001, 100_000), LOW, "不达标"),
        (Fraction(1999, 100_000), LOW, "达标"),
        (Fraction(9, 10), HIGH, "压线待确认"),
        (Fraction(899, 1000), HIGH, "不达标"),
        (Fraction(901, 1000), HIGH, "达标"),
        (0.1 * 3 / 15, LOW, "压线待确认"),
        (0.0200001, LOW, "不达标"),
        (0.03, Limit(0.03, "lower"), "压线待确认"),
    ],
)
def test_only_beyond_the_limit_fails(point, limit, result):
    assert side(point, limit) == result


@pytest.mark.parametrize(
    ("settings", "published", "weighted", "result"),
    [
        (SETTINGS, Fraction(1, 100), 0.012, ("达标", True)),
        (SETTINGS, Fraction(3, 100), 0.021, ("不达标", False)),
        (SETTINGS, Fraction(1, 100), 0.03, ("口径待确认", None)),
        (SETTINGS, Fraction(2, 100), 0.01, ("压线待确认", True)),
        (SETTINGS, Fraction(2, 100), 0.021, ("口径待确认", None)),
        (WEIGHTED, Fraction(2, 100), 0.01, ("达标", True)),
        (WEIGHTED, Fraction(3, 100), 0.021, ("不达标", False)),
        (SETTINGS, None, 0.021, ("不达标", False)),
    ],
)
def test_published_and_weighted_figures(settings, published, weighted, result):
    assert official(published, weighted, LOW, settings) == result


@pytest.mark.parametrize(
    ("point", "bound", "limit", "flag"),
    [
        (0.0, 0.02, LOW, "证实"),
        (0.0, 0.0201, LOW, "未证实"),
        (0.021, 0.05, LOW, "不达标"),
        (0.02, 0.04, LOW, "未证实"),
        (0.95, 0.9, HIGH, "证实"),
        (0.95, 0.899, HIGH, "未证实"),
        (0.89, 0.8, HIGH, "不达标"),
    ],
)
def test_flag(point, bound, limit, flag):
    assert flag_of(point, bound, limit) == flag


def test_a_large_clean_sample_is_proven():
    estimate = errors(4, 600)
    assert (estimate.official, estimate.passes, estimate.flag) == ("达标", True, "证实")
    assert estimate.n_star is None and estimate.add_villages is None


def test_unproven_says_how_many_villages_to_add():
    estimate = errors(5, 500)
    assert estimate.flag == "未证实"
    assert estimate.n_star == 569
    assert f"追加 {estimate.add_villages} 个村" in estimate.note


def test_no_error_uses_the_planned_design_effect():
    estimate = errors(0, 300)
    assert estimate.deff is None
    assert estimate.n_eff < 300 / 1.5
    assert estimate.lower == 0 and estimate.upper > 0
    assert "约定的设计效应" in estimate.note


def test_all_recognised_mirrors_no_error():
    estimate = assess("recognition_rate", "群众认可度", measured(300, 300), SETTINGS)
    assert (estimate.upper, estimate.flag) == (1.0, "证实")
    assert estimate.lower == pytest.approx(1 - errors(0, 300).upper)


def test_variance_of_zero_inside_the_interval_is_undefined_deff():
    estimate = errors(6, 300, variance=0.0)
    assert estimate.deff is None and "无法计算" in estimate.note
    assert estimate.lower < 0.02 < estimate.upper


@pytest.mark.parametrize("changes", [{"kish": 25.0}, {"df": 7}])
def test_a_small_sample_sets_only_the_flag(changes):
    estimate = errors(12, 300, **changes)
    assert estimate.flag == "样本不足"
    assert (estimate.point, estimate.official, estimate.passes) == (0.04, "不达标", False)


@pytest.mark.parametrize("changes", [{"df": 0}, {"df": -1}, {"n": 1}])
def test_one_village_gives_no_interval(changes):
    estimate = errors(1, 100, **changes)
    assert (estimate.flag, estimate.lower, estimate.n_eff, estimate.official) == ("样本不足", None, None, "达标")


def test_census_has_no_interval_and_compares_whole_numbers():
    estimate = errors(1, 50, census=True)
    assert (estimate.official, estimate.flag, estimate.method, estimate.lower) == ("压线待确认", "证实", "全查", None)
    assert errors(2, 50, census=True).flag == "不达标"


def test_an_unfinished_plan_is_unknown_but_printed():
    estimate = errors(12, 300, complete=False)
    assert (estimate.official, estimate.passes, estimate.point) == ("?", None, 0.04)


@pytest.mark.parametrize(("complete", "result"), [(True, "不适用"), (False, "?")])
def test_nobody_to_ask(complete, result):
    estimate = errors(0, 1, counts=(0, 0), top=0.0, base=0.0, complete=complete)
    assert (estimate.official, estimate.point, estimate.passes) == (result, None, None)


def test_an_indicator_without_threshold_is_only_estimated():
    estimate = assess("other", "其他", measured(5, 500), SETTINGS)
    assert (estimate.official, estimate.flag, estimate.threshold) == ("参照", None, None)
    assert estimate.upper > 0.01


def test_to_dict_rounds_and_carries_the_bound_of_the_flag():
    plain = errors(1, 300).to_dict()
    assert plain["point"] == 0.00333333333333 and "id" not in plain
    assert plain["one_sided"] == plain["one_sided_upper"]


@pytest.mark.parametrize(
    ("point", "text"),
    [(0.02, "2.00%"), (0.0200001, "2.00001%"), (0.019999, "1.9999%"), (0.01, "1.00%"), (0.0312, "3.12%")],
)
def test_enough_decimals_to_show_the_side(point, text):
    assert shown(point, 0.02) == text
