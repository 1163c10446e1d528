"""Part 12: definitions, thresholds with their documents, versions, words, and what is embedded."""

from importlib import metadata

from acceptance import indicators
from acceptance.campaign import Campaign
from acceptance.campaign_facts import UNCONFIRMED, Fact
from acceptance.case import Case
from acceptance.estimation import READINGS
from acceptance.report_facts.official import VETO
from acceptance.reporting import words
from acceptance.reporting.rows import Attached, Threshold
from acceptance.reporting.verdict_part import limit_words

SHORT = 12
"""Digits of the configuration's hash that are printed; the whole one is an input of the generation."""

ATTACHED = (
    Attached("core.json", "本报告的全部数据"),
    Attached("manifest.json", "所依据数据包的校验值"),
    Attached("trace.json", "各数的查询编号和数据批次"),
)
"""The files that printing embeds (tasks.reports has their bytes)."""

GLOSSARY = (
    ("四位一体", "区县自查、市级验收、第三方评估、民意调查四方面结果对照，各方比率不作平均"),
    ("错退", "不符合退出标准而被认定退出的建档立卡人口"),
    ("漏评", "符合识别标准而未纳入建档立卡的农村人口"),
    ("压线待确认", "点值恰等于标准，按达标计，等于是否达标以市级确认为准"),
    ("口径待确认", "不同口径的结果分列标准两侧，须先确认口径"),
    ("证实、未证实", "单侧95%置信界在标准之内为证实；点值达标而置信界越过标准为未证实"),
    ("样本不足", "有效样本量或自由度过小，不作统计判断；官方点值照常判定"),
    ("有效样本量、设计效应", "与简单随机抽样相当的样本量；因分层、整群和不等权使误差放大的倍数"),
    ("待核", "关键信息有误、线索未办结、各方不一致或缺证据，尚不能下结论"),
    ("证据等级", "甲，现场核对；乙，部门数据印证；丙，仅区县自查"),
    ("线索", "与部门数据比对命中的记录，须经核查认定，不直接作为剔除依据"),
)


def sentences(case: Case) -> list[str]:
    """How figures come about and what decides; then the definition of the five that can veto."""
    campaign = case.season.campaign
    official = campaign.official_estimate
    open_ = "" if official.confirmed else f"（{UNCONFIRMED}）"
    plan, labels = campaign.estimation, campaign.labels_unconfirmed
    return [
        f"官方判定以{official.value}点值与标准比较{open_}，不作舍入；等于标准的判为达标并标注压线待确认。"
        "公布口径为不加权的抽样比率，加权口径按抽样设计计算；两种口径分列标准两侧的，判为口径待确认",
        "统计标志以单侧95%克洛珀—皮尔逊置信界判定，所列区间为双侧95%区间，均按有效样本量计算（Korn—Graubard法）；"
        f"未见差错时设计效应取{plan.deff_floor:g}与1＋{plan.deff_slope:g}×（村均户数－1）中的较大者；"
        f"有效样本不足{plan.min_n_eff:g}或自由度不足{plan.min_df}的标注样本不足；全查不列区间",
        "综合贫困发生率以加权错退率、漏评率推算，误差按村级线性化计算，置信界合成两项误差及其相关（Zou—Donner法）",
        "权数按层和对象类别作无应答调整，并事后分层至抽样时冻结的人口；外出不视为无问题；"
        f"完成率不足{words.plain_percent(campaign.sampling.completion)}的指标不作判定",
        "户级结论按规则自上而下、首条符合者定案；缺证据不视为通过，各方现场结论不一致的须复核，不以多数或平均代替",
        *_definitions(),
        *([f"{'、'.join(labels)}的正式名称和内容待市级确认，本报告所用标签不作为正式名称"] if labels else []),
    ]


def _definitions() -> list[str]:
    known = indicators.load()
    return [f"{known[name].title}：{known[name].formula}" for name in VETO if name in known]


def thresholds(campaign: Campaign) -> list[Threshold]:
    """Every threshold of the year, then the other facts that decide; what is not confirmed says so."""
    known = indicators.load()
    limits = [
        Threshold(
            known[name].title if name in known else name,
            limit_words(limit.value, limit.better),
            limit.document,
            limit.valid_from,
            confirmed=limit.confirmed,
        )
        for name, limit in campaign.thresholds.items()
    ]
    line = campaign.poverty_line
    income = Threshold("家庭人均纯收入", f"高于{words.number(line.amount)}元", line.document, confirmed=line.confirmed)
    return [*limits, income, *_other_facts(campaign)]


def _other_facts(campaign: Campaign) -> list[Threshold]:
    redo = words.plain_percent(campaign.overturn_redo.number)
    return [
        _fact("收入临界线", f"标准的{campaign.near_line.number:g}倍", campaign.near_line),
        _fact("重做自查的推翻率", f"高于{redo}且证实", campaign.overturn_redo),
        _fact("公示天数", f"不少于{campaign.notice_days.number:g}天", campaign.notice_days),
        _fact("评议到会", f"不少于{campaign.quorum.number:.1%}", campaign.quorum),
        _fact("入学年龄", f"{campaign.entry_age.number:g}周岁", campaign.entry_age),
        _fact("驻村天数", f"每月不少于{campaign.team_days_per_month.number:g}天", campaign.team_days_per_month),
        _fact("问题整改期限", f"{campaign.overdue_days.number:g}天", campaign.overdue_days),
        _fact("官方判定口径", str(campaign.official_estimate.value), campaign.official_estimate),
        _recognition(campaign.recognition_reading),
    ]


def _recognition(stated: Fact | None) -> Threshold:
    """How 认可 is made of four questions: while the office has not said, the reading least favourable to the county."""
    if stated is None:
        return Threshold("认可度口径", "按最不利口径", "自拟", confirmed=False)
    return _fact("认可度口径", READINGS[str(stated.value)], stated)


def _fact(title: str, value: str, fact: Fact) -> Threshold:
    return Threshold(title, value, fact.document, confirmed=fact.confirmed)


def versions(case: Case) -> list[tuple[str, str]]:
    """Program and configuration. Packages and department tables stand with their hashes in result.json `inputs`."""
    return [
        ("程序", f"acceptance-campaign {metadata.version('acceptance-campaign')}"),
        ("年度配置摘要", case.season.config_hash[:SHORT]),
    ]
