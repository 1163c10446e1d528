import dataclasses
import datetime as dt

import pytest

from acceptance import campaign as campaigns
from acceptance.matching import RegistryProfile, delivery_doubts, name_doubts, registry_freshness

from .town import REGISTRIES, connection

YEAR = campaigns.parse(campaigns.default_text(2026), "test")
CAMPAIGN = YEAR.model_copy(
    update={
        "registries": YEAR.registries.model_copy(update={"max_age_days": 60}),
        "rates": YEAR.rates.model_copy(update={"id_valid": 0.95, "name_agreement": 0.97}),
    }
)
VEHICLE = REGISTRIES["vehicle"]
D = dt.date


def profile(oldest=D(2026, 11, 1), newest=None, rows=1000, valid=1000):
    return RegistryProfile("vehicle", rows, rows, valid, 0, oldest, newest or oldest, {}, {}, {}, ("v.csv",))


@pytest.mark.parametrize(
    ("oldest", "newest", "as_of", "drawn", "ok", "until"),
    [
        (
            D(2026, 11, 1),
            None,
            D(2026, 12, 1),
            None,
            True,
            D(2026, 12, 32 - 1) + dt.timedelta(1),
        ),  # 60 days last until 31 December
        (D(2026, 11, 1), None, D(2026, 12, 31), None, True, D(2027, 1, 1)),
        (D(2026, 11, 1), None, D(2027, 1, 1), None, False, None),
        (D(2026, 11, 1), None, D(2027, 3, 1), D(2026, 12, 31), True, None),  # the draw stops the clock
        (D(2026, 11, 1), None, D(2027, 3, 1), D(2027, 1, 1), False, None),
        (D(2026, 12, 20), None, D(2027, 1, 5), D(2026, 12, 10), True, None),  # newer than the draw
        (D(2026, 9, 1), D(2026, 11, 30), D(2026, 12, 1), None, False, None),  # the oldest record decides
        (D(2026, 11, 1), D(2026, 12, 5), D(2026, 12, 1), None, False, D(2026, 12, 5)),  # a date that has not come yet
    ],
)
def test_a_registry_is_fresh_for_sixty_days(oldest, newest, as_of, drawn, ok, until):
    found = registry_freshness(VEHICLE, profile(oldest, newest), as_of, drawn, CAMPAIGN)
    assert (found.ok, found.valid_until, bool(found.reason)) == (ok, until, not ok)
    if until:  # nothing changes before that day, and something does on it
        assert registry_freshness(VEHICLE, profile(oldest, newest), until - dt.timedelta(1), drawn, CAMPAIGN).ok == ok
        assert registry_freshness(VEHICLE, profile(oldest, newest), until, drawn, CAMPAIGN).ok != ok


def test_a_missing_registry_holds():
    found = registry_freshness(VEHICLE, None, D(2026, 12, 1), None, CAMPAIGN)
    assert not found.ok and found.reason == "机动车登记数据尚未收到" and found.snapshot_date is None


@pytest.mark.parametrize(
    ("now", "before", "rules"),
    [
        (profile(), None, []),
        (profile(valid=950), profile(), []),
        (profile(valid=949), profile(), ["E093"]),
        (profile(rows=700, valid=700), profile(), []),
        (profile(rows=699, valid=699), profile(), ["E094"]),
        (profile(rows=1301, valid=1000), profile(), ["E093", "E094"]),
    ],
)
def test_doubtful_deliveries_are_named(now, before, rules):
    assert [d.rule_id for d in delivery_doubts(VEHICLE, now, before, CAMPAIGN)] == rules


@pytest.mark.parametrize(("rows", "rules"), [(500, []), (499, ["E094"])])
def test_the_year_says_how_far_rows_may_lie_apart(rows, rules):
    year = CAMPAIGN.model_copy(update={"rates": CAMPAIGN.rates.model_copy(update={"delivery_rows": 0.5})})
    doubts = delivery_doubts(VEHICLE, profile(rows=rows, valid=rows), profile(), year)
    assert [d.rule_id for d in doubts] == rules and all(d.message.endswith("超出上下 50%") for d in doubts)


def test_names_that_do_not_agree_are_doubted():
    con = connection([])
    con.execute("CREATE TABLE hit AS SELECT unnest(['a', 'b']) AS registry, true AS name_agrees FROM range(97)")
    con.execute("INSERT INTO hit SELECT 'a', false FROM range(3)")
    con.execute("INSERT INTO hit SELECT 'b', false FROM range(4)")
    con.execute("CREATE TABLE department_record (registry VARCHAR, kind VARCHAR)")
    [doubt] = name_doubts(con, CAMPAIGN, {"b": "乙表"})
    assert (doubt.rule_id, doubt.registry) == (
        "E096",
        "b",
    ) and doubt.message == "乙表比中 101 条，姓名一致 96.04%（97/101），低于 97%"


def test_supporting_registries_are_doubted_too():
    con = connection([])
    con.execute("CREATE TABLE hit (registry VARCHAR, name_agrees BOOLEAN)")
    con.execute(
        "CREATE TABLE department_record AS SELECT 'c' AS registry, unnest(['命中', '姓名近似', '姓名不符']) AS kind"
    )
    assert [(d.registry, round(d.value, 2)) for d in name_doubts(con, CAMPAIGN, {})] == [("c", 0.67)]


def test_the_limit_is_the_campaigns():
    strict = CAMPAIGN.model_copy(update={"registries": CAMPAIGN.registries.model_copy(update={"max_age_days": 10})})
    assert registry_freshness(VEHICLE, profile(), D(2026, 11, 11), None, strict).ok
    assert not registry_freshness(VEHICLE, profile(), D(2026, 11, 12), None, strict).ok
    assert dataclasses.replace(profile(), valid_ids=0).valid_share == 0
