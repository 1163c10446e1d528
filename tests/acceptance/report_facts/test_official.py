import dataclasses
import datetime as dt
import re

import pytest

from acceptance.campaign_facts import Documents
from acceptance.estimation import Estimate
from acceptance.report_facts import method, official
from tests.acceptance.report_facts.given import County, with_verdict
from tests.support import COUNTY


def test_the_letter_names_office_window_documents_and_the_line_that_applied(case):
    facts = official.campaign_facts(case())
    assert facts.office == "重庆市扶贫开发办公室" and facts.deciding_body == "重庆市扶贫开发领导小组"
    assert facts.legal_basis[0] == "《关于建立贫困退出机制的意见》（厅字〔2016〕16号）"
    assert len(facts.legal_basis) == 2  # each once, 自拟 left out
    assert facts.poverty_line == "2026年每人每年3,100元，依据重庆市工作标准，待确认"
    assert facts.rehearsal and facts.applies_exit and facts.county_type == "国家扶贫开发工作重点县"
    assert facts.appeal.where == facts.office and "待确认" in facts.appeal.how


def stating(case, **documents):
    """The case in a year whose office states this of its documents."""
    found = case()
    year = found.season.campaign.model_copy(update={"documents": Documents(**documents)})
    return dataclasses.replace(found, season=dataclasses.replace(found.season, campaign=year))


def test_what_the_office_states_of_its_documents_is_printed(case):
    period = {"days": 15, "document": "市扶贫办公告", "confirmed": True}
    stated = {"number": "渝扶办验〔{year}〕{serial}号", "copies_to": ["城口县人民政府"]}
    facts = official.campaign_facts(stating(case, **stated, serials={COUNTY: "17"}, appeal=period))
    assert (facts.document_number, facts.copies_to) == ("渝扶办验〔2026〕17号", ("城口县人民政府",))
    assert "受理期限为自社会公示之日起15日（依据市扶贫办公告）" in facts.appeal.how
    open_ = official.campaign_facts(stating(case, **stated, appeal=period | {"confirmed": False}))
    assert open_.document_number == "渝扶办验〔2026〕\u3000\u3000号"  # room for the serial
    assert "（依据市扶贫办公告，待确认）" in open_.appeal.how


def test_what_the_office_has_not_stated_is_not_made_up(case):
    facts = official.campaign_facts(case())
    assert (facts.document_number, facts.copies_to) == ("", ())  # printed 文号待编, no 抄送
    assert "待确认" in facts.appeal.how and not re.search(r"\d+日", facts.appeal.how)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "渝〔{年}〕{serial}号"},
        {"console": "10.1.2.3:8443"},
        {"console": "https://10.1.2.3/?a=1"},
        {"seal": "../印章.png"},
        {"trusted": ["a/b.pem"]},
        {"appeal": {"days": 0, "document": "x", "confirmed": True}},
        {"抄送": []},
    ],
)
def test_a_misspelt_statement_is_refused(wrong):
    with pytest.raises(ValueError):
        Documents(**wrong)


def test_a_threshold_says_since_when_it_holds(case):
    campaign = case().season.campaign
    since = campaign.thresholds["wrong_exit_rate"].model_copy(update={"valid_from": dt.date(2017, 9, 30)})
    dated = campaign.model_copy(update={"thresholds": {**campaign.thresholds, "wrong_exit_rate": since}})
    found = {row.title: row.valid_from for row in method.thresholds(dated)}
    assert (found["错退率"], found["漏评率"]) == (dt.date(2017, 9, 30), None)


def test_a_confirmed_line_is_not_marked(case):
    campaign = case().season.campaign
    line = campaign.poverty_line.model_copy(update={"confirmed": True})
    assert "待确认" not in official.poverty_line(campaign.model_copy(update={"poverty_line": line}))


def rate(name, **more):
    return Estimate(name, "错退率", weighted=0.011, published=0.01, better="lower", one_sided_upper=0.021, **more)


def test_an_indicator_names_its_line_denominator_and_what_would_prove_it(case):
    found = with_verdict(case("self_check", "exit_evaluation", judged=True))
    proof = {"flag": "未证实", "n_star": 149, "add_villages": 6, "note": "未见差错；证实需有效样本 149 户"}
    lines = ("precision_evaluation", "exit_evaluation")
    sides = {line: {"wrong_exit_rate": rate("wrong_exit_rate", **proof)} for line in lines}
    census = {"poverty_rate": Estimate("poverty_rate", "贫困发生率", published=0.02)}
    judged = dataclasses.replace(found, estimates=sides, census=census)
    facts = official.indicator_facts(
        judged, {"indicators": {"wrong_exit_rate": {}, "poverty_rate": {}, "new_rate": {}}}
    )
    wrong = facts["wrong_exit_rate"]
    assert wrong.denominator_source == "完成调查的脱贫户人口，摘帽评估第1版"  # 重点县: the exit evaluation decides
    assert (wrong.better, wrong.strictness, wrong.confirmed) == ("lower", "一票否决", False)
    assert (wrong.weighted, wrong.one_sided) == (0.011, 0.021)
    assert wrong.more == "证实需有效样本149户，按既定顺序追加6村"
    assert facts["poverty_rate"].denominator_source == "村表农业户籍人口，区县自查第1版"
    assert facts["new_rate"].denominator_source == ""


def test_a_proof_beyond_reach_asks_for_a_census():
    proven = rate("x", flag="证实", n_star=149)
    unreachable = rate("x", flag="未证实", n_star=900)
    on_the_line = rate("x", flag="未证实")
    assert [official.advice(e) for e in (proven, unreachable, on_the_line)] == [
        "",
        "证实需有效样本900户，建议全查",
        "",
    ]


def test_thresholds_and_methods_are_the_years(case):
    campaign = case().season.campaign
    rows = {row.title: row for row in method.thresholds(campaign)}
    assert set(campaign.thresholds) <= set(official.DENOMINATORS) | {"village_poverty_rate"}
    assert (rows["错退率"].value, rows["错退率"].document) == ("不高于2%", "国开办发〔2017〕56号")
    assert (rows["家庭人均纯收入"].value, rows["公示天数"].value) == ("高于3,100元", "不少于7天")
    assert not any(row.confirmed for row in rows.values())
    said = "".join(method.sentences(case()))
    assert "公布口径点值与标准比较（待确认）" in said and "错退率：" in said and "RULEBOOK" not in said


def test_versions_tell_program_and_configuration_and_no_place_or_time(case):
    named = dict(method.versions(case()))
    assert named["程序"].startswith("acceptance-campaign ")
    assert len(named["年度配置摘要"]) == method.SHORT
    assert County(case()).census == {}
