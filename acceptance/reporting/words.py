"""How a report writes numbers, dates and states; and the sentence that stands where nothing has arrived yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NOTHING = "—"
SEVERITIES = {"block": "退回", "row": "搁置待核", "judge": "不达标", "warn": "提醒"}
_DIGITS = "零一二三四五六七八九"
_ID_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_TELEPHONE = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])")

# One sentence per part of the report (RULEBOOK D.4) for the case that its line, table or list holds nothing yet.
ABSENT = {
    "indicators": "第三方评估、民意调查数据尚未齐备，本期未估计各项指标，本部分待补。",
    "outcomes": "本期尚无户级、村级结论，本部分待补。",
    "matrix": "各证据线数据均未接收，四位一体对照待补。",
    "tests": "条件核对在各证据线数据接收后进行，本部分待补。",
    "looks": "本期未收到市级验收“五看”记录，本部分待补。",
    "criteria": "本期未形成户级逐项判定，本部分待补。",
    "other_indicators": "程序合规率、资料完整率等其他指标尚未计算，本部分待补。",
    "procedure": "本期未收到程序表，程序时间线待补。",
    "leads": "本期未收到部门数据，未开展比对，本部分待补。",
    "recovery": "截至本报告日期未收到清退台账。",
    "samples": "尚未抽样，抽样设计与权重待补。",
    "comparison": "同一指标目前不足两条证据线报告，差异对照待补。",
    "change": "本期未收到脱贫前后收入核算数据，前后对比待补。",
    "issues": "问题台账尚未建立，本部分待补。",
    "notices": "截至本报告日期未下发整改通知书。",
    "observers": "本期未收到监督参与人员意见，本部分待补。",
    "decisions": "截至本报告日期，本区县无豁免、人工改判等市级决定。",
    "method": "口径说明尚未配置，本部分待补。",
    "rules": "尚未进行数据质量检查，本部分待补。",
    "inputs": "尚无已接收的申报包。",
    "thresholds": "指标标准及其依据尚未配置，本部分待补。",
    "hearings": "本期未收到听证与复核材料，本部分待补。",
    "populations": "脱贫人口、非建档立卡人口、农业户籍人口三项基数尚未核定，本部分待补。",
    "reversals": "错退、漏评裁定尚未形成，结论稳固程度待补。",
    "appeal": "申诉受理单位与期限待市级公布。",
    "signatures": "本报告尚未审签。",
}

# Outcomes of households and villages in the order of RULEBOOK D.4; others follow as they come.
OUTCOMES = (
    *("同意退出", "暂缓退出(补程序)", "不予退出(评议未通过)", "不予退出", "待核", "剔除"),
    *("维持未脱贫", "返贫", "保持脱贫", "待核(往年)"),
    *("建议同意销号", "暂缓销号", "建议不予销号", "保持", "需整改", "返贫预警", "不适用"),
)

_TONES = (("建议同意", "good"), ("通过", "good"), ("建议不予", "bad"), ("不通过", "bad"))
TONE_MARKS = {"good": "✓", "bad": "✗", "wait": "？"}


def tone(verdict: str) -> str:
    """'good', 'bad' or 'wait' for a county verdict of RULEBOOK D.4; anything undecided waits."""
    return next((name for start, name in _TONES if verdict.startswith(start)), "wait")


def interim(verdict: str) -> bool:
    """Whether a county verdict only says that something is still awaited."""
    return not verdict or verdict.startswith(("未就绪", "暂缓", "不适用"))


def in_order(outcomes: Mapping[str, int]) -> list[tuple[str, int]]:
    """Outcomes with their numbers in the order of the rulebook."""
    place = {name: number for number, name in enumerate(OUTCOMES)}
    return sorted(outcomes.items(), key=lambda pair: place.get(pair[0], len(place)))


def numeral(number: int) -> str:
    """1…99 in Chinese numerals: 一, 十, 十三, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def day(value: date | str | None) -> str:
    """2026年11月25日, from a date or an ISO string; '—' for None or ''."""
    if not value:
        return NOTHING
    moment = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return f"{moment.year}年{moment.month}月{moment.day}日"


def short_day(value: date | str | None) -> str:
    """2026-11-25, for narrow cells."""
    return str(value)[:10] if value else NOTHING


def count(value: float | Decimal | None, digits: int = 0) -> str:
    """12,345 (thousands separated, rounded half up); '—' for None."""
    if value is None:
        return NOTHING
    step = Decimal(1).scaleb(-digits)
    return f"{Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP):,}"


def number(value: float | None) -> str:
    """As many of two decimals as the value has: 12, 2.5, 1,187.25."""
    if value is None:
        return NOTHING
    return f"{Decimal(str(round(value, 2))).normalize():,f}"


def percent(ratio: float | None, threshold: float | None = None) -> str:
    """A ratio 0…1 as a percentage with two decimals, or as many more (up to eight) as show its side of the threshold.

    The official rule compares unrounded values (RULEBOOK D.3 "Traffic"), so 2.0004% must not be printed as 2.00%.
    """
    if ratio is None:
        return NOTHING
    exact = Decimal(str(ratio)) * 100
    limit = None if threshold is None else Decimal(str(threshold)) * 100
    for digits in range(2, 9):
        shown = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        if limit is None or exact == limit or (shown != limit and (shown > limit) == (exact > limit)):
            break
    return f"{shown:,}%"


def plain_percent(ratio: float | None) -> str:
    """A threshold as people write it: 2%, 90%, 3.5%."""
    return NOTHING if ratio is None else f"{(Decimal(str(ratio)) * 100).normalize():f}%"


def interval(lower: float | None, upper: float | None, threshold: float | None = None) -> str:
    """0.52%～2.41%; '—' for a census or where nothing was estimated."""
    if lower is None or upper is None:
        return NOTHING
    return f"{percent(lower, threshold)}～{percent(upper, threshold)}"


def listed(parts: Iterable[str], nothing: str = NOTHING) -> str:
    """Parts joined with 、."""
    return "、".join(part for part in parts if part) or nothing


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends with a mark already."""
    return text if not text or text[-1] in "。！？；" else text + "。"


def unmasked(text: str) -> list[str]:
    """Full identity numbers and mobile numbers in a text, masked (first 6 + last 2): P8 lets none into a document."""
    found = _ID_NUMBER.findall(text) + _TELEPHONE.findall(text)
    return [f"{number[:6]}…{number[-2:]}" for number in found]
