from datetime import date
from decimal import Decimal

import pytest

from acceptance.reporting import words


@pytest.mark.parametrize(
    ("ratio", "threshold", "shown"),
    [
        (0.0123, 0.03, "1.23%"),
        (0.02, 0.02, "2.00%"),  # equality keeps two decimals: it is marked 压线, not printed away
        (0.020004, 0.02, "2.0004%"),  # above: two decimals would hide it
        (0.0199999, 0.02, "1.99999%"),
        (0.9, 0.9, "90.00%"),
        (0.899996, 0.9, "89.9996%"),
        (0.0, 0.02, "0.00%"),
        (1.0, None, "100.00%"),
        (None, 0.02, "—"),
    ],
)
def test_a_percentage_has_enough_decimals_to_show_its_side(ratio, threshold, shown):
    assert words.percent(ratio, threshold) == shown


def test_thresholds_are_written_as_people_write_them():
    assert [words.plain_percent(value) for value in (0.02, 0.9, 0.035, 1.0, None)] == ["2%", "90%", "3.5%", "100%", "—"]


def test_counts_are_grouped_and_rounded_half_up():
    assert words.count(12345) == "12,345"
    assert words.count(Decimal("42000.505"), 2) == "42,000.51"
    assert words.count(None) == "—"
    assert [words.number(value) for value in (12.0, 2.5, 1187.25, 0, 100, None)] == [
        "12",
        "2.5",
        "1,187.25",
        "0",
        "100",
        "—",
    ]


def test_days_and_numerals():
    assert words.day(date(2026, 1, 5)) == "2026年1月5日"
    assert words.day("2026-11-25T09:00:00") == "2026年11月25日"
    assert words.day(None) == "—"
    assert [words.numeral(number) for number in (1, 10, 13, 20, 21)] == ["一", "十", "十三", "二十", "二十一"]


@pytest.mark.parametrize(
    ("verdict", "tone"),
    [
        ("建议同意摘帽,附整改", "good"),
        ("通过年度验收", "good"),
        ("建议不予摘帽", "bad"),
        ("不通过", "bad"),
        ("暂缓(待评)", "wait"),
        ("整改后复核", "wait"),
        ("未就绪", "wait"),
        ("", "wait"),
    ],
)
def test_every_county_verdict_has_its_tone(verdict, tone):
    assert words.tone(verdict) == tone


def test_full_identity_and_telephone_numbers_are_found_and_masked_ones_are_not():
    assert words.unmasked("户主 500229198001011234，电话13812345678") == ["500229…34", "138123…78"]
    assert words.unmasked("500229…34 村500229100201 摘要 a1500229198001011234f 2026-12-01") == []
