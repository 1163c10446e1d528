"""What the invented county that passes has to show: office, indicators, evidence, procedure, leads, samples."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from acceptance.reporting import rows as x

LINES = {
    "self_check": "区县自查",
    "municipal": "市级验收",
    "exit_evaluation": "摘帽评估",
    "precision_evaluation": "精准评估",
    "opinion": "民意调查",
    "adjudication": "比对核查",
    "inspection": "督查",
}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def campaign() -> x.CampaignFacts:
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


def indicator_facts() -> dict[str, x.IndicatorFacts]:
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


def matrix() -> list[x.MatrixRow]:
    return [
        x.MatrixRow("区县自查", "✓", "申报包已部分接收，14户搁置待核", "第1版", date(2026, 12, 3)),
        x.MatrixRow("市级验收", "✓", "自查推翻率1.69%，未超过5%", "第2版", date(2026, 12, 15)),
        x.MatrixRow("第三方评估（摘帽）", "✓", "四项指标均在标准之内", "第3版", date(2026, 12, 20)),
        x.MatrixRow("第三方评估（精准）", "✓", "四项指标均在标准之内", "第4版", date(2026, 12, 21)),
        x.MatrixRow("民意调查", "✓", "完成240份，满意率95.76%", "第5版", date(2026, 12, 22)),
    ]


def tests() -> list[x.CheckRow]:
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


def readiness() -> list[x.CheckRow]:
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


def looks() -> list[x.Look]:
    return [
        x.Look(
            "家庭情况", "合格", "申请退出户住房、饮水、教育、医疗逐项核对", [("申请户", "3,131"), ("现场核对", "120")]
        ),
        x.Look("村发展变化", "合格", "申请销号村十六项指标逐项核对", [("申请村", "24"), ("撤回", "1")]),
        x.Look("帮扶到位", "合格", "驻村工作队在岗与措施落实", [("工作队", "85"), ("措施", "14,208条")]),
        x.Look("程序合规", "存疑", "3户公示期不足，已责成补程序", [("合规户", "3,128")]),
        x.Look("资料齐全", "合格", "一户一册、一村一档抽查", [("应有", "40,703份"), ("实有", "40,561份")]),
    ]


def criteria() -> list[x.CriterionRow]:
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


def villages() -> list[x.TownshipVillages]:
    towns = {"青石镇": (9, 20), "白沙镇": (7, 18), "云岭街道": (0, 4), "石盘土家族苗族乡": (7, 19)}
    return [
        x.TownshipVillages(name, ["建议同意销号"] * agreed + ["保持"] * kept) for name, (agreed, kept) in towns.items()
    ]


def procedure() -> list[x.ProcedureStep]:
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


def registries() -> dict[str, x.RegistryFacts]:
    return {
        "vehicle": x.RegistryFacts("机动车登记", "市公安局交管局", date(2026, 11, 20), "有价值车辆", True),
        "property": x.RegistryFacts("不动产登记", "市规划自然资源局", date(2026, 11, 24), "城镇商品房", True),
        "fiscal_payroll": x.RegistryFacts(
            "财政供养人员", "市财政局", date(2026, 11, 25), "财政供养", True, "村干部补贴不作剔除依据"
        ),
    }


def samples() -> list[x.SampleRow]:
    rows = [
        ("摘帽评估", "脱贫户", 84, 12, 11842, 120, 118, 2, 0, 2),
        ("摘帽评估", "未脱贫户", 84, 12, 536, 120, 117, 3, 0, 3),
        ("摘帽评估", "非建档立卡户", 85, 12, 39610, 120, 115, 4, 1, 5),
        ("精准评估", "脱贫户", 84, 10, 11842, 96, 96, 0, 0, 1),
        ("市级验收", "脱贫户", 84, 12, 3131, 120, 118, 1, 1, 0),
        ("民意调查", "一般农户", None, None, 39610, 240, 240, 31, 55, None),
    ]
    return [x.SampleRow(*row, weight_low=31.2, weight_median=98.7, weight_high=214.5) for row in rows]


def draws() -> list[x.Draw]:
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
