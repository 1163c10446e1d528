"""The five-step list of a criterion, over every combination of what seven voices can say (3^7 = 2,187)."""

import itertools

import pytest

from acceptance.verdicts import judge_households, prepare
from tests.acceptance.verdicts.conftest import FEEDS, SETTING, judged, many
from tests.support import COUNTY, evidence

VOICES = ("ruling", "T1", "T2", "M", "I", "D", "S")
SAID = {"0": None, "+": "通过", "-": "不通过"}
COMBINATIONS = ["".join(c) for c in itertools.product("0+-", repeat=7)]


def slow_oracle(said: dict[str, str]) -> str:
    """RULEBOOK D.4 "Criterion", read aloud."""
    if said["ruling"] != "0":
        return "通过" if said["ruling"] == "+" else "不通过"
    voices = [said[v] for v in ("T1", "T2", "M", "I", "D") if said[v] != "0"]
    if said["S"] == "-":
        voices.append("-")
    if len(set(voices)) == 2:
        return "争议"
    if voices:
        return {"+": "通过", "-": "不通过"}[voices[0]]
    return "通过(仅自查)" if said["S"] == "+" else "缺证据"


def rows(place: int, **more: str) -> list[dict[str, object]]:
    """One row for each combination in which that voice speaks, on c2."""
    return [more | {"household_id": c, "c2": SAID[c[place]]} for c in COMBINATIONS if c[place] != "0"]


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    con = evidence(
        household=[{"household_id": c, "food_ok": {"0": None, "+": "是", "-": "否"}[c[6]]} for c in COMBINATIONS],
        decision=[
            {"kind": "听证裁定", "object": c, "criterion": "c2", "value": SAID[c[0]]}
            for c in COMBINATIONS
            if c[0] != "0"
        ],
        evaluation_household=rows(1, evaluator="摘帽评估方") + rows(2, evaluator="精准评估方"),
        municipal_household=rows(3),
    )
    prepare(con, SETTING, FEEDS)
    for place, insert in (
        (4, "inspection_visit (household_id, c2) SELECT h, m"),
        (5, "department_mark SELECT h, 'c2', m, '住建部门'"),
    ):
        spoken = [(c, SAID[c[place]]) for c in COMBINATIONS if c[place] != "0"]
        con.execute(
            f"INSERT INTO {insert} FROM (SELECT unnest(?) AS h, unnest(?) AS m)",
            list(map(list, zip(*spoken, strict=True))),
        )
    judge_households(con)
    answers: dict[str, list[str]] = {}
    for household, outcome in con.execute(
        "SELECT household_id, outcome FROM criterion WHERE criterion = 'c2'"
    ).fetchall():
        answers.setdefault(household, []).append(outcome)
    return answers


def test_every_combination_of_sources_has_the_one_outcome_of_the_rulebook(found: dict[str, list[str]]) -> None:
    expected = {c: [slow_oracle(dict(zip(VOICES, c, strict=True)))] for c in COMBINATIONS}
    assert len(expected) == 2187
    assert found == expected


def c_of(con, criterion: str, household: str = "h1") -> tuple[str, str]:
    asked = "SELECT outcome, words FROM criterion WHERE household_id = ? AND criterion = ?"
    return con.execute(asked, [household, criterion]).fetchall()[0]


def test_two_answers_of_one_evaluator_that_differ_are_a_dispute() -> None:
    con = judged(evaluation_household=[{"c6": "通过"}, {"c6": "不通过", "household_selection": "purposive"}])
    outcome, words = c_of(con, "c6")
    assert outcome == "争议"
    assert words == "住房各方结论不一致（精准评估不通过、精准评估通过、区县自查通过），须复核"


def test_not_seen_and_not_completed_say_nothing() -> None:
    con = judged(evaluation_household=[{"c6": "未查"}, {"c6": "不通过", "disposition": "拒访"}])
    assert c_of(con, "c6")[0] == "通过(仅自查)"


SELF_CHECK = [
    ("c1", {"income": [{"net_pc": 3100}, {"phase": "脱贫前", "net_pc": 9999}]}, "不通过"),
    ("c1", {"income": [{"net_pc": "3100.01"}, {"phase": "脱贫前", "net_pc": 1}]}, "通过(仅自查)"),
    ("c1", {"income": [{"net_pc": None}, {"phase": "脱贫前", "net_pc": 9999}]}, "缺证据"),
    ("c2", {"household": [{"food_ok": None}]}, "缺证据"),
    ("c3", {"household": [{"clothing_ok": "否"}]}, "不通过"),
    ("c4", {"person": [{"id_no": "110105201801010017", "education": None}]}, "缺证据"),
    ("c4", {"person": [{"id_no": "110105202301010017", "education": None}]}, "通过(仅自查)"),
    ("c4", {"person": []}, "缺证据"),
    ("c5", {"person": [{"resident_med": "否"}]}, "不通过"),
    ("c5", {"person": [{"resident_med": None}]}, "缺证据"),
    ("c5", {"person": [{"resident_med": None, "employee_med": "是"}]}, "通过(仅自查)"),
    ("c5", {"person": [{}, {"resident_med": "否", "change_type": "死亡"}]}, "通过(仅自查)"),
    ("c6", {"household": [{"house_grade": None, "renovated": "是"}]}, "缺证据"),
    ("c6", {"household": [{"house_grade": "C", "renovated": "否"}]}, "不通过"),
    ("c6", {"household": [{"house_grade": "D", "renovated": "是"}]}, "通过(仅自查)"),
    ("c6", {"household": [{"house_grade": "A", "relocated": "是", "move_in_date": None}]}, "缺证据"),
    ("c7", {"household": [{"water_hard": None}]}, "缺证据"),
    ("c7", {"household": [{"water_safe": "否", "water_hard": None}]}, "不通过"),
    ("c8", {"procedure": []}, "缺证据"),
]


@pytest.fixture(scope="module")
def self_check():
    return many([tables for _, tables, _ in SELF_CHECK])


@pytest.mark.parametrize("number", range(len(SELF_CHECK)))
def test_self_check_speaks_from_its_fields(self_check, number: int) -> None:
    criterion, tables, outcome = SELF_CHECK[number]
    assert c_of(self_check, criterion, f"h{number}")[0] == outcome, tables


def test_a_judge_finding_speaks_against_the_household_and_a_warning_does_not() -> None:
    finding = {"rule_id": "E083", "household_id": "h1", "table_name": "procedure"}
    assert c_of(judged(finding=[finding]), "c8") == ("不通过", "程序与认可不通过（区县自查不通过：E083）")
    assert c_of(judged(finding=[finding | {"severity": "warn"}]), "c8")[0] == "通过(仅自查)"


EXEMPTIONS = [
    ({}, "通过(仅自查)"),
    ({"expires": SETTING.as_of}, "通过(仅自查)"),
    ({"expires": "2026-11-30"}, "不通过"),
    ({"expires": None}, "不通过"),
    ({"expires": SETTING.as_of, "decided_on": SETTING.as_of}, "通过(仅自查)"),
    ({"rule_id": "E003"}, "不通过"),
    ({"decided_on": "2026-12-02"}, "不通过"),
    ({"signer2": "甲"}, "不通过"),
    ({"object": "another"}, "不通过"),
    ({"county_code": "500230"}, "不通过"),
]


def test_an_exemption_needs_two_signers_and_holds_until_it_expires() -> None:
    con = many(
        [
            {
                "household": [{"water_hard": "是"}],
                "finding": [{"rule_id": "E038"}],
                "decision": [{"kind": "豁免", "rule_id": "E038", "expires": "2027-01-15"} | more],
            }
            for more, _ in EXEMPTIONS
        ]
    )
    assert [c_of(con, "c7", f"h{n}")[0] for n in range(len(EXEMPTIONS))] == [outcome for _, outcome in EXEMPTIONS]


def test_the_later_ruling_supersedes_the_earlier() -> None:
    con = judged(
        municipal_household=[{"c1": "不通过"}],
        decision=[
            {"kind": "听证裁定", "criterion": "c1", "value": "不通过", "decided_on": "2026-11-01"},
            {"kind": "复核结论", "criterion": "c1", "value": "通过", "decided_on": "2026-11-20", "doc_id": "复核3号"},
        ],
    )
    assert c_of(con, "c1") == ("通过", "收入通过（复核结论通过（复核3号））")


def test_of_rulings_of_one_day_the_later_package_counts() -> None:
    ruling = {"kind": "听证裁定", "criterion": "c1", "decided_on": "2026-11-01"}
    con = judged(
        decision=[
            ruling | {"decision_id": "D9", "value": "不通过", "version": 1},
            ruling | {"decision_id": "D1", "value": "通过", "version": 2},
        ]
    )
    assert con.execute("SELECT mark FROM ruling").fetchall() == [("通过",)]


def test_rows_of_another_county_are_no_ruling() -> None:
    con = judged(decision=[{"kind": "复核结论", "criterion": "c1", "value": "不通过", "county_code": "500101"}])
    assert COUNTY != "500101"
    assert c_of(con, "c1")[0] == "通过(仅自查)"


def test_the_contracts_feed_what_the_rulebook_says() -> None:
    stated = {
        ("E070", "c1"), ("E060", "c4"), ("E064", "c5"), ("E035", "c6"), ("E037", "c6"), ("E038", "c7"), ("E081", "c8"),
        ("E082", "c8"), ("E083", "c8"), ("E085", "c8"), ("E086", "c8"), ("E090", "c8"), ("E022", "V1"), ("E020", "V2"),
        ("E090", "V4"), ("E082", "V3"), ("E083", "V3"), ("E086", "V3"), ("E024", "V5"), ("E025", "V5"),
    }  # fmt: skip
    assert set(FEEDS) == stated
