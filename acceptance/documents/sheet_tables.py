"""Tables that sheets on households and on villages share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from acceptance.documents.sheet import Row, shown
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, Cell, note, table


def listed(
    caption: str, columns: Sequence[tuple[str, int, str]], rows: Sequence[Sequence[Cell]], otherwise: str
) -> Block:
    """A small table, or the sentence for the case that there is no row."""
    return table(caption, columns, rows, "issues", small=True) if rows else note(otherwise)


def step_name(row: Row) -> str:
    """村公示, 村评议: the level is said once."""
    level, step = row["level"] or "", row["step"] or ""
    return step if step.startswith(level) else level + step


def days(row: Row) -> str:
    """2026-09-01, or 2026-09-01至2026-09-08."""
    first, last = words.short_day(row["date_from"]), words.short_day(row["date_to"])
    return first if first == last or not row["date_to"] else f"{first}至{last}"


def papers_table(wanted: Sequence[str], papers: Sequence[Row], conditional: Sequence[str] = ()) -> Block:
    """The mandatory list with what is there: number, date, pages, hash; what is missing says so."""
    columns = [
        ("资料", 25, "l"),
        ("有无", 12, "c"),
        ("编号", 23, "m"),
        ("日期", 15, "c"),
        ("页数", 8, "r"),
        ("校验值", 17, "m"),
    ]
    made: list[list[Any]] = []
    for kind in wanted:
        held = [row for row in papers if row["doc_type"] == kind]
        made += [[kind, _mark("有", "good", "✓"), *_paper(row)] for row in held]
        if not held:
            missing = _mark("按需") if kind in conditional else _mark("缺", "bad", "✗")
            made.append([kind, missing, *([words.NOTHING] * 4)])
    return listed("资料目录", columns, made, "")


def _paper(row: Row) -> list[str]:
    proof = (row["file_hash"] or words.NOTHING)[:16]
    return [shown(row["doc_id"]), words.short_day(row["doc_date"]), words.count(row["pages"]), proof]


def _mark(text: str, tone: str = "", mark: str = "") -> Cell:
    return {"text": text, "tone": tone, "mark": mark}


def issues_table(issues: Sequence[Row], otherwise: str) -> Block:
    """Issues with their ids, states and dates."""
    columns = [
        ("问题编号", 20, "m"), ("规则", 10, "c"), ("要求", 38, "l"), ("处理", 10, "c"), ("状态", 9, "c"),
        ("期限", 13, "c"),
    ]  # fmt: skip
    made = [
        [r["issue_id"], r["rule_id"], shown(r["title"]), shown(r["word"]), r["state"], words.short_day(r["due"])]
        for r in issues
    ]
    return listed("问题与整改", columns, made, otherwise)


def visits_table(visits: Sequence[Row], otherwise: str) -> Block:
    """Who was there, when, and what they said."""
    columns = [("证据线", 20, "l"), ("时间", 18, "c"), ("人员", 32, "l"), ("结果", 30, "l")]
    made = [
        [r["line"], words.short_day(r["seen"]), words.listed(filter(None, (r["one"], r["other"]))), shown(r["said"])]
        for r in visits
    ]
    return listed("走访", columns, made, otherwise)
