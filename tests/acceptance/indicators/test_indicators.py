"""Every indicator's own examples, run by one generic test; values, official results and the method book."""

import dataclasses
import math
from pathlib import Path

import pyarrow as pa
import pytest

from acceptance import campaign as campaigns
from acceptance import indicators, sql
from acceptance.indicators import IndicatorError, Value
from acceptance.sampling.result import UNIT_COLUMNS
from tests.support import FINDING, VILLAGE, evidence

YEAR = campaigns.parse(campaigns.default_text(2026), "test")
LIMITS = {"poverty_rate": 0.03, "document_completeness_rate": 0.98, "procedure_compliance_rate": 1.0}
CAMPAIGN = YEAR.model_copy(
    update={
        "poverty_line": YEAR.poverty_line.model_copy(update={"amount": 3100}),
        "near_line": YEAR.near_line.model_copy(update={"value": 1.1}),
        "thresholds": YEAR.thresholds
        | {name: YEAR.thresholds[name].model_copy(update={"value": value}) for name, value in LIMITS.items()},
    }
)
"""A year with the line and limits that the examples speak of, whatever the office configures."""
EXAMPLES = [
    pytest.param(one, example, id=f"{one.id}: {example.name}")
    for one in indicators.load().values()
    for example in one.examples
]
DERIVED = {
    "poor_persons": {"village_code": "VARCHAR", "lo": "BIGINT", "hi": "BIGINT"},
    "finding_in_force": FINDING,
    "revisit": dict.fromkeys(
        ("visit_id", "village_code", "household_id", "replaced_for", "self_verdict", "outcome"), "VARCHAR"
    ),
    "draw_unit": {"line": "VARCHAR"}
    | {n: "DOUBLE" if pa.types.is_floating(t) else "VARCHAR" for n, t in UNIT_COLUMNS.items()},
}
"""What verdicts and the draw add to the evidence."""
DEFAULTS = {"poor_persons": {"village_code": VILLAGE}}


def opened(given):
    con = evidence(**{name: rows for name, rows in given.items() if name not in DERIVED})
    for name, schema in DERIVED.items():
        con.execute(f"CREATE TABLE {name} ({', '.join(f'{sql.identifier(c)} {t}' for c, t in schema.items())})")
        for row in given.get(name, ()):
            full = DEFAULTS.get(name, {}) | row
            con.execute(
                f"INSERT INTO {name} ({', '.join(full)}) VALUES ({', '.join('?' * len(full))})", list(full.values())
            )
    indicators.prepare(con, CAMPAIGN)
    return con


@pytest.mark.parametrize(("one", "example"), EXAMPLES)
def test_what_the_examples_promise(one, example):
    with opened(example.given) as con:
        found = indicators.rows(con, one).to_pylist()
    assert [
        {name: row[name] for name in wanted} for row, wanted in zip(found, example.expect, strict=True)
    ] == example.expect


@pytest.mark.parametrize("one", indicators.load().values(), ids=lambda one: one.id)
def test_the_header_is_complete_and_names_every_column(one):
    assert one.examples and one.formula and one.source
    with opened({}) as con:
        found = set(indicators.rows(con, one).column_names)
    usual = {"county_code", "village_code", "numerator", "denominator"}
    assert set(one.columns) == found - usual
    if one.estimator == "census" and one.level != "table":
        assert {"county_code", "numerator", "denominator"} <= found


def test_every_threshold_of_the_campaign_belongs_to_an_indicator_and_agrees_with_it():
    known = indicators.load()
    assert {name: limit.better for name, limit in CAMPAIGN.thresholds.items()} == {
        name: known[name].better for name in CAMPAIGN.thresholds
    }


def test_the_titles_are_those_of_the_estimates():
    from acceptance.estimation.model import TITLES

    assert set(TITLES) <= set(indicators.load())


def test_all_counted_figures_of_a_county():
    given = {
        "household": [{"household_id": "h1"}],
        "village": [{"agri_pop": 1000}],
        "lead": [{"status": "属实"}],
        "income": [{"household_id": "h1", "net_pc": 3200}],
        "poor_persons": [{"lo": 30, "hi": 31}],
        "procedure": [{"household_id": "h1"}],
    }
    with opened(given) as con:
        found = indicators.compute(con, CAMPAIGN)
    assert found == {
        "poverty_rate": Value(30, 1000, {"numerator_hi": 31}),
        "procedure_compliance_rate": Value(1, 1),
        "lead_hit_rate": Value(1, 1),
        "lead_confirmed_rate": Value(1, 1),
        "near_line_share": Value(1, 1),
        "unstable_share": Value(1, 1, {"shock": 1}),
    }
    judged = indicators.estimates(found, CAMPAIGN)
    assert judged["poverty_rate"].official == "?" and judged["poverty_rate"].note == "含待核 31 人"
    assert judged["procedure_compliance_rate"].official == "达标" and judged["procedure_compliance_rate"].passes
    assert judged["lead_hit_rate"].official == "不适用" and judged["lead_hit_rate"].point == 1


@pytest.mark.parametrize(
    ("name", "value", "official", "passes"),
    [
        ("poverty_rate", Value(29, 1000, {"numerator_hi": 29}), "达标", True),
        ("poverty_rate", Value(29, 1000, {"numerator_hi": 30}), "压线待确认", True),
        ("poverty_rate", Value(30, 1000, {"numerator_hi": 30}), "压线待确认", True),
        ("poverty_rate", Value(29, 1000, {"numerator_hi": 31}), "?", None),
        ("poverty_rate", Value(31, 1000, {"numerator_hi": 31}), "不达标", False),
        ("poverty_rate", Value(0, 0, {"numerator_hi": 0}), "?", None),
        ("document_completeness_rate", Value(98, 100), "压线待确认", True),
        ("document_completeness_rate", Value(979, 1000), "不达标", False),
        ("document_completeness_rate", Value(99, 100), "达标", True),
    ],
)
def test_the_official_rule_on_counts(name, value, official, passes):
    judged = indicators.estimates({name: value}, CAMPAIGN)[name]
    assert (judged.official, judged.passes) == (official, passes)
    assert judged.lower is None and judged.upper is None and judged.method == "census"
    if value.denominator:
        assert math.isclose(judged.point, value.numerator / value.denominator)


GOOD = "/*\nid: x\ntitle: t\nunit: 人\nformula: f\nsource: s\nestimator: census\nplace: 1\n*/\nSELECT 1\n"


def test_a_header_is_read():
    one = indicators.parse(GOOD, "x")
    assert (one.id, one.select, one.better, one.level) == ("x", "SELECT 1\n", "", "county")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        GOOD.replace("id: x", "id: y"),
        GOOD.replace("unit: 人\n", ""),
        GOOD.replace("unit", "unti"),
        GOOD.replace("title: t", "title: t\nselect: cheat"),
        "/*\n- a\n*/\nSELECT 1\n",
    ],
)
def test_a_header_that_is_not_understood_is_refused(text):
    with pytest.raises(IndicatorError, match=r"x\.sql"):
        indicators.parse(text, "x")


def test_the_method_book_is_up_to_date():
    book = Path(__file__).parents[3] / "docs" / "method.md"
    text = indicators.method_markdown()
    assert book.read_text(encoding="utf-8") == text, "run `make docs`"
    assert all(one.title in text for one in indicators.load().values())


def test_indicators_do_not_change(monkeypatch):
    with pytest.raises(dataclasses.FrozenInstanceError):
        indicators.load()["poverty_rate"].title = "别的"
