"""FACTS A.9 and the n* list of RULEBOOK D.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.estimation.intervals import (
    ONE_SIDED,
    TWO_SIDED,
    lower_bound,
    more_villages,
    needed_n,
    planned_n,
    proven,
    t_ratio,
    upper_bound,
)


@pytest.mark.parametrize(("recognised", "asked"), [(188, 200), (279, 300), (462, 500), (916, 1000)])
def test_recognition_of_ninety_percent_is_proven_by_one_sided_bounds(recognised, asked):
    assert lower_bound(recognised / asked, asked, ONE_SIDED) >= 0.9
    assert lower_bound((recognised - 1) / asked, asked, ONE_SIDED) < 0.9


@pytest.mark.parametrize(("recognised", "asked"), [(189, 200), (281, 300), (464, 500), (919, 1000)])
def test_recognition_by_two_sided_bounds_needs_more(recognised, asked):
    assert lower_bound(recognised / asked, asked, TWO_SIDED) >= 0.9
    assert lower_bound((recognised - 1) / asked, asked, TWO_SIDED) < 0.9


@pytest.mark.parametrize(("wrong", "asked"), [(0, 149), (1, 300), (4, 500), (12, 1000)])
def test_less_than_two_percent_is_proven(wrong, asked):
    assert upper_bound(wrong / asked, asked, ONE_SIDED) < 0.02
    assert upper_bound((wrong + 1) / asked, asked, ONE_SIDED) > 0.02


@pytest.mark.parametrize(("point", "needed"), [(0, 149), (0.005, 259), (0.01, 569), (0.012, 878), (0.015, 2205)])
def test_needed_n_below_two_percent(point, needed):
    assert needed_n(point, 0.02, "lower") == needed


@pytest.mark.parametrize(("point", "needed"), [(0.92, 635), (0.93, 288)])
def test_needed_n_above_ninety_percent(point, needed):
    assert needed_n(point, 0.9, "higher") == needed


@pytest.mark.parametrize(
    ("point", "limit", "better"), [(0.02, 0.02, "lower"), (0.03, 0.02, "lower"), (0.9, 0.9, "higher")]
)
def test_no_sample_proves_a_point_on_or_beyond_the_limit(point, limit, better):
    assert needed_n(point, limit, better) is None


@given(st.just(0.0) | st.floats(1e-6, 0.018), st.integers(5, 5000))
def test_bounds_enclose_the_point(point, n):
    assert lower_bound(point, n, TWO_SIDED) <= point <= upper_bound(point, n, TWO_SIDED)
    assert upper_bound(point, n, ONE_SIDED) <= upper_bound(point, n, TWO_SIDED)
    needed = needed_n(point, 0.02, "lower")
    assert proven(point, needed, 0.02, "lower") and not proven(point, needed - 1, 0.02, "lower")


def test_extremes_are_closed():
    assert lower_bound(0, 50, TWO_SIDED) == 0
    assert upper_bound(1, 50, TWO_SIDED) == 1
    assert upper_bound(0, 50, ONE_SIDED) == pytest.approx(1 - 0.05 ** (1 / 50))
    assert lower_bound(1, 50, ONE_SIDED) == pytest.approx(0.05 ** (1 / 50))


def test_planned_design_effect_has_a_floor_and_grows_with_the_cluster():
    for per_psu, deff in ((1, 1.5), (11, 1.5), (21, 2.0)):
        assert planned_n(200, 180, per_psu, 10, TWO_SIDED, 1.5, 0.05) == pytest.approx(
            180 / deff * t_ratio(200, 10, TWO_SIDED)
        )


def test_villages_to_add_solve_the_equation_of_the_rulebook():
    more = more_villages(149, 50.0, 12, 24)
    assert more == 6
    reached = [50.0 * (a / (1 - a / 24)) / (12 / (1 - 12 / 24)) for a in (12 + more - 1, 12 + more)]
    assert reached[0] < 149 <= reached[1]


def test_with_replacement_villages_grow_in_proportion():
    assert more_villages(149, 50.0, 12, float("inf")) == 24


def test_all_villages_needed_means_visit_everybody():
    assert more_villages(10_000, 50.0, 12, 24) is None
    assert more_villages(149, 50.0, 24, 24) is None
    assert more_villages(149, 0.0, 12, 24) is None
