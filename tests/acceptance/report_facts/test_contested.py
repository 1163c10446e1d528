import dataclasses
import datetime as dt

import pytest

from acceptance.estimation import Estimate
from acceptance.report_facts import contested
from tests.acceptance.report_facts.given import County, force
from tests.support import VILLAGE

RATES = {"precision_evaluation": {"wrong_exit_rate": Estimate("wrong_exit_rate", "错退率")}}


def visit(number, persons=4, **more):
    return {"questionnaire_id": f"q{number:03d}", "household_id": f"h{number}", "persons": persons, "weight": 1, **more}


def outside(number, persons=4, **more):
    return visit(number, persons, household_id=None, unit_no=f"{number:04d}", frame="非建档立卡户", **more)


def ruling(of, value, **more):
    return {
        "kind": "听证裁定",
        "object": of,
        "value": value,
        "reason": "收入未稳定超过标准",
        "doc_id": "渝听〔2026〕1号",
        **more,
    }


def test_each_contested_case_has_criterion_evidence_ruling_and_signers(case):
    found = case(
        evaluation_household=[
            visit(1, c6="不通过", c1="不通过", finding="疑似错退", final="错退", evidence_id="P-1"),
            visit(2, finding="疑似错退", final="无"),
            visit(3, finding="疑似错退", final="错退"),
            visit(4),
            outside(5, finding="疑似漏评", final="漏评", evidence_id="P-5"),
        ],
        decision=[
            ruling("h1", "错退", decided_on=dt.date(2026, 11, 3)),
            ruling("h2", "无"),
            ruling(f"{VILLAGE}-0005", "漏评", signer1="丙", signer2="丁"),
            ruling("h3", "无", decided_on=dt.date(2026, 12, 30)),  # dated after the report's day
        ],
        hearing=[
            {"village_code": VILLAGE, "household_id": "h1", "county_evidence": "无"},
            {"village_code": VILLAGE, "household_id": "h2", "county_evidence": "银行流水"},
            {"village_code": VILLAGE, "household_id": "h2", "county_evidence": "无"},
            {"village_code": VILLAGE, "household_id": None, "unit_no": "0005", "county_evidence": "户口不在"},
        ],
    )
    cases = {case.object_id: case for case in contested.hearings(found)}
    assert list(cases) == [f"{VILLAGE}-0005", "h1", "h2", "h3"]
    first = cases["h1"]
    assert (first.criterion, first.evidence, first.ruling) == (
        "c1 收入、c6 住房",
        "P-1",
        "错退（4人）：收入未稳定超过标准，渝听〔2026〕1号",
    )
    assert (first.frame, first.decided_on) == ("脱贫户（精准评估）", dt.date(2026, 11, 3))
    assert {key: one.statement for key, one in cases.items()} == {
        "h1": "未举证", "h2": "银行流水", "h3": "", f"{VILLAGE}-0005": "户口不在"
    }  # fmt: skip
    assert cases["h2"].ruling.startswith("不成立")
    assert cases["h3"].ruling == ""
    assert list(cases[f"{VILLAGE}-0005"].signers) == ["丙", "丁"]


def test_a_record_that_differs_from_its_ruling_is_shown_beside_it(case):
    found = case(
        evaluation_household=[visit(1, finding="疑似错退", final="错退")],
        decision=[ruling("h1", "无")],
    )
    assert "评估记录为“错退”" in contested.hearings(found)[0].ruling


def test_a_full_number_in_what_was_said_at_a_hearing_is_hidden(case):
    spoken = {"village_code": VILLAGE, "household_id": "h1", "county_evidence": "本人11010519491231002X已外出"}
    found = case(evaluation_household=[visit(1, finding="疑似错退")], hearing=[spoken])
    assert contested.hearings(found)[0].statement == "本人110105…2X已外出"


def test_nobody_contests_once_an_evaluator_has_spoken(case):
    found = case()
    assert contested.nothing(found) == {}
    assert "hearings" in contested.nothing(dataclasses.replace(found, force=force(["precision_evaluation"])))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (0, "再有5人（最少1户）被裁定错退，公布口径即超过标准"),  # 4 of 200 is the edge and passes
        (1, "再有1人（最少1户）被裁定错退，公布口径即超过标准"),
        (2, "须撤销4人（最少1户）的错退裁定，公布口径方达标"),
        (3, "须撤销8人（最少2户）的错退裁定，公布口径方达标"),
    ],
)
def test_how_many_rulings_turn_the_rate(case, wrong, words):
    visits = [visit(n, final="错退" if n < wrong else "无") for n in range(46)] + [
        visit(50, 6),
        visit(51, 5),
        visit(52, 5),
    ]
    [turn] = contested.reversals(County(case(evaluation_household=visits), RATES))
    assert (turn.title, turn.needed) == ("错退率（精准评估）", words)


def test_purposive_and_absent_households_turn_nothing(case):
    visits = [visit(n) for n in range(25)]
    more = [visit(90, 9, household_selection="purposive", final="错退"), visit(91, 9, disposition="外出")]
    [turn] = contested.reversals(County(case(evaluation_household=visits + more), RATES))
    assert turn.needed == "再有3人（最少1户）被裁定错退，公布口径即超过标准"


def test_the_risk_of_the_point_rule_is_the_rulebooks():
    risk = contested.risk(Estimate("x", "x", n_eff=300, threshold=0.02, method="Korn-Graubard"))
    assert risk == "有效样本300：真值1.5%时误判不达标的可能为17%，真值2.5%时误判达标的可能为38%"


def test_a_census_and_an_estimate_without_n_eff_have_no_such_risk():
    assert contested.risk(Estimate("x", "x", method="全查", threshold=0.02)) == "全查，无抽样误差"
    assert contested.risk(Estimate("x", "x", threshold=0.02)) == ""


def test_populations_name_source_and_date_and_the_frames_own_total(case):
    found = case(
        "self_check",
        "frame",
        village=[{"agri_pop": 100}],
        household=[
            {"household_id": "a", "members": 3},
            {"household_id": "b", "members": 4, "exit_status": "返贫"},
            {"household_id": "c", "members": 5, "exit_status": "稳定脱贫"},
            {"household_id": "d", "members": 9, "exit_status": "注销"},
        ],
        frame_household=[{"unit_no": "1", "persons": 80}, {"unit_no": "2", "persons": 7}],
        manifest=[{"data_date": dt.date(2026, 11, 15)}],
    )
    named = {p.label: p for p in contested.populations(found)}
    persons = {label: p.persons for label, p in named.items()}
    assert persons == {
        "农业户籍人口": 100, "未脱贫人口（含返贫）": 4, "脱贫人口": 8, "其中：本年拟脱贫": 3, "其中：往年已脱贫": 5,
        "非建档立卡人口": 88, "抽样框所列非建档立卡人口": 87,
    }  # fmt: skip
    assert named["农业户籍人口"].date == dt.date(2026, 11, 15)
    assert named["农业户籍人口"].source == "村表，区县自查第1版"
    assert "抽样框第1版，2户" in named["抽样框所列非建档立卡人口"].source
