import dataclasses
import datetime as dt

import pyarrow as pa
import pytest

from acceptance import sampling
from acceptance.estimation import Estimate
from acceptance.report_facts import fieldwork
from tests.acceptance.report_facts.given import County
from tests.support import COUNTY

FOUR = {"persons": 4}


def village(number):
    return f"{COUNTY}10020{number}"


@pytest.fixture(scope="module")
def drawn() -> sampling.Draw:
    """Two of four villages, three of the five exited households of each, one in reserve."""
    rows = [
        {"village_code": village(v), "is_poor_village": "是", "frame": "脱贫户", "household_id": f"h{v}{n}"} | FOUR
        for v in range(1, 5)
        for n in range(5)
    ]  # fmt: skip
    frame = pa.Table.from_pylist(rows)
    design = sampling.DrawDesign(n_villages=2, households=3, census_below=10, reserve=1)
    seed = sampling.seed_for(2026, COUNTY, "precision_evaluation", sampling.list_hash(frame))
    return sampling.draw(frame, design, seed, line="precision_evaluation", drawn_on=dt.date(2026, 11, 25))


def visit(number, **more):
    return {"questionnaire_id": f"q{number}", "household_id": f"h{number}", "weight": 3.5, **more}


def test_the_sample_is_planned_by_the_draw_and_counted_by_what_came_of_it(case, drawn):
    visits = [
        visit(1),
        visit(2, replaced_for="h9"),
        visit(3, disposition="外出"),
        visit(4, disposition="无人"),
        visit(5, disposition="拒访"),
        visit(6, household_selection="purposive"),
    ]
    found = case("precision_evaluation", draws={"precision_evaluation": drawn}, evaluation_household=visits)
    [row] = fieldwork.samples(found)
    assert (row.line, row.frame) == ("精准评估", "脱贫户")
    assert (row.villages_drawn, row.villages_all, row.units_all, row.planned) == (2, 4, 20, 6)
    assert (row.completed, row.absent, row.refused, row.replaced) == (2, 2, 1, 1)
    assert (row.weight_low, row.weight_median, row.weight_high) == (3.5, 3.5, 3.5)
    [how] = fieldwork.draws(found)
    assert how.design == "分层简单随机抽村2个，每村每类3户；全县不足10户的类别全查"
    assert (how.seed_kind, how.list_sha256, how.drawn_on) == ("公开种子", drawn.list_hash, dt.date(2026, 11, 25))


def test_without_a_draw_of_ours_the_evaluators_design_says_what_was_planned(case):
    design = [
        {"evaluator": "精准评估方", "psu": f"p{n}", "frame": "脱贫户", "household_selection": "random", "hh_drawn": 10}
        for n in range(3)
    ]
    [row] = fieldwork.samples(case("precision_evaluation", evaluation_design=design, evaluation_household=[visit(1)]))
    assert (row.villages_drawn, row.planned, row.completed, row.units_all) == (3, 30, 1, None)


def test_opinion_counts_persons_by_group_in_a_fixed_order(case):
    answers = [
        {"respondent_hash": f"r{n}", "group": group, "disposition": said, "weight": weight}
        for n, (group, said, weight) in enumerate(
            [("一般农户", "完成", 30), ("脱贫户", "完成", 2), ("脱贫户", "拒访", 2), ("脱贫户", "空号", None)]
        )
    ]
    groups = [{"mode": mode, "group": "脱贫户", "group_pop": 500} for mode in ("电话", "入户")]
    found = case("opinion", opinion_response=answers, opinion_design=groups)
    rows = fieldwork.samples(found)
    assert [(row.frame, row.units_all, row.completed, row.refused) for row in rows] == [
        ("脱贫户", 500, 1, 1),
        ("一般农户", None, 1, 0),
    ]
    assert "空号、配额满1个" in fieldwork.notes(County(found))[0]


def test_a_replacement_stands_in_the_frame_of_the_household_it_replaces(case, drawn):
    [first, *_] = drawn.sample["household_id"].to_pylist()
    visits = [{"visit_id": "v", "household_id": "other", "replaced_for": first}]
    rows = fieldwork.samples(case("municipal", draws={"municipal": drawn}, municipal_household=visits))
    assert [(row.line, row.completed, row.replaced) for row in rows] == [("市级验收", 1, 1)]


def test_what_estimation_remarks_is_said_once_with_the_figures_it_holds_for(case):
    rates = {
        name: Estimate(name, title, note=note)
        for name, title, note in (
            ("wrong_exit_rate", "错退率", "未见差错"),
            ("missed_rate", "漏评率", "口径：问卷；未见差错"),
            ("recognition_q1", "认可政策", "不列"),
        )
    }
    found = case("exit_evaluation")
    remarks = fieldwork.notes(County(found, {"exit_evaluation": rates}))[1]
    assert remarks == "估计说明：未见差错（摘帽评估错退率、摘帽评估漏评率）；口径：问卷（摘帽评估漏评率）"


def test_nothing_is_said_of_samples_that_are_not_there(case):
    found = case("self_check")
    assert (fieldwork.samples(found), fieldwork.draws(found), fieldwork.notes(County(found))) == ([], [], [])


def test_a_seed_by_commitment_is_printed_with_its_times_and_an_enlarged_sample_with_its_reason(case, drawn):
    proof = {
        "number": 1, "commitment": "ab" * 32, "source": "福彩3D第2026330期",
        "published_at": "2026-11-20T01:05:30+00:00",
        "reason": None, "nonce": "n-17", "public_number": "428", "revealed_at": "2026-11-25T16:30:00+08:00",
    }  # fmt: skip
    enlarged = {
        "reason": "自查推翻率3.1%（渝验收〔2026〕9号）",
        "villages": [village(3)],
        "first_drawn_on": "2026-11-25",
    }
    larger = dataclasses.replace(drawn, drawn_on="2026-12-08", proof=proof, enlarged=enlarged)
    [how] = fieldwork.draws(case("precision_evaluation", draws={"precision_evaluation": larger}))
    opened, added = how.told
    assert "2026年11月20日9时05分30秒公布" in opened and "2026年11月25日16时30分00秒开启" in opened
    assert all(part in opened for part in ("ab" * 32, "n-17", "428", "福彩3D第2026330期"))
    assert "2026年11月25日首次抽样，2026年12月8日追加1个村" in added and village(3) in added and "渝验收" in added
    [plain] = fieldwork.draws(case("precision_evaluation", draws={"precision_evaluation": drawn}))
    assert plain.told == ()
