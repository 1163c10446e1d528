from dataclasses import replace
from datetime import date

import pytest

from acceptance.reporting import rows, words
from acceptance.reporting.blocks import state, table
from acceptance.reporting.context import DRAFT, FOR_COMMENT, PARTS, county_context, watermark
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.verdict_part import headline_sentence

EMPTY = {
    "campaign_year": 2026,
    "county_code": "509901",
    "county_name": "云岭县",
    "as_of": "2026-12-28",
    "valid_until": None,
    "stage": "received",
    "waits_for": [],
    "verdict": None,
    "verdict_reasons": [],
    "indicators": {},
    "household_outcomes": {},
    "village_outcomes": {},
    "leads": {},
    "issues": {},
    "inputs": [],
    "rules_version": "1",
    "core_sha256": "0" * 64,
    "report": {},
    "signatures": [],
}
RATE = {
    "title": "错退率",
    "numerator": 4,
    "denominator": 400,
    "point": 0.01,
    "lower": 0.002,
    "upper": 0.03,
    "n": 120,
    "n_eff": 80.5,
    "deff": 1.2,
    "df": 10,
    "method": "",
    "threshold": 0.02,
    "official": "达标",
    "flag": "未证实",
    "by_line": {},
}


def texts(value):
    """Every string in nested dicts and lists."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [text for item in items for text in texts(item)]


def blocks(context, kind):
    return [block for part in context["parts"] for block in part["blocks"] if block["kind"] == kind]


def test_with_nothing_at_all_every_part_says_that_it_waits():
    context = county_context(EMPTY, ReportExtras())
    said = {block["text"] for block in blocks(context, "absent")}
    assert [part["title"] for part in context["parts"]] == [title for title, _ in PARTS]
    assert len(context["parts"]) == 13
    assert said == set(words.ABSENT.values()) - {words.ABSENT["signatures"]}
    assert not blocks(context, "table")
    assert context["signatures"]["absent"] == words.ABSENT["signatures"]
    assert "尚未形成验收结论" in context["letter"]["paragraphs"][1]


def test_indicators_off_the_verdict_page_are_in_part_three_and_unknown_ids_need_no_template():
    result = EMPTY | {"indicators": {"brand_new_rate": RATE | {"title": "全新指标"}}}
    context = county_context(result, ReportExtras())
    assert "全新指标" in texts(context["parts"][2]["blocks"])
    assert blocks(context, "indicators") == []
    context = county_context(result, ReportExtras(headline=("brand_new_rate",)))
    assert [row["title"] for row in blocks(context, "indicators")[0]["rows"]] == ["全新指标"]


def test_the_indicator_row_says_point_interval_threshold_and_what_is_behind_it():
    facts = rows.IndicatorFacts(
        "lower", "一票否决", denominator_source="冻结名册", weighted=0.0112, one_sided=0.0205, confirmed=False
    )
    result = EMPTY | {"indicators": {"x": RATE}}
    context = county_context(result, ReportExtras(headline=("x",), indicators={"x": facts}))
    row = blocks(context, "indicators")[0]["rows"][0]
    assert (row["point"], row["interval"], row["threshold"]) == ("1.00%", "0.20%～3.00%", "不高于2%")
    assert row["notes"] == (
        "4／400；样本量120；有效样本量80.5；设计效应1.2；自由度10；加权口径1.12%；单侧95%界2.05%；分母为冻结名册；标准待确认"
    )
    assert row["flag"] == {"text": "未证实", "tone": "wait", "mark": "？"}


def test_the_same_rate_of_two_lines_is_shown_with_its_gap():
    rate = RATE | {
        "by_line": {"a": {"point": 0.01, "lower": 0.0, "upper": 0.02}, "b": {"point": 0.0125}, "c": {"point": None}}
    }
    part = county_context(EMPTY | {"indicators": {"x": rate}}, ReportExtras(line_labels={"a": "甲线"}))["parts"][5]
    shown = [
        [cell["text"] for cell in row] for block in part["blocks"] if block["kind"] == "table" for row in block["rows"]
    ]
    assert shown == [["错退率", "甲线", "1.00%", "0.00%～2.00%", "—"], ["错退率", "b", "1.25%", "—", "+0.25"]]


def test_leads_are_added_up_and_the_confirmed_share_leaves_open_ones_out():
    leads = {
        "vehicle": {"hits": 27, "confirmed": 8, "kept": 12, "open": 7},
        "property": {"hits": 0, "confirmed": 0, "kept": 0, "open": 0},
        "abroad": {"hits": 0, "confirmed": 0, "kept": 0, "open": 0},  # neither required nor delivered
    }
    vehicle = rows.RegistryFacts("机动车登记", "交管局", date(2026, 8, 1), fresh=False)
    extras = ReportExtras(registries={"vehicle": vehicle, "property": rows.RegistryFacts("房产")})
    part = county_context(EMPTY | {"leads": leads}, extras)["parts"][4]
    shown = [[cell["text"] for cell in row] for row in part["blocks"][1]["rows"]]
    assert shown[0] == ["机动车登记", "交管局", "2026-08-01（过期）", "27", "8", "12", "7", "40.00%"]
    assert shown[1][-1] == "—"
    assert shown[2] == ["合计", "—", "—", "27", "8", "12", "7", "40.00%"]


def test_every_rule_is_accounted_for():
    counted = [
        rows.RuleCount("E1", "甲", "warn", "package", "户表", 3),
        rows.RuleCount("E2", "乙", "row", "package", "户表", 1),
        rows.RuleCount("E3", "丙", "row", "county", "户表", 0),
        rows.RuleCount("E4", "丁", "row", "county", "户表", None, "无上年快照"),
    ]
    part = county_context(EMPTY, ReportExtras(rule_counts=counted))["parts"][10]
    assert part["blocks"][0]["text"] == "共4条规则：1条通过，2条有检查发现，1条未评价。"
    listed = [row[0]["text"] for block in part["blocks"] if block["kind"] == "table" for row in block["rows"]]
    assert listed == ["E2", "E1"]  # set aside before warned
    assert "E3 丙。" in texts(part) and "无上年快照：E4 丁。" in texts(part)


@pytest.mark.parametrize(
    ("stage", "verdict", "given", "mark"),
    [
        ("checked", "未就绪", None, DRAFT),
        ("heard", "暂缓(待评)", None, DRAFT),
        ("judged", "暂缓(两家不一致)", None, FOR_COMMENT),
        ("judged", "整改后复核", None, ""),
        ("signed", "建议同意摘帽", None, ""),
        ("signed", "建议同意摘帽", "作废", "作废"),
        ("checked", "未就绪", "", ""),
    ],
)
def test_watermark_until_complete(stage, verdict, given, mark):
    assert watermark(EMPTY | {"stage": stage, "verdict": verdict}, ReportExtras(watermark=given)) == mark


def test_a_title_too_long_for_one_line_breaks_before_the_year():
    short = county_context(EMPTY, ReportExtras())["letter"]["title"]
    long = county_context(EMPTY | {"county_name": "石盘苗族土家族自治县"}, ReportExtras())["letter"]["title"]
    assert short == ["关于云岭县2026年度脱贫验收情况的报告"]
    assert long == ["关于石盘苗族土家族自治县", "2026年度脱贫验收情况的报告"]


def test_states_carry_a_mark_beside_the_word():
    seen = {
        text: state(text)["mark"]
        for text in ("达标", "不达标", "压线待确认", "未证实", "部分接收", "退回", "建议不予销号")
    }
    assert seen == {
        "达标": "✓",
        "不达标": "✗",
        "压线待确认": "？",
        "未证实": "？",
        "部分接收": "？",
        "退回": "✗",
        "建议不予销号": "✗",
    }
    assert state("—") == {"text": "—", "tone": "", "mark": ""}


def test_a_table_whose_columns_run_over_the_margin_is_refused():
    with pytest.raises(ValueError, match="列宽"):
        table("样表", [("甲", 60, "l"), ("乙", 41, "l")], [["1", "2"]], "rules")


def test_an_unknown_result_is_said_in_words():
    assert state("?") == {"text": "待定", "tone": "wait", "mark": "？"}
    assert state("口径待确认")["mark"] == "？"


def test_the_body_that_decides_is_named_once():
    base = EMPTY | {"verdict": "通过年度验收", "stage": "judged"}
    told = base | {"verdict_reasons": ["以上为建议，由市扶贫开发领导小组在社会公示后审定"]}
    for result in (base, told):
        assert "".join(county_context(result, ReportExtras())["letter"]["paragraphs"]).count("审定") == 1


def test_what_one_line_says_is_gathered_and_standards_that_are_met_are_said_once():
    matrix = [rows.MatrixRow("摘帽评估（第三方）", "✓"), rows.MatrixRow("精准评估（第三方）", "✓")]
    told = [
        "贫困发生率0.56%，标准不高于3%",
        "摘帽评估（第三方）错退率0.00%（标准不高于2%，达标，未证实）",
        "摘帽评估（第三方）漏评率0.10%（标准不高于2%，达标）",
        "精准评估（第三方）错退率0.20%（标准不高于2%，达标，证实）",
        "以上为建议，由市扶贫开发领导小组在社会公示后审定",
    ]
    fired = rows.FiredRule("K6", "各项条件均符合")
    passed = EMPTY | {"verdict": "建议同意摘帽", "verdict_reasons": told, "stage": "reported"}
    context = county_context(passed, ReportExtras(matrix=matrix, fired=fired))
    assert blocks(context, "verdict")[0]["reasons"] == [
        "贫困发生率0.56%，标准不高于3%。",
        "摘帽评估（第三方）：错退率0.00%（未证实）；漏评率0.10%。",
        "精准评估（第三方）错退率0.20%（证实）。",
        "以上为建议，由市扶贫开发领导小组在社会公示后审定。",
    ]
    finding = context["letter"]["paragraphs"][1]
    assert finding == f"经审核，验收结论为：建议同意摘帽。各项条件均符合。{told[-1]}。"
    corrected = passed | {"verdict_reasons": [*told, "整改事项：满意率85.00%（标准不低于90%，不达标）"]}
    assert "整改事项" in county_context(corrected, ReportExtras(fired=fired))["letter"]["paragraphs"][1]
    failed = county_context(passed | {"verdict": "建议不予摘帽"}, ReportExtras(matrix=matrix, fired=fired))
    assert "标准不高于2%" in failed["letter"]["paragraphs"][1]


def test_the_letter_says_a_failure_by_both_ways_once():
    rate = {"title": "错退率", "point": 0.04, "threshold": 0.02, "official": "不达标"}
    facts = {"wrong_exit_rate": rows.IndicatorFacts(better="lower")}
    extras = ReportExtras(headline=["wrong_exit_rate"], indicators=facts)
    said = [
        headline_sentence(EMPTY | {"indicators": {"wrong_exit_rate": rate | {"flag": flag}}}, extras)
        for flag in ("不达标", "未证实")
    ]
    assert said == ["错退率4.00%（不高于2%，不达标）", "错退率4.00%（不高于2%，不达标，未证实）"]


def test_evidence_that_is_complete_and_holds_nothing_is_not_said_to_be_missing():
    context = county_context(EMPTY, ReportExtras(nothing={"hearings": "无听证事项。"}))
    part = context["parts"][12]["blocks"]
    assert {"kind": "paragraph", "text": "无听证事项。"} in part
    assert words.ABSENT["hearings"] not in texts(part)


def test_a_file_that_the_printer_embeds_is_named_and_not_carried():
    context = county_context(EMPTY, ReportExtras(attachments=[rows.Attached("core.json", "全部数据")]))
    assert blocks(context, "proof")[0]["files"] == [{"name": "core.json", "description": "全部数据"}]
    assert context["attachments"] == []


def test_standards_that_are_all_open_are_marked_once():
    facts = rows.IndicatorFacts("lower", confirmed=False)
    result = EMPTY | {"indicators": {"x": RATE, "y": RATE}}
    extras = ReportExtras(headline=("x", "y"), indicators={"x": facts, "y": facts})
    [made] = blocks(county_context(result, extras), "indicators")
    assert "各项标准待确认" in made["caption"]
    assert not any("待确认" in row["notes"] for row in made["rows"])


def test_villages_are_drawn_township_by_township_with_words_for_every_pattern():
    towns = [
        rows.TownshipVillages("甲镇", ["建议同意销号", "保持", "返贫预警"]),
        rows.TownshipVillages("乙乡", ["待核", "不适用"]),
    ]
    made = [
        block
        for block in blocks(county_context(EMPTY, ReportExtras(villages=towns)), "figure")
        if "村" in block["caption"]
    ]
    assert len(made) == 1 and "甲镇3村；乙乡2村" in made[0]["svg"]
    for said in ("同意销号、保持2村", "不予销号、返贫预警1村", "暂缓、待核、需整改1村", "不适用1村"):
        assert said in made[0]["svg"]
    assert not any("每格一村" in block["caption"] for block in blocks(county_context(EMPTY, ReportExtras()), "figure"))


def test_issue_ages_are_drawn_with_the_overdue_ones_apart():
    ages = [rows.IssueAge("7日以内", 40), rows.IssueAge("30日以上", 50, 20)]
    [made] = blocks(county_context(EMPTY, ReportExtras(issue_ages=ages)), "figure")
    assert [number in made["svg"] for number in (">40<", ">30<", ">20<", ">50<")] == [True, True, True, False]
    assert blocks(county_context(EMPTY, ReportExtras(issue_ages=[rows.IssueAge("7日以内", 0)])), "figure") == []


def test_outcomes_stand_in_the_order_of_the_rulebook():
    given = {"剔除": 3, "保持脱贫": 9, "同意退出": 5, "新的": 1}
    assert [name for name, _ in words.in_order(given)] == ["同意退出", "剔除", "保持脱贫", "新的"]


def test_a_standard_without_a_date_says_that_it_is_open():
    limits = [
        rows.Threshold("错退率", "不高于2%"),
        rows.Threshold("漏评率", "不高于2%", valid_from=date(2017, 9, 30)),
    ]
    [made] = blocks(county_context(EMPTY, ReportExtras(thresholds=limits)), "table")
    assert [column["title"] for column in made["columns"]] == ["指标", "标准", "依据", "起用日期", "状态"]
    assert [row[3]["text"] for row in made["rows"]] == ["待确认", "2017-09-30"]


def test_many_contested_cases_are_cut_with_those_that_wait_first_and_the_rest_in_the_annex():
    case = rows.Hearing("h", "脱贫户", "c1", "e", "", "不成立", [], None)
    cases = [replace(case, object_id=f"h{n}", ruling="" if n == 40 else "不成立") for n in range(41)]
    [part] = [p for p in county_context(EMPTY, ReportExtras(hearings=cases))["parts"] if p["title"] == "听证与复核"]
    listed = next(b for b in part["blocks"] if b.get("caption") == "听证与复核个案")
    assert len(listed["rows"]) == 30 and listed["rows"][0][0]["text"] == "h40"
    assert any("共41件" in b.get("text", "") and "“听证个案”" in b.get("text", "") for b in part["blocks"])
