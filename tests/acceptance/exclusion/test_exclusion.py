"""Every exclusion indicator's own examples, the counts of a county, and that no lead is without an indicator."""

import pytest

from acceptance import contracts, exclusion
from acceptance.exclusion import ExclusionError
from tests.support import evidence

EXAMPLES = [(one, example) for one in exclusion.load().values() for example in one.examples]


@pytest.mark.parametrize(("one", "example"), EXAMPLES, ids=lambda v: getattr(v, "id", None))
def test_what_the_examples_promise(one, example):
    with evidence(lead=[example["given"]]) as con:
        assert bool(con.execute(one.select).fetchall()) == example["counts"]


def test_every_lead_falls_under_exactly_one_of_the_seven():
    seven = {one.id: one for one in exclusion.load().values() if one.group == "exclusion"}
    assert list(seven) == [f"X{n}" for n in range(1, 8)]
    assert [one.id for one in seven.values() if not one.confirmed] == ["X7"] and seven["X7"].label.endswith(
        "（待确认）"
    )
    for registry in contracts.lead_registries().values():
        with evidence(lead=[{"registry": registry.name, "indicator": registry.indicator}]) as con:
            [(found,)] = con.execute(
                f"SELECT exclusion FROM ({exclusion.members(con).sql_query()}) WHERE exclusion LIKE 'X%'"
            ).fetchall()
            assert seven[found].title == registry.indicator


def test_counts_and_false_positive_rates():
    leads = [
        {"lead_id": "1", "household_id": "h1", "registry": "vehicle", "status": "属实", "states": "90000"},
        {"lead_id": "2", "household_id": "h1", "registry": "vehicle", "status": "保留", "states": "10000"},
        {"lead_id": "3", "household_id": "h2", "registry": "vehicle", "status": "保留", "states": "90000"},
        {"lead_id": "4", "household_id": "h3", "registry": "vehicle", "status": "待核查"},
        {"lead_id": "5", "household_id": "h4", "registry": "vehicle", "status": "撤销"},
        {"lead_id": "6", "household_id": "h4", "registry": "property", "status": "待核查"},
    ]
    with evidence(lead=leads) as con:
        found = {one.id: one for one in exclusion.counts(con)}
    assert list(found) == list(exclusion.load())
    cars, good_cars, houses = found["X3"], found["C3"], found["X1"]
    assert (cars.leads, cars.households, cars.open, cars.confirmed, cars.kept, cars.withdrawn) == (4, 3, 1, 1, 2, 1)
    assert cars.false_positive_rate == pytest.approx(2 / 3)
    assert (good_cars.leads, good_cars.kept, good_cars.false_positive_rate) == (3, 1, 0.5)
    assert (houses.leads, houses.false_positive_rate) == (1, None)
    assert found["X6"].leads == 0


@pytest.mark.parametrize("text", ["SELECT 1", "/*\nid: X9\n*/\nSELECT 1", "/*\nid: X1\nodd: 1\n*/\nSELECT 1"])
def test_a_file_that_says_too_little_or_too_much_is_an_error(text):
    with pytest.raises(ExclusionError):
        exclusion.parse(text, "x1")
