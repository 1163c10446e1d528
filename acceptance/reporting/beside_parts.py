"""Blocks of the overviews and of the signals: loops over what they state of themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from acceptance.campaign_facts import UNCONFIRMED
from acceptance.reporting import words
from acceptance.reporting.beside import OverviewTable, SignalFacts
from acceptance.reporting.blocks import Block, Cell, bullets, heading, note, paragraph, table
from acceptance.reporting.extras import ReportExtras

SIGNALS_IN = "数据质量"
"""Title of the part that the signals stand in."""
MOST = 10
"""Places that the report names of all signals together; the annex lists every one."""
PREFACE = (
    "复核信号只提示哪些地方宜优先回访，不是检查发现，不作为任何认定、扣分或问责的依据；"
    "每一信号都可能有正常原因，列于各项说明。"
)


def _written(value: Any, kind: str) -> str:
    """One cell of an overview."""
    writers: dict[str, Callable[[Any], str]] = {
        "text": lambda v: v or words.NOTHING,
        "count": words.count,
        "share": words.percent,
        "money": lambda v: words.count(v, 2),
        "figure": words.number,
    }
    return writers[kind](value)


def overviews_of(part: str, extras: ReportExtras) -> list[Block]:
    """Every overview that is printed in the part of this title."""
    chosen = [one for one in extras.overviews if one.part == part and (one.rows or not one.quiet)]
    held = [block | {"queries": [f"overviews/{one.id}"]} for one in chosen if one.rows for block in _overview(one)]
    return [*held, *_lacking([one for one in chosen if not one.rows])]


def _lacking(ones: Sequence[OverviewTable]) -> list[Block]:
    """Overviews without a row, said together: a heading and a box for each would fill pages with nothing."""
    if not ones:
        return []
    queries = {"queries": [f"overviews/{one.id}" for one in ones]}
    if len(ones) == 1:
        said = {"kind": "absent", "what": "", "text": ones[0].absent}
        return [block | queries for block in (heading(ones[0].title), said)]
    items = bullets(f"{one.title}：{one.absent}" for one in ones)
    return [block | queries for block in (heading("本期未能列出的对照"), items)]


def _overview(one: OverviewTable) -> Iterator[Block]:
    yield heading(one.title)
    shown = one.rows[: one.rows_shown or len(one.rows)]
    columns = [(title, width, "l" if kind == "text" else "r") for title, kind, width in one.columns.values()]
    lines: list[list[Cell]] = [
        [_written(row[name], kind) for name, (_, kind, _) in one.columns.items()] for row in shown
    ]
    yield table(one.title, columns, lines, "", small=len(columns) > 6)
    left = len(one.rows) - len(shown)
    said = [f"另有{left:,}行见附表"] if left else []
    if one.note or said:
        yield note("注：" + words.sentence("；".join([*([one.note] if one.note else []), *said])))


def signals_of(part: str, extras: ReportExtras) -> list[Block]:
    """The signals, in the part they belong to; none without any."""
    if part != SIGNALS_IN or not extras.signals:
        return []
    columns = [
        ("信号", 31, "l"),
        ("单位", 9, "c"),
        ("参考值", 26, "c"),
        ("已看（处）", 17, "r"),
        ("超出参考值（处）", 17, "r"),
    ]
    rows: list[list[Cell]] = [
        [one.title, _UNITS[one.unit], _reference(one), words.count(one.looked_at), words.count(len(one.beyond))]
        for one in extras.signals
    ]
    said = table("复核信号", columns, rows, "", small=True)
    blocks = [heading("复核信号"), paragraph(PREFACE), said, *_places(extras), *_meanings(extras)]
    return [block | {"queries": [f"signals/{one.id}" for one in extras.signals]} for block in blocks]


_UNITS = {"share": "占比", "count": "户数", "coefficient": "系数"}


def _reference(one: SignalFacts) -> str:
    bound = "高于" if one.side == "above" else "低于"
    value = words.plain_percent(one.reference) if one.unit == "share" else words.number(one.reference)
    return f"{bound}{value}" + ("" if one.confirmed else f"（{UNCONFIRMED}）")


def _figure(unit: str, value: float) -> str:
    return words.percent(value) if unit == "share" else words.number(value)


def _places(extras: ReportExtras) -> list[Block]:
    """The places beyond the reference, signal by signal."""
    found = [(one, place) for one in extras.signals for place in one.beyond]
    if not found:
        looked = any(one.looked_at for one in extras.signals)
        return [paragraph("各项信号均未超出参考值。" if looked else "本期没有可供核对的数据，各项信号待补。")]
    columns = [("信号", 28, "l"), ("所在", 30, "l"), ("数据来源", 14, "c"), ("数值", 14, "r"), ("样本数", 14, "r")]
    rows: list[list[Cell]] = [
        [one.title, place.place, place.line, _figure(one.unit, place.figure), words.count(place.n)]
        for one, place in found[:MOST]
    ]
    left = len(found) - len(rows)
    remark = "人员以姓氏和序号列示，序号为该数据来源全部人员按姓名排列的次序"
    more = f"；另有{left:,}处见附表" if left else ""
    return [table("超出参考值之处", columns, rows, "", small=True), note(f"注：{remark}{more}。")]


def _meanings(extras: ReportExtras) -> list[Block]:
    """What a signal that lies beyond shows, and what may explain it."""
    beyond = [one for one in extras.signals if one.beyond]
    said = [f"{one.title}：{one.shows}。可能的正常原因：{one.innocent}。" for one in beyond]
    return [bullets(said)] if said else []
