"""Three invented counties for the report: one that passes, one that waits with almost nothing, one that fails."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from acceptance.reporting import rows as x
from acceptance.reporting.extras import ReportExtras

LINES = {
    "self_check": "区县自查",
    "municipal": "市级验收",
    "exit_evaluation": "摘帽评估",
    "precision_evaluation": "精准评估",
    "opinion": "民意调查",
    "adjudication": "比对核查",
    "inspection": "督查",
}
AS_OF = "2026-12-28"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def rate(
    title: str,
    numerator: float,
    denominator: float,
    lower: float | None,
    upper: float | None,
    threshold: float | None,
    official: str,
    flag: str,
    n: int | None = 360,
    n_eff: float | None = 214.6,
    **more: Any,
) -> dict[str, Any]:
    return {
        "title": title,
        "numerator": numerator,
        "denominator": denominator,
        "point": numerator / denominator,
        "lower": lower,
        "upper": upper,
        "n": n,
        "n_eff": n_eff,
        "deff": 1.42 if n else None,
        "df": 10 if n else None,
        "method": "Clopper-Pearson",
        "threshold": threshold,
        "official": official,
        "flag": flag,
        "by_line": {},
        **more,
    }


def passing() -> tuple[dict[str, Any], ReportExtras]:
    """A 重点县 recommended for 摘帽: everything has arrived."""
    result = {
        "campaign_year": 2026,
        "county_code": "509901",
        "county_name": "云岭县",
        "as_of": AS_OF,
        "valid_until": "2027-01-15",
        "stage": "judged",
        "waits_for": ["等待报告审签"],
        "verdict": "建议同意摘帽",
        "verdict_reasons": [
            "综合贫困发生率、错退率、漏评率、群众认可度均在标准之内",
            "24个申请销号村中23个建议同意销号、1个已撤回申请",
            "错退率、漏评率的统计标志为未证实，如需证实须分别增加9个、7个行政村样本",
        ],
        "indicators": {
            "composite_poverty_rate": rate(
                "综合贫困发生率", 2187.4, 183642, 0.0071, 0.0203, 0.03, "达标", "证实", n=None, n_eff=None
            ),
            "wrong_exit_rate": rate(
                "错退率",
                4,
                421,
                0.0026,
                0.0241,
                0.02,
                "达标",
                "未证实",
                by_line={
                    "exit_evaluation": {"point": 4 / 421, "lower": 0.0026, "upper": 0.0241, "n": 120},
                    "precision_evaluation": {"point": 0.0113, "lower": 0.0031, "upper": 0.0287, "n": 96},
                },
            ),
            "missed_rate": rate(
                "漏评率",
                3,
                402,
                0.0015,
                0.0217,
                0.02,
                "达标",
                "未证实",
                by_line={
                    "exit_evaluation": {"point": 3 / 402, "lower": 0.0015, "upper": 0.0217, "n": 120},
                    "precision_evaluation": {"point": 0.0052, "lower": 0.0006, "upper": 0.0188, "n": 96},
                },
            ),
            "recognition_rate": rate("群众认可度", 351, 360, 0.9489, 0.9888, 0.9, "达标", "证实"),
            "poverty_rate": rate("建档立卡贫困发生率", 1846, 183642, None, None, 0.03, "达标", "", n=None, n_eff=None),
            "satisfaction_rate": rate("满意率", 226, 236, 0.9231, 0.9789, 0.9, "达标", "证实", n=240),
            "procedure_compliance_rate": rate(
                "程序合规率", 3128, 3131, None, None, 1.0, "不达标", "", n=None, n_eff=None
            ),
            "document_completeness_rate": rate(
                "资料完整率", 40561, 40703, None, None, 0.98, "达标", "", n=None, n_eff=None
            ),
            "self_check_overturn_rate": rate("自查推翻率", 2, 118, 0.0021, 0.0598, 0.02, "达标", "未证实", n=118),
        },
        "household_outcomes": {
            "同意退出": 3098,
            "不予退出": 6,
            "待核": 14,
            "暂缓退出(补程序)": 3,
            "剔除": 10,
            "维持未脱贫": 512,
            "保持脱贫": 8743,
            "待核(往年)": 5,
        },
        "village_outcomes": {"建议同意销号": 23, "保持": 61},
        "leads": {
            "vehicle": {"hits": 27, "confirmed": 8, "kept": 19, "open": 0},
            "property": {"hits": 14, "confirmed": 2, "kept": 12, "open": 0},
            "fiscal_payroll": {"hits": 9, "confirmed": 1, "kept": 8, "open": 0},
        },
        "issues": {"block": 0, "row": 14, "judge": 9, "warn": 61},
        "inputs": [
            {
                "line": line,
                "version": number,
                "sha256": digest(line),
                "outcome": "部分接收" if line == "self_check" else "接收",
            }
            for number, line in enumerate(LINES, start=1)
        ],
        "rules_version": "2026.1",
        "core_sha256": digest("passing"),
        "report": {},
        "signatures": [
            {
                "signer": "周明远",
                "role": "验收组组长",
                "action": "审核通过",
                "signed_at": "2026-12-29",
                "core_sha256": digest("passing"),
            },
            {
                "signer": "何静",
                "role": "办公室副主任",
                "action": "签发",
                "signed_at": "2026-12-30",
                "core_sha256": digest("passing"),
            },
        ],
    }
    return result, _complete(result)


def _complete(result: dict[str, Any]) -> ReportExtras:
    return ReportExtras(
        campaign=_campaign(),
        indicators=_indicator_facts(),
        line_labels=LINES,
        matrix=_matrix(),
        fired=x.FiredRule("K6", "各必需证据线均符合，无未决事项", "建议同意摘帽"),
        tests=_tests(),
        readiness=_readiness(),
        looks=_looks(),
        criteria=_criteria(),
        procedure=_procedure(),
        procedure_notes=["注：3户乡镇公示不足5日，已列入问题台账并暂缓退出"],
        registries=_registries(),
        recovery=[
            x.RecoveryRow("产业到户补助", 7, Decimal("35000"), Decimal("35000")),
            x.RecoveryRow("危房改造补助", 3, Decimal("63000"), Decimal("42000.50")),
        ],
        samples=_samples(),
        draws=_draws(),
        sampling_notes=["注：总体、计划等均为户数，民意调查为人数；权数经无应答调整并事后分层至冻结人口"],
        change=_change(),
        issue_states=_issue_states(),
        issue_ages=_issue_ages(),
        notices=_notices(),
        observers=_observers(),
        decisions=_decisions(),
        rule_counts=rule_counts(),
        method=_method(),
        thresholds=_thresholds(),
        versions=[("程序", "acceptance-campaign 0.1.0"), ("区划", "2026-06")],
        glossary=[
            ("错退", "不符合退出标准而被认定退出"),
            ("漏评", "符合识别标准而未纳入建档立卡"),
            ("压线", "点值恰等于标准，官方规则判为达标，待确认"),
        ],
        populations=_populations(),
        reversals=_reversals(),
        hearings=_hearings(),
        attachments=attached(result),
    )


def _campaign() -> x.CampaignFacts:
    return x.CampaignFacts(
        office="渝江市扶贫开发领导小组办公室",
        addressee="渝江市扶贫开发领导小组",
        deciding_body="渝江市扶贫开发领导小组",
        document_number="渝江扶组办验〔2026〕17号",
        window_start=date(2026, 12, 1),
        window_end=date(2027, 1, 15),
        legal_basis=["《关于建立贫困退出机制的意见》（厅字〔2016〕16号）"],
        county_type="国家重点",
        applies_exit=True,
        poverty_line="4,697元（2026年，暂沿用上年方法，待确认）",
        copies_to=["云岭县人民政府", "渝江市审计局"],
        appeal=x.Appeal("渝江市扶贫开发领导小组办公室", date(2027, 1, 10), "须附个案编号与证据，逾期视为无异议。"),
    )


def _indicator_facts() -> dict[str, x.IndicatorFacts]:
    lower = x.IndicatorFacts("lower", "一票否决", "厅字〔2016〕16号")
    return {
        "composite_poverty_rate": replace(
            lower, denominator_source="农业户籍人口，统计部门2025年末", weighted=0.01191, one_sided=0.0189
        ),
        "wrong_exit_rate": replace(
            lower,
            denominator_source="冻结名册中的脱贫人口",
            deciding_line="摘帽评估",
            weighted=0.0102,
            one_sided=0.0219,
            more="需增加9个行政村",
        ),
        "missed_rate": replace(
            lower,
            denominator_source="非建档立卡农业户籍人口",
            deciding_line="摘帽评估",
            weighted=0.0069,
            one_sided=0.0203,
            more="需增加7个行政村",
        ),
        "recognition_rate": x.IndicatorFacts(
            "higher",
            "一票否决",
            denominator_source="完成调查户",
            deciding_line="摘帽评估",
            weighted=0.9731,
            one_sided=0.9544,
            confirmed=False,
        ),
        "poverty_rate": replace(lower, denominator_source="农业户籍人口，统计部门2025年末"),
        "satisfaction_rate": x.IndicatorFacts("higher"),
        "procedure_compliance_rate": x.IndicatorFacts("higher"),
        "document_completeness_rate": x.IndicatorFacts("higher"),
        "self_check_overturn_rate": x.IndicatorFacts("lower"),
    }


def _matrix() -> list[x.MatrixRow]:
    return [
        x.MatrixRow("区县自查", "✓", "申报包已部分接收，14户搁置待核", "第1版", date(2026, 12, 3)),
        x.MatrixRow("市级验收", "✓", "自查推翻率1.69%，未超过5%", "第2版", date(2026, 12, 15)),
        x.MatrixRow("第三方评估（摘帽）", "✓", "四项指标均在标准之内", "第3版", date(2026, 12, 20)),
        x.MatrixRow("第三方评估（精准）", "✓", "四项指标均在标准之内", "第4版", date(2026, 12, 21)),
        x.MatrixRow("民意调查", "✓", "完成240份，满意率95.76%", "第5版", date(2026, 12, 22)),
    ]


def _tests() -> list[x.CheckRow]:
    titles = [
        "就绪条件全部满足",
        "申请销号村均有结论",
        "综合贫困发生率",
        "错退率",
        "漏评率",
        "群众认可度",
        "各线数据齐备且现行",
        "线索办结、无逾期问题",
        "听证全部办结",
    ]
    return [x.CheckRow(f"G{number}", title, "满足") for number, title in enumerate(titles, start=1)]


def _readiness() -> list[x.CheckRow]:
    titles = [
        "申报包已接收",
        "部门数据在有效期内",
        "线索核查认定率不低于95%",
        "公示期已满",
        "搁置待核户不超过5%",
        "领导签章文件齐全",
    ]
    said = ["", "最早一份为2026年11月20日", "50条全部认定", "", "14户，占0.11%", ""]
    return [
        x.CheckRow(f"R{number}", title, "满足", words)
        for number, (title, words) in enumerate(zip(titles, said, strict=True), 1)
    ]


def _looks() -> list[x.Look]:
    return [
        x.Look(
            "家庭情况", "合格", "申请退出户住房、饮水、教育、医疗逐项核对", [("申请户", "3,131"), ("现场核对", "120")]
        ),
        x.Look("村发展变化", "合格", "申请销号村十六项指标逐项核对", [("申请村", "24"), ("撤回", "1")]),
        x.Look("帮扶到位", "合格", "驻村工作队在岗与措施落实", [("工作队", "85"), ("措施", "14,208条")]),
        x.Look("程序合规", "存疑", "3户公示期不足，已责成补程序", [("合规户", "3,128")]),
        x.Look("资料齐全", "合格", "一户一册、一村一档抽查", [("应有", "40,703份"), ("实有", "40,561份")]),
    ]


def _criteria() -> list[x.CriterionRow]:
    titles = ["收入", "不愁吃", "不愁穿", "义务教育", "基本医疗", "安全住房", "安全饮水", "程序与认可", "无未决线索"]
    return [
        x.CriterionRow(
            f"c{number}",
            title,
            {
                "通过": 2050 + 60 * number,
                "通过(仅自查)": 1061 - 60 * number,
                "不通过": number % 4,
                "争议": number % 2,
                "缺证据": 20 - number % 4 - number % 2,
            },
        )
        for number, title in enumerate(titles, start=1)
    ]


def _procedure() -> list[x.ProcedureStep]:
    steps = [
        ("组", "组评议", 8, 3),
        ("村", "村评议", 9, 1),
        ("村", "公示", 9, 12),
        ("乡镇", "审核", 9, 25),
        ("乡镇", "公示", 10, 2),
        ("区县", "审批", 10, 20),
        ("区县", "公告", 11, 1),
        ("区县", "标注", 11, 15),
    ]
    return [
        x.ProcedureStep(
            level,
            step,
            date(2026, month, day),
            date(2026, month, min(day + 6, 28)),
            date(2026, month, min(day + 13, 30)),
            3131 if level != "区县" else 33,
            3 if (level, step) == ("乡镇", "公示") else 0,
        )
        for level, step, month, day in steps
    ]


def _registries() -> dict[str, x.RegistryFacts]:
    return {
        "vehicle": x.RegistryFacts("机动车登记", "市公安局交管局", date(2026, 11, 20), "有价值车辆", True),
        "property": x.RegistryFacts("不动产登记", "市规划自然资源局", date(2026, 11, 24), "城镇商品房", True),
        "fiscal_payroll": x.RegistryFacts(
            "财政供养人员", "市财政局", date(2026, 11, 25), "财政供养", True, "村干部补贴不作剔除依据"
        ),
    }


def _samples() -> list[x.SampleRow]:
    rows = [
        ("摘帽评估", "脱贫户", 84, 12, 11842, 120, 118, 2, 0, 2),
        ("摘帽评估", "未脱贫户", 84, 12, 536, 120, 117, 3, 0, 3),
        ("摘帽评估", "非建档立卡户", 85, 12, 39610, 120, 115, 4, 1, 5),
        ("精准评估", "脱贫户", 84, 10, 11842, 96, 96, 0, 0, 1),
        ("市级验收", "脱贫户", 84, 12, 3131, 120, 118, 1, 1, 0),
        ("民意调查", "一般农户", None, None, 39610, 240, 240, 31, 55, None),
    ]
    return [x.SampleRow(*row, weight_low=31.2, weight_median=98.7, weight_high=214.5) for row in rows]


def _draws() -> list[x.Draw]:
    return [
        x.Draw(
            LINES[line],
            "分层抽村（按规模概率），村内等距抽户",
            digest(line + "seed"),
            "公开种子",
            digest(line + "list"),
            date(2026, 12, 5),
        )
        for line in ("exit_evaluation", "precision_evaluation", "municipal")
    ]


def _change() -> x.BeforeAfter:
    return x.BeforeAfter(
        edges=[0, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 15000, 20000],
        before=[312, 988, 1104, 527, 141, 44, 12, 3, 0],
        after=[0, 0, 2, 9, 312, 1208, 1004, 489, 107],
        quantiles=[
            x.Quantiles("脱贫前", 3131, 2610.0, 3188.0, 3902.0),
            x.Quantiles("脱贫后", 3131, 6820.0, 8145.0, 10233.0),
        ],
        poverty_line=4697,
        note="注：收入为区县自查核算，扣除生产经营性支出；分布为户数",
    )


def _issue_states() -> list[x.IssueState]:
    return [
        x.IssueState("新增", {"row": 4, "judge": 1, "warn": 12}),
        x.IssueState("整改中", {"row": 7, "judge": 5, "warn": 20}, 2),
        x.IssueState("待复核", {"row": 3, "judge": 3, "warn": 9}),
        x.IssueState("销号", {"row": 22, "judge": 17, "warn": 140}),
    ]


def _issue_ages() -> list[x.IssueAge]:
    return [
        x.IssueAge("7日以内", 31),
        x.IssueAge("8至15日", 24),
        x.IssueAge("16至30日", 7, 2),
        x.IssueAge("30日以上", 2, 0),
    ]


def _notices() -> list[x.Notice]:
    return [
        x.Notice("渝江扶组办改〔2026〕31号", "云岭县", date(2026, 12, 8), 43, date(2026, 12, 22), "已回复"),
        x.Notice("渝江扶组办改〔2026〕44号", "云岭县青石镇", date(2026, 12, 16), 12, date(2026, 12, 30), "整改中"),
    ]


def _observers() -> list[x.Observer]:
    return [
        x.Observer("李淑芬", "人大代表", 3, "村级公示栏位置偏僻，群众不易看到", "已责成移至村口，12月18日复查属实"),
        x.Observer("陈立", "政协委员", 2, "建议核对外出务工户收入证明", "已抽查12户，工资流水相符"),
        x.Observer("赵晓", "媒体", 1, "", ""),
    ]


def _decisions() -> list[x.Decision]:
    return [
        x.Decision(
            "豁免",
            "青石镇红岩村　规则E015",
            "移民安置致户均人口偏高",
            "渝江扶组办函〔2026〕9号",
            ["周明远", "何静"],
            date(2026, 12, 10),
            date(2026, 12, 31),
        ),
        x.Decision(
            "撤回", "白沙镇新桥村", "申请撤回销号", "云岭府函〔2026〕88号", ["周明远", "何静"], date(2026, 12, 12)
        ),
    ]


def rule_counts() -> list[x.RuleCount]:
    found = {
        "E015": ("行政村户均人口在1.5至7人之间", "warn", 6),
        "E027": ("每户恰有一名户主、至多一名配偶", "row", 5),
        "E036": ("住房面积大于零且人均5至100平方米", "warn", 31),
        "E060": ("适龄儿童在校或有休学、送教证明", "judge", 2),
        "E070": ("人均纯收入高于扶贫标准", "judge", 4),
        "E083": ("公示期满规定天数", "judge", 3),
        "E052": ("证件号码不重复", "row", 9),
    }
    rules = [
        x.RuleCount(rule, title, severity, "package", "户表", number)
        for rule, (title, severity, number) in found.items()
    ]
    rules += [
        x.RuleCount(f"E{number:03d}", f"第{number}项结构与取值核对", "row", "package", "人口表", 0)
        for number in range(1, 15)
    ]
    return [
        *rules,
        x.RuleCount("E013", "上年已销号村仍在村表", "block", "county", "村表", None, "无上年快照，不适用"),
        x.RuleCount("E052b", "证件号码不在两个区县出现", "warn", "municipal", "人口表", None, "待全市比对"),
    ]


def _method() -> list[str]:
    return [
        "官方判定以公布口径点值与标准比较，不作舍入；等于标准判为达标并标注压线待确认",
        "统计标志以单侧95%界判定，双侧区间为克洛珀—皮尔逊区间，按有效样本量计算；各线比率不作平均",
        "缺证据不视为通过；自查结论只在无其他证据时列示为“通过（仅自查）”",
    ]


def _thresholds() -> list[x.Threshold]:
    return [
        x.Threshold("综合贫困发生率", "不高于3%", "厅字〔2016〕16号", date(2016, 4, 1)),
        x.Threshold("错退率", "不高于2%", "国开办发〔2017〕56号", date(2017, 9, 30)),
        x.Threshold("漏评率", "不高于2%", "国开办发〔2017〕56号", date(2017, 9, 30)),
        x.Threshold("群众认可度", "不低于90%", "国开办发〔2017〕56号", date(2017, 9, 30), confirmed=False),
    ]


def _populations() -> list[x.Population]:
    return [
        x.Population("N_exit 脱贫人口（含当年申请）", 43218, date(2026, 12, 5), "冻结名册"),
        x.Population("N_unreg 非建档立卡农业户籍人口", 138578, date(2026, 12, 5), "N_agri－N_remain－N_exit"),
        x.Population("N_agri 农业户籍人口", 183642, date(2025, 12, 31), "统计部门"),
    ]


def _reversals() -> list[x.Reversal]:
    return [
        x.Reversal("错退率", "再有5人被裁定错退即超过标准", "有效样本215：真值1.5%时误判不达标的可能为19%"),
        x.Reversal("漏评率", "再有6人被裁定漏评即超过标准", "有效样本208：真值2.5%时误判达标的可能为41%"),
    ]


def _hearings() -> list[x.Hearing]:
    return [
        x.Hearing(
            "户50990110…07",
            "脱贫户",
            "c6 住房",
            "P-0312-2",
            "已列入改造计划",
            "错退（4人）",
            ["周明远", "何静"],
            date(2026, 12, 24),
        ),
        x.Hearing(
            "非建卡0117",
            "非建档立卡户",
            "c1 收入",
            "P-0377-1",
            "收入已超标准，附流水",
            "不成立",
            ["周明远", "何静"],
            date(2026, 12, 24),
        ),
    ]


def attached(result: dict[str, Any]) -> list[x.Attached]:
    core = {key: value for key, value in result.items() if key not in ("report", "signatures")}
    return [
        x.Attached(
            "result_core.json",
            "结果核心（机读）",
            json.dumps(core, ensure_ascii=False, sort_keys=True, indent=1).encode(),
        ),
        x.Attached("manifest.json", "输入摘要清单", json.dumps(result["inputs"], sort_keys=True, indent=1).encode()),
    ]


def waiting() -> tuple[dict[str, Any], ReportExtras]:
    """A refused self-check: nothing but the gate and the data quality is known."""
    result = {
        "campaign_year": 2026,
        "county_code": "509902",
        "county_name": "石盘苗族土家族自治县",
        "as_of": AS_OF,
        "valid_until": None,
        "stage": "checked",
        "waits_for": ["等待重报区县自查数据包（第1版已退回）"],
        "verdict": "未就绪",
        "verdict_reasons": ["区县自查申报包（第1版）被退回：2条退回规则不符，涉及3处"],
        "indicators": {},
        "household_outcomes": {},
        "village_outcomes": {},
        "leads": {},
        "issues": {"block": 2, "row": 0, "judge": 0, "warn": 4},
        "inputs": [{"line": "self_check", "version": 1, "sha256": digest("refused"), "outcome": "退回"}],
        "rules_version": "2026.1",
        "core_sha256": digest("waiting"),
        "report": {},
        "signatures": [],
    }
    extras = ReportExtras(
        campaign=x.CampaignFacts(rehearsal=True),
        line_labels=LINES,
        matrix=[
            x.MatrixRow(
                label, "✗" if line == "self_check" else "?", "申报包退回" if line == "self_check" else "数据未接收"
            )
            for line, label in LINES.items()
            if line in ("self_check", "municipal", "exit_evaluation", "opinion")
        ],
        fired=x.FiredRule("K0", "区县自查未接收或就绪条件未满足"),
        readiness=[x.CheckRow("R1", "申报包已接收", "未满足", "退回")],
        rule_counts=rule_counts()[:9],
        attachments=attached(result),
    )
    return result, extras


def failing() -> tuple[dict[str, Any], ReportExtras]:
    """A 重点县 whose wrong exits and recognition fail."""
    result, extras = passing()
    result |= {
        "county_name": "云岭县",
        "verdict": "建议不予摘帽",
        "core_sha256": digest("failing"),
        "signatures": [],
        "verdict_reasons": [
            "摘帽评估、精准评估错退率均高于2%",
            "群众认可度低于90%",
            "听证已全部办结，改判2户后结论不变",
        ],
        "indicators": result["indicators"]
        | {
            "wrong_exit_rate": rate("错退率", 17, 421, 0.0231, 0.0648, 0.02, "不达标", "不达标"),
            "recognition_rate": rate("群众认可度", 318, 360, 0.8459, 0.9132, 0.9, "不达标", "不达标"),
            "missed_rate": rate("漏评率", 8, 400, 0.0086, 0.0391, 0.02, "压线待确认", "未证实"),
        },
    }
    matrix = [
        replace(row, mark="✗", words="错退率、群众认可度不达标") if "第三方" in row.line else row
        for row in extras.matrix
    ]
    tests = [replace(row, state="未满足", words="4.04%，高于2%") if row.id == "G4" else row for row in extras.tests]
    facts = extras.indicators | {
        "wrong_exit_rate": replace(extras.indicators["wrong_exit_rate"], weighted=0.0418, one_sided=None, more=""),
        "recognition_rate": replace(extras.indicators["recognition_rate"], weighted=0.8790, one_sided=None),
    }
    fired = x.FiredRule("K2", "各必需评估方均不符合", "建议不予摘帽")
    return result, replace(
        extras, matrix=matrix, tests=tests, fired=fired, indicators=facts, attachments=attached(result)
    )


CASES = {"passing": passing, "waiting": waiting, "failing": failing}
