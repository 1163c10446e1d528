"""The pieces a part of a report is made of. A template knows these kinds and nothing else.

kinds: heading, paragraph, note, absent, table, figure, list, verdict, indicators, proof, signatures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from acceptance.reporting.words import ABSENT, TONE_MARKS

Block = dict[str, Any]
Cell = str | dict[str, str]

_GOOD = ("达标", "满足", "合格", "证实", "接收", "符合", "通过", "建议同意", "同意")
_BAD = ("不达标", "未满足", "不合格", "退回", "不符合", "未通过", "不通过", "建议不予", "不予", "逾期")
_WAIT = ("压线", "待", "存疑", "未证实", "样本不足", "缺证据", "部分接收", "暂缓", "争议", "口径待确认")


def heading(text: str) -> Block:
    """A second-level heading （一）…; its number and anchor are given when the part is closed."""
    return {"kind": "heading", "text": text}


def paragraph(text: str) -> Block:
    """Running text."""
    return {"kind": "paragraph", "text": text}


def note(text: str) -> Block:
    """A remark in small 楷体 below a table or figure."""
    return {"kind": "note", "text": text}


def absent(what: str) -> Block:
    """The sentence for something that has not arrived (key of words.ABSENT)."""
    return {"kind": "absent", "what": what, "text": ABSENT[what]}


def figure(caption: str, svg: str) -> Block:
    """A drawing with its caption."""
    return {"kind": "figure", "caption": caption, "svg": svg}


def bullets(items: Iterable[str]) -> Block:
    """A numbered list （1）（2）…."""
    return {"kind": "list", "rows": list(items)}


def table(
    caption: str,
    columns: Sequence[tuple[str, int, str]],
    rows: Iterable[Sequence[Cell]],
    missing: str,
    small: bool = False,
) -> Block:
    """A table of columns (title, width in percent, align l|c|r|m), or the absent sentence `missing` when it has no row.

    Align `m` is for codes and hashes (fixed-width face, may break anywhere). Widths that do not add up to 100 would run
    over the margin: ValueError.
    """
    if sum(width for _, width, _ in columns) != 100:
        raise ValueError(f"表“{caption}”的列宽之和不是100")
    lines = [
        [cell if isinstance(cell, dict) else {"text": cell, "tone": "", "mark": ""} for cell in row] for row in rows
    ]
    if not lines:
        return absent(missing)
    heads = [{"title": title, "width": width, "align": align} for title, width, align in columns]
    return {"kind": "table", "caption": caption, "columns": heads, "rows": lines, "small": small}


def state(text: str) -> Cell:
    """A cell with a mark beside its word, so that the judgement survives a black and white print."""
    word = "待定" if text in ("?", "？") else text
    tone = tone_of(word)
    return {"text": word, "tone": tone, "mark": TONE_MARKS.get(tone, "")}


def tone_of(text: str) -> str:
    """good, bad, wait, or '' for a state in the rulebook's words."""
    for tone, starts in (("bad", _BAD), ("wait", _WAIT), ("good", _GOOD)):
        if text.startswith(starts):
            return tone
    return ""
