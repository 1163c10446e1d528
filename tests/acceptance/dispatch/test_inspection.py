import datetime as dt

import pytest

from acceptance import campaign
from acceptance.dispatch.inspection import household_words, rank, village_words, weight_words
from acceptance.verdicts import Setting, prepare
from tests.support import COUNTY, evidence

FACTS = campaign.parse(campaign.default_text(2026), "test")
A, B, C = (f"{COUNTY}10020{n}" for n in (1, 2, 3))
LINE = int(FACTS.poverty_line.amount)


@pytest.fixture
def ranked():
    """A: a lead, a claim overturned on the spot. B: a finding, an income near the line. C: nothing but a visit."""
    homes = [(A, f"a{n}") for n in range(4)] + [(B, f"b{n}") for n in range(2)] + [(C, "c0")]
    con = evidence(
        household=[{"village_code": code, "household_id": name, "head_name": "张三"} for code, name in homes],
        village=[{"village_code": code, "village_name": f"{code[-1]}村"} for code in (A, B, C)],
        lead=[
            {"household_id": "a0", "indicator": "机动车", "status": "待核查"},
            {"household_id": "a1", "indicator": "房产", "status": "保留"},
        ],
        municipal_household=[
            {"village_code": A, "household_id": "a2", "verdict": "不达标"},
            {"village_code": A, "household_id": "a3", "verdict": "达标"},
        ],
        finding=[
            {"rule_id": "E060", "household_id": "b0", "severity": "judge"},
            {"rule_id": "E049", "household_id": "b1", "severity": "warn"},
        ],
        income=[
            {"household_id": "b1", "net_pc": LINE},
            {"household_id": "b0", "net_pc": round(LINE * 1.1 + 0.01, 2)},
            {"household_id": "c0", "net_pc": LINE - 1},
        ],
        inspection_visit=[{"village_code": C}],
    )
    con.execute("CREATE TABLE registry_in_force (registry VARCHAR, title VARCHAR, snapshot_date DATE)")
    prepare(con, Setting.of(FACTS, COUNTY, dt.date(2026, 12, 1), True))
    yield rank(con, FACTS)
    con.close()


def test_villages_are_ranked_by_points_for_their_share_of_each_risk(ranked):
    villages = ranked[0]
    assert [(v["village_code"], v["score"]) for v in villages] == [(A, 60.0), (B, 50.0), (C, 0.0)]
    first, second, last = villages
    assert (first["p_leads"], first["p_overturns"], first["p_uninspected"]) == (25, 25, 10)
    assert (second["findings"], second["near_line"]) == (1, 1)  # a warning is none; 1.1 times the line is not near it
    assert not last["uninspected"]


def test_a_village_is_explained_with_every_figure(ranked):
    first, _, last = ranked[0]
    assert village_words(first) == (
        "建档立卡4户：1户有未了结或属实的比对线索，占4户的25%（25.0分）；"
        "1户自查达标而现场不达标，占已走访2户的50%（25.0分）；今年尚未督查（10.0分）"
    )
    assert village_words(last) == "建档立卡1户：今年已督查过"
    assert "待确认" in weight_words(FACTS)


def test_households_worth_a_look_come_worst_first_with_their_reason(ranked):
    households = ranked[1]
    assert [h["household_id"] for h in households[A]] == ["a2", "a0"]
    assert household_words(households[A][1]) == "比对线索：机动车（待核查）。"
    assert household_words(households[B][0]).startswith("检查发现：E060")
    assert C not in households
