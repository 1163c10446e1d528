"""Intervals hold the truth about as often as they say (RULEBOOK D.3); `python -m benchmarks coverage` shows more."""

import pytest

from benchmarks import coverage


@pytest.mark.slow
def test_intervals_hold_the_truth_of_a_known_county():
    found = coverage.coverage(coverage.county(), "30 villages x 10", 80)
    for name, one in found.items():
        assert one.interval >= 0.88 and one.bound >= 0.88, name  # 95 % less three standard deviations of 80 surveys
        assert abs(one.bias) < 4 * one.spread / 80**0.5, name
        assert one.stated == pytest.approx(one.spread, rel=0.35), name


def test_a_survey_of_a_county_without_errors_says_so():
    known = coverage.county(wrong=1e-12, missed=1e-12, overturned=1e-12)
    assert known.truth["wrong_exit_rate"] == 0 and known.truth["composite_poverty_rate"] > 0
    [covered] = [coverage.coverage(known, "12 villages x 10 (default)", 2)["wrong_exit_rate"]]
    assert (covered.interval, covered.bound, covered.spread) == (1.0, 1.0, 0.0)
