"""The county lists over every combination of inputs, and each entry once by hand."""

import dataclasses
import functools
import itertools

import pytest

from acceptance.verdicts.county import judge_county
from acceptance.verdicts.county_facts import CountyFacts
from acceptance.verdicts.county_lists import KEY_LIST, NOT_APPLICABLE, YEARLY_LIST
from tests.acceptance.verdicts.counties import ALL_LINES, EVALUATORS, county, rates

KINDS = ({}, {"applies": False}, {"is_key": False}, {"is_key": False, "applies": False})
G1 = (True, False, None)
# G2, G7, G8, G9 stand in one "or": all met, and each of them false or unknown, tells everything about them.
REST = [{}] + [{g: side} for g in ("G2", "G7", "G8", "G9") for side in (False, None)]
F1 = ((30, 30), (29, 31), (31, 31))
EVALUATION = ("ok", "gone", "F2", "F3", "F4", "F5", "?", "caliber")
MUNICIPAL = ("ok", "gone", "?", "above", "redo")
OPINION = ("ok", "gone", "few", "?", "bad")
DECIDED = [frozenset(c) for n in range(4) for c in itertools.combinations(("联合复核完成", "市级复核完成", "扩样"), n)]
BASE = county()
OVERTURN = {side: dataclasses.replace(BASE.overturn, passes=side) for side in (True, False, None)}
SATISFACTION = {side: dataclasses.replace(BASE.satisfaction, passes=side) for side in (True, False, None)}
RATE = {"F2": "wrong_exit_rate", "F3": "missed_rate", "F4": "composite_poverty_rate", "F5": "recognition_rate"}


@functools.cache
def evaluation(line: str, state: str):
    if state == "gone":
        return ()
    if state == "caliber":
        return tuple(dataclasses.replace(r, passes=None, caliber_open=True) for r in rates(line))
    return rates(line, **{RATE.get(state, "missed_rate"): {"ok": True, "?": None}.get(state, False)})


def facts(
    kind, g1, rest, f1, first, second, municipal, opinion, decided=frozenset(), plan=True, own=True
) -> CountyFacts:
    here = {
        "self_check": own,
        EVALUATORS[0]: first != "gone",
        EVALUATORS[1]: second != "gone",
        "municipal": municipal != "gone",
        "opinion": opinion != "gone",
    }
    overturn = {"ok": True, "?": None, "gone": None}.get(municipal, False)
    satisfied = {"?": None, "bad": False}.get(opinion, True)
    return county(
        **kind,
        met=BASE.met | {"G1": g1} | rest,
        poor_lo=f1[0],
        poor_hi=f1[1],
        decided=decided,
        plan_met=plan,
        in_force=frozenset(line for line, held in here.items() if held),
        readings=evaluation(EVALUATORS[0], first) + evaluation(EVALUATORS[1], second),
        overturn=OVERTURN[overturn],
        redo=municipal == "redo",
        satisfaction=SATISFACTION[satisfied],
        completes=199 if opinion == "few" else 200,
    )


def slow_oracle(kind, g1, rest, f1, first, second, municipal, opinion, decided=frozenset(), plan=True, own=True) -> str:
    """RULEBOOK D.4 "County", read aloud."""
    exits = kind == {}
    required = [first, second] if exits else [second]
    if not own or g1 is not True:
        return "未就绪"
    unknown = {"gone", "?", "caliber"} & set(required) or municipal in ("gone", "?") or opinion in ("gone", "few", "?")
    if rest or unknown or f1 == (29, 31):
        return "暂缓(待评)"
    bad = [state for state in required if state != "ok"]
    if exits:
        if f1 == (31, 31) or len(bad) == 2:
            return "建议不予摘帽"
        if bad:
            return "建议不予摘帽" if "联合复核完成" in decided else "暂缓(两家不一致)"
        if (municipal == "redo" and "市级复核完成" not in decided) or (
            municipal in ("above", "redo") and "扩样" not in decided
        ):
            return "暂缓(复核)"
        if municipal == "redo":
            return "暂缓(重做自查)"
        return "建议同意摘帽,附整改" if opinion == "bad" else "建议同意摘帽"
    if f1 == (31, 31) or "F4" in bad or municipal == "redo":
        return "不通过"
    return "整改后复核" if bad or municipal == "above" or opinion == "bad" or not plan else "通过年度验收"


def check(*case) -> str:
    """One case: the list and the oracle agree, and nothing that passes has a "?"."""
    made = facts(*case)
    listed = (NOT_APPLICABLE, *(KEY_LIST if made.exits else YEARLY_LIST))
    outcome = next(entry.outcome for entry in listed if entry.holds(made))
    assert outcome == slow_oracle(*case), case
    if outcome.startswith(("建议同意", "通过")):
        assert "?" not in made.marks.values() and all(r.passes is True for r in made.rates), case
        assert not made.hi_above and all(made.met[g] is True for g in made.met), case
    if outcome in ("建议不予摘帽", "不通过"):
        assert made.met["G9"] is True, case  # no 不予 before hearings close
    return outcome


def test_every_combination_of_lines_rates_and_decisions_has_the_one_outcome_of_the_rulebook() -> None:
    decided = [frozenset(), frozenset({"扩样"}), frozenset({"市级复核完成"}), DECIDED[-1]]
    cases = itertools.product(KINDS[:2], [True], [{}], F1, EVALUATION, EVALUATION, MUNICIPAL, OPINION, decided)
    assert {check(*case) for case in cases} == {e.outcome for e in (*KEY_LIST, *YEARLY_LIST)} - {"未就绪"}


def test_every_combination_of_tests_marks_and_kinds_has_the_one_outcome_of_the_rulebook() -> None:
    few = ("ok", "gone", "F2", "?")
    cases = itertools.product(KINDS, G1, REST, F1, few, few, ("ok", "?", "redo"), ("ok", "?", "bad"))
    assert {check(*case) for case in cases} >= {"未就绪", "暂缓(待评)"}


def test_every_combination_of_decisions_plan_and_self_check_has_the_one_outcome_of_the_rulebook() -> None:
    few = ("ok", "F4")
    cases = itertools.product(
        KINDS, [True], [{}], F1, few, few, MUNICIPAL, ("ok", "bad"), DECIDED, (True, False), (True, False)
    )
    assert "暂缓(重做自查)" in {check(*case) for case in cases}


YEARLY = {"applies": False}
BOTH_BAD = evaluation(EVALUATORS[0], "F3") + evaluation(EVALUATORS[1], "F2")
ONE_BAD = evaluation(EVALUATORS[0], "F3") + evaluation(EVALUATORS[1], "ok")
OVERTURNED = dataclasses.replace(county().overturn, passes=False, words="6.00%")
UNSATISFIED = dataclasses.replace(county().satisfaction, passes=False, words="85.00%")


@pytest.mark.parametrize(
    ("changes", "rule", "verdict", "reason"),
    [
        ({"has_task": False}, "NA", "不适用", "未列入年度任务"),
        ({"agri_pop": 0, "poor_lo": 0, "poor_hi": 0}, "NA", "不适用", "无农业户籍人口"),
        ({"agri_pop": 0, "in_force": frozenset()}, "K0", "未就绪", "区县自查数据包未在有效状态"),
        ({"in_force": ALL_LINES - {"exit_evaluation"}}, "K1", "暂缓(待评)", "摘帽评估（第三方）：数据包未在有效状态"),
        (
            {"poor_lo": 30, "poor_hi": 31},
            "K1",
            "暂缓(待评)",
            "贫困发生率3.00%至3.10%（30至31／1000人，含待核户），标准不高于3%，压线待确认",
        ),
        ({"completes": 199}, "K1", "暂缓(待评)", "民意调查：有效完成199份，少于200份"),
        ({"poor_lo": 31, "poor_hi": 31}, "K2", "建议不予摘帽", "贫困发生率3.10%（31／1000人），标准不高于3%"),
        ({"readings": BOTH_BAD}, "K2", "建议不予摘帽", "摘帽评估（第三方）漏评率0.50%"),
        ({"readings": ONE_BAD}, "K3a", "暂缓(两家不一致)", "摘帽评估（第三方）漏评率0.50%"),
        (
            {"readings": ONE_BAD, "decided": frozenset({"联合复核完成"})},
            "K3b",
            "建议不予摘帽",
            "摘帽评估（第三方）漏评率0.50%",
        ),
        ({"overturn": OVERTURNED}, "K4a", "暂缓(复核)", "市级验收自查推翻率6.00%"),
        (
            {"overturn": OVERTURNED, "decided": frozenset({"扩样"})},
            "K6",
            "建议同意摘帽",
            "摘帽评估（第三方）错退率0.50%",
        ),
        (
            {"overturn": OVERTURNED, "redo": True, "decided": frozenset({"扩样"})},
            "K4a",
            "暂缓(复核)",
            "市级验收自查推翻率6.00%",
        ),
        (
            {"overturn": OVERTURNED, "redo": True, "decided": frozenset({"扩样", "市级复核完成"})},
            "K4b",
            "暂缓(重做自查)",
            "市级验收自查推翻率6.00%",
        ),
        ({"satisfaction": UNSATISFIED}, "K5", "建议同意摘帽,附整改", "民意调查满意率85.00%"),
        ({}, "K6", "建议同意摘帽", "贫困发生率1.00%（10／1000人），标准不高于3%"),
        (YEARLY | {"poor_lo": 31, "poor_hi": 31}, "Y2", "不通过", "贫困发生率3.10%（31／1000人），标准不高于3%"),
        (YEARLY | {"plan_met": False, "plan_words": "计划减贫9人"}, "Y3", "整改后复核", "计划减贫9人"),
        (
            YEARLY | {"in_force": ALL_LINES - {"exit_evaluation"}, "readings": ONE_BAD},
            "Y4",
            "通过年度验收",
            "精准评估（第三方）错退率0.50%",
        ),
    ],
)
def test_each_entry_with_its_reason(changes: dict, rule: str, verdict: str, reason: str) -> None:
    found = judge_county(county(**changes))
    assert (found.rule, found.verdict) == (rule, verdict)
    assert reason in found.reasons
    assert all(row.why for row in found.matrix)


def test_three_percent_passes_and_is_marked() -> None:
    found = judge_county(county(poor_lo=30, poor_hi=30))
    assert found.verdict == "建议同意摘帽"
    assert found.reasons[0] == "贫困发生率3.00%（30／1000人），标准不高于3%，压线待确认"


def test_enough_decimals_show_the_side() -> None:
    found = judge_county(county(agri_pop=1_000_000, poor_lo=30_001, poor_hi=30_001))
    assert found.reasons[0] == "贫困发生率3.0001%（30001／1000000人），标准不高于3%"


def test_a_pass_lists_what_is_unproven_and_what_is_on_the_line() -> None:
    first = rates(EVALUATORS[0])
    marked = (
        dataclasses.replace(first[0], flag="未证实", words="1.00%"),
        dataclasses.replace(first[1], on_line=True, words="2.00%"),
    )
    found = judge_county(county(readings=marked + first[2:] + rates(EVALUATORS[1]), decided_by="市扶贫开发领导小组"))
    assert found.attachments == ("摘帽评估（第三方）错退率1.00%（未证实）", "压线待确认：摘帽评估（第三方）漏评率2.00%")
    assert found.reasons[-1] == "以上为建议，由市扶贫开发领导小组在社会公示后审定"


def test_a_line_that_is_not_required_has_no_mark() -> None:
    found = judge_county(county(is_key=False, in_force=ALL_LINES - {"exit_evaluation"}))
    assert [(r.line, r.mark) for r in found.matrix] == [
        ("self_check", "✓"),
        ("municipal", "✓"),
        ("exit_evaluation", "—"),
        ("precision_evaluation", "✓"),
        ("opinion", "✓"),
    ]


def test_a_rate_that_fails_with_another_unknown_stays_open() -> None:
    readings = rates(EVALUATORS[0], missed_rate=False, recognition_rate=None) + rates(EVALUATORS[1])
    found = judge_county(county(readings=readings))
    assert (found.rule, found.matrix[2].mark) == ("K1", "?")
    assert {t.id: t.met for t in found.tests} == {
        "G1": True,
        "G2": True,
        "G3": True,
        "G4": True,
        "G5": False,
        "G6": None,
        "G7": True,
        "G8": True,
        "G9": True,
    }
