"""The readiness gate R1–R6 and the dates on which its answers change."""

import datetime as dt

import pytest

from acceptance import campaign as campaigns
from acceptance.verdicts import gate, prepare
from tests.acceptance.verdicts.conftest import FEEDS, HOLDS, PASSING, SETTING, changed
from tests.support import evidence

CAMPAIGN = campaigns.parse(campaigns.default_text(2026), "test")
CAMPAIGN = CAMPAIGN.model_copy(
    update={
        "registries": CAMPAIGN.registries.model_copy(update={"required": ("vehicle", "property"), "max_age_days": 60})
    }
)
FRESH = {"vehicle": dt.date(2026, 11, 1), "property": dt.date(2026, 10, 15)}
NOTICE = {"step": "公示"}
READY = PASSING | {"procedure": [{}, NOTICE], "manifest": [{"sealed_doc": "章1"}]}


def items(accepted=True, drawn_on=None, dates=FRESH, setting=SETTING, **tables) -> dict[str, gate.GateItem]:
    con = evidence(**(READY | tables))
    prepare(con, setting, FEEDS, HOLDS)
    con.executemany("INSERT INTO registry_in_force VALUES (?, ?, ?)", [(r, r, d) for r, d in dates.items()])
    return {item.id: item for item in gate.readiness(con, CAMPAIGN, accepted, drawn_on)}


def test_a_ready_county_passes_and_says_until_when() -> None:
    found = items()
    assert gate.passed(list(found.values()))
    assert found["R2"].valid_until == dt.date(2026, 12, 15)
    assert [i.valid_until for i in found.values() if i.id != "R2"] == [None] * 5


@pytest.mark.parametrize(("day", "met"), [(dt.date(2026, 12, 14), True), (dt.date(2026, 12, 15), False)])
def test_a_department_table_holds_sixty_days(day: dt.date, met: bool) -> None:
    found = items(setting=changed(as_of=day))["R2"]
    assert found.met == met
    assert found.valid_until == (dt.date(2026, 12, 15) if met else dt.date(2027, 1, 1))


def test_once_drawn_the_age_is_counted_to_the_draw() -> None:
    found = items(setting=changed(as_of=dt.date(2027, 1, 10)), drawn_on=dt.date(2026, 12, 1))["R2"]
    assert (found.met, found.valid_until) == (True, None)


def test_a_missing_or_broken_department_table_holds_the_county() -> None:
    assert items(dates={"vehicle": FRESH["vehicle"]})["R2"].words.startswith("缺")
    broken = items(finding=[{"rule_id": "E095", "severity": "warn", "scope": "county"}])
    assert (broken["R2"].met, broken["R2"].words) == (False, "部门数据质量不合格（E095）")
    assert broken["R1"].met


def leads(decided: int, total: int) -> list[dict]:
    return [{"status": "保留" if n < decided else "待核查"} for n in range(total)]


@pytest.mark.parametrize(
    ("decided", "total", "met"), [(0, 0, True), (95, 100, True), (94, 100, False), (18, 19, False), (19, 20, True)]
)
def test_ninety_five_percent_of_the_leads_must_be_decided(decided: int, total: int, met: bool) -> None:
    assert items(lead=leads(decided, total))["R3"].met == met


@pytest.mark.parametrize(
    ("ends", "met", "until"),
    [
        (["2026-11-30"], True, None),
        (["2026-12-01"], False, dt.date(2026, 12, 2)),
        (["2026-12-01", "2026-12-09"], False, dt.date(2026, 12, 10)),
        ([None], False, None),
    ],
)
def test_notices_must_have_ended(ends: list, met: bool, until: dt.date | None) -> None:
    found = items(procedure=[NOTICE | {"date_to": day} for day in ends])["R4"]
    assert (found.met, found.valid_until) == (met, until)


def test_candidates_without_any_notice_hold_the_county() -> None:
    assert not items(procedure=[{}])["R4"].met


@pytest.mark.parametrize(
    ("aside", "met", "words"),
    [
        (1, True, "暂存待核1户，在册100户"),
        (2, True, "暂存待核2户，在册100户，高于1%，须逐户核清"),
        (5, True, "暂存待核5户，在册100户，高于1%，须逐户核清"),
        (6, False, "暂存待核6户，在册100户，高于5%"),
    ],
)
def test_households_set_aside(aside: int, met: bool, words: str) -> None:
    found = items(
        household=[{"household_id": f"h{n}"} for n in range(100)],
        aside=[{"household_id": f"h{n}"} for n in range(aside)],
    )["R5"]
    assert (found.met, found.words) == (met, words)


def test_a_package_that_is_refused_or_unsigned_holds_the_county() -> None:
    block = {"rule_id": "E012", "severity": "block", "scope": "county"}
    assert not items(accepted=False)["R1"].met
    assert items(finding=[block])["R1"].words == "申报包有1处须退回级问题（E012）"
    exempt = {"kind": "豁免", "rule_id": "E012", "object": "finding-1", "expires": "2027-01-15"}
    assert items(finding=[block], decision=[exempt])["R1"].met
    assert not items(finding=[block], decision=[exempt | {"expires": "2026-11-30"}])["R1"].met
    assert not items(manifest=[{"sealed_doc": " "}])["R6"].met
