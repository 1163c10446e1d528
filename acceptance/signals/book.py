"""docs/signals.md: every signal and every overview, written from what states them."""

from collections.abc import Iterator

from acceptance import overviews
from acceptance.campaign_facts import UNCONFIRMED
from acceptance.signals.catalogue import Signal, load
from acceptance.signals.measuring import BY_CHANCE

OPENING = """# 复核信号与对照表口径

本文由 `acceptance/signals/*.sql`、`acceptance/overviews/*.sql` 的文件头生成（`make docs`），不要手工修改。
"""
CHANCES = {
    "others": "与同类其他各处比较（超几何分布，Fisher 精确检验）",
    "even": "与各占一半比较（二项分布）",
    "variance": "单因素方差分析 F 检验",
    "none": "不作检验，按参考值列示",
}
UNITS = {"share": "占比", "count": "数量", "coefficient": "系数"}


def signals_markdown() -> str:
    """The whole document as Markdown, Chinese; the same text for the same files."""
    lines = [OPENING, "## 一、复核信号", "", *_reading(), ""]
    for one in load().values():
        lines += [*_signal(one), ""]
    lines += ["## 二、对照表", "", "只计数、不评判；报告中写“另有若干行见附表”的，全部行在附表同名工作表。", ""]
    for table in overviews.load().values():
        lines += [*_overview(table), ""]
    return "\n".join(lines).rstrip() + "\n"


def _reading() -> Iterator[str]:
    yield "信号只提示宜优先回访之处，不是检查发现，不进入任何结论，不作为认定、扣分或问责的依据。"
    yield (
        f"列为“超出参考值”须同时满足：样本数达到下限；数值在参考值之外；作检验的，仅凭偶然出现的概率乘以比较处数小于"
        f"{BY_CHANCE:g}（{UNCONFIRMED}）。参考值可在年度配置 `signals` 中改写，未经市级确认的一律标{UNCONFIRMED}。"
    )


def _signal(one: Signal) -> Iterator[str]:
    bound = "高于" if one.side == "above" else "低于"
    yield f"### {one.title}（`{one.id}`）"
    yield ""
    yield f"- 数值：{one.shows}" + (f"；并列 {one.beside}" if one.beside else "")
    yield f"- 参考值：{bound} {one.reference:g}（{UNITS[one.unit]}，{UNCONFIRMED}）；样本数不少于 {one.least}"
    yield f"- 检验：{CHANCES[one.chance]}"
    yield f"- 可能的正常原因：{one.innocent}"
    yield f"- 依据：{_source(one.source)}"


def _overview(one: overviews.Overview) -> Iterator[str]:
    where = [f"报告“{one.part}”部分"] if one.part else []
    where += [f"附表“{one.title}”、`{overviews.table_of(one)}.parquet`"] if one.annex else []
    yield f"### {one.title}（`{one.id}`）"
    yield ""
    yield f"- 列：{'、'.join(column.title.strip() for column in one.columns.values())}"
    yield f"- 位置：{'；'.join(where)}"
    if one.note:
        yield f"- 说明：{one.note}"
    yield f"- 依据：{_source(one.source)}"


def _source(text: str) -> str:
    return text.replace("RULEBOOK", "规则手册").replace("FEATURES", "功能对照表")
