"""What the invented county that passes has on record: incomes, issues, decisions, rules, method, hearings."""

from __future__ import annotations

from datetime import date

from acceptance.reporting import rows as x


def change() -> x.BeforeAfter:
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


def issue_states() -> list[x.IssueState]:
    return [
        x.IssueState("新增", {"row": 4, "judge": 1, "warn": 12}),
        x.IssueState("整改中", {"row": 7, "judge": 5, "warn": 20}, 2),
        x.IssueState("待复核", {"row": 3, "judge": 3, "warn": 9}),
        x.IssueState("销号", {"row": 22, "judge": 17, "warn": 140}),
    ]


def issue_ages() -> list[x.IssueAge]:
    return [
        x.IssueAge("7日以内", 31),
        x.IssueAge("8至15日", 24),
        x.IssueAge("16至30日", 7, 2),
        x.IssueAge("30日以上", 2, 0),
    ]


def notices() -> list[x.Notice]:
    return [
        x.Notice("渝江扶组办改〔2026〕31号", "云岭县", date(2026, 12, 8), 43, date(2026, 12, 22), "已回复"),
        x.Notice("渝江扶组办改〔2026〕44号", "云岭县青石镇", date(2026, 12, 16), 12, date(2026, 12, 30), "整改中"),
    ]


def observers() -> list[x.Observer]:
    return [
        x.Observer("李淑芬", "人大代表", 3, "村级公示栏位置偏僻，群众不易看到", "已责成移至村口，12月18日复查属实"),
        x.Observer("陈立", "政协委员", 2, "建议核对外出务工户收入证明", "已抽查12户，工资流水相符"),
        x.Observer("赵晓", "媒体", 1, "", ""),
    ]


def decisions() -> list[x.Decision]:
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


def method() -> list[str]:
    return [
        "官方判定以公布口径点值与标准比较，不作舍入；等于标准判为达标并标注压线待确认",
        "统计标志以单侧95%界判定，双侧区间为克洛珀—皮尔逊区间，按有效样本量计算；各线比率不作平均",
        "缺证据不视为通过；自查结论只在无其他证据时列示为“通过（仅自查）”",
    ]


def thresholds() -> list[x.Threshold]:
    return [
        x.Threshold("综合贫困发生率", "不高于3%", "厅字〔2016〕16号", date(2016, 4, 1)),
        x.Threshold("错退率", "不高于2%", "国开办发〔2017〕56号", date(2017, 9, 30)),
        x.Threshold("漏评率", "不高于2%", "国开办发〔2017〕56号", date(2017, 9, 30)),
        x.Threshold("群众认可度", "不低于90%", "国开办发〔2017〕56号", date(2017, 9, 30), confirmed=False),
    ]


def populations() -> list[x.Population]:
    return [
        x.Population("脱贫人口（含当年申请）", 43218, date(2026, 12, 5), "冻结名册"),
        x.Population("非建档立卡农业户籍人口", 138578, date(2026, 12, 5), "农业户籍人口－未脱贫人口－脱贫人口"),
        x.Population("农业户籍人口", 183642, date(2025, 12, 31), "统计部门"),
    ]


def reversals() -> list[x.Reversal]:
    return [
        x.Reversal("错退率", "再有5人被裁定错退即超过标准", "有效样本215：真值1.5%时误判不达标的可能为19%"),
        x.Reversal("漏评率", "再有6人被裁定漏评即超过标准", "有效样本208：真值2.5%时误判达标的可能为41%"),
    ]


def hearings() -> list[x.Hearing]:
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
