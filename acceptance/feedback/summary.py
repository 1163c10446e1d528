"""检查结果: the first sheet. What became of the package, what to do, by when, and how often each rule failed."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from acceptance.feedback import words
from acceptance.feedback.marks import Count
from acceptance.feedback.remarks import sentence
from acceptance.feedback.words import LABELS, OUTCOMES, SEVERITIES
from acceptance.workbooks.book import lines_of, row_height

if TYPE_CHECKING:
    from acceptance.checking import NotEvaluated

WIDTHS = (12, 12, 16, 58, 10, 36)
LAST = len(WIDTHS) - 1
ALL = sum(WIDTHS)
MOST_WHOLE = 20
"""Findings on no row that the first sheet names; the list holds them all."""
COUNT_HEADS = ("规则", "处理", "表", "内容", "处数", "缘由")


@dataclasses.dataclass(frozen=True)
class FeedbackHeader:
    """Whose package it is. `version`: None before it is received; `deadline`: the last day to send again, if set."""

    county_name: str
    line_title: str
    version: int | None
    package_name: str
    checked_on: dt.date
    deadline: dt.date | None = None


@dataclasses.dataclass(frozen=True)
class Contents:
    """What the first sheet says about the others.

    sheets: names of the sender's sheets; partial: of those that show only rows with problems. register: it is
    the register's export. versioned: it states its version (申报清单). listed, total: findings in the list and in all.
    uncommented: coloured cells without comment.
    """

    sheets: tuple[str, ...]
    partial: tuple[str, ...]
    register: bool
    versioned: bool
    listed: int
    total: int
    csv: str | None
    uncommented: int


class _Page:
    """A sheet written from top to bottom."""

    def __init__(self, book: Workbook, sheet: Worksheet) -> None:
        self.book = book
        self.sheet = sheet
        self.row = 0

    def style(self, **look: object) -> Format:
        return self.book.add_format({"text_wrap": True, "valign": "vcenter"} | look)

    def across(self, text: str, style: Format, height: float | None = None) -> None:
        """One text over the whole width."""
        self.sheet.set_row(self.row, height or row_height(lines_of(text, ALL - 2)))
        self.sheet.merge_range(self.row, 0, self.row, LAST, text, style)
        self.row += 1

    def heading(self, text: str) -> None:
        self.row += 1
        self.across(text, self.style(bold=True, font_size=13, font_color="#1F4E79"), 24)

    def cells(self, texts: Sequence[str], styles: Sequence[Format]) -> None:
        self.sheet.set_row(self.row, row_height(max(lines_of(t, w - 1) for t, w in zip(texts, WIDTHS, strict=False))))
        for place, (text, style) in enumerate(zip(texts, styles, strict=True)):
            self.sheet.write_string(self.row, place, text, style)
        self.row += 1


def write_summary(
    book: Workbook,
    sheet: Worksheet,
    sender: FeedbackHeader,
    outcome: str,
    counts: Sequence[Count],
    not_evaluated: Sequence["NotEvaluated"],
    contents: Contents,
    of_no_row: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Fills the sheet. `counts`: the gravest first. `of_no_row`: findings of listing.sql that no sheet can show."""
    page = _Page(book, sheet)
    for place, wide in enumerate(WIDTHS):
        sheet.set_column(place, place, wide)
    page.across("申报包检查结果", page.style(bold=True, font_size=20), 36)
    _write_sender(page, sender)
    look = OUTCOMES[outcome]
    page.across(
        outcome,
        page.style(bold=True, font_size=28, align="center", bg_color=look.fill, font_color=look.ink, border=1),
        52,
    )
    by_severity = {s: sum(c.cells for c in counts if c.severity == s) for s in SEVERITIES}
    page.across(
        _meaning(look, outcome, sender, by_severity),
        page.style(align="center", bg_color=look.fill, font_color=look.ink, border=1),
        24,
    )
    page.heading("下一步")
    for number, text in enumerate(steps(outcome, by_severity, sender, contents), start=1):
        page.across(f"{number}. {text}", page.style())
    _write_of_no_row(page, of_no_row)
    page.heading("问题合计")
    _write_severities(page, by_severity)
    page.heading("按规则汇总")
    _write_counts(page, counts)
    _write_not_evaluated(page, not_evaluated)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _meaning(look: words.Outcome, outcome: str, sender: FeedbackHeader, by_severity: dict[str, int]) -> str:
    """The outcome in a sentence; a package whose wrong rows are all exempted has every row in use. What was found once
    the package was compared with registries, earlier years and other counties is said here: its own check saw nothing.
    """
    if outcome != "退回" and by_severity["block"]:
        return "申报包已接收；与部门数据、往年数据、市级名单核对后发现标为“退回”的问题，改正重报以前本区县不能就绪。"
    if outcome == "部分接收" and not by_severity["row"]:
        return "申报包已接收；原列为待核的行已获豁免，在豁免有效期内采用。"
    if outcome == "接收" and by_severity["row"]:
        return "申报包已接收；与部门数据、往年数据等核对后，标为“待核”的行未采用，所涉户列为待核。"
    return look.beforehand if sender.version is None else look.meaning


def _write_sender(page: _Page, sender: FeedbackHeader) -> None:
    version = f"第 {sender.version} 版" if sender.version is not None else "尚未报送（自检）"
    facts = [
        ("报送单位", sender.county_name or "未指明"),
        ("线", sender.line_title),
        ("版本", version),
        ("文件", sender.package_name),
        ("检查日期", chinese_date(sender.checked_on)),
    ]
    if sender.version is not None:
        facts.append(("重报期限", chinese_date(sender.deadline) if sender.deadline else "另行通知"))
    edge = {"border": 1, "border_color": "#BFBFBF"}
    name, value = page.style(bg_color="#F2F2F2", **edge), page.style(**edge)
    for label, text in facts:
        page.sheet.set_row(page.row, 20)
        page.sheet.write_string(page.row, 0, label, name)
        page.sheet.merge_range(page.row, 1, page.row, LAST, text, value)
        page.row += 1


def chinese_date(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def steps(outcome: str, by_severity: dict[str, int], sender: FeedbackHeader, contents: Contents) -> Iterable[str]:
    """What the sender does now, one sentence each."""
    unfit = outcome == "退回" and contents.register and not by_severity["block"]
    if unfit:
        yield "建档立卡系统导出表只供自检，不能作为申报包报送；请按模板（campaign template self_check）填报。"
    if not contents.total:
        yield "没有发现问题。" if unfit else "没有发现问题，不必做什么。"
        return
    if by_severity["block"]:
        decides = "整包能否接收" if outcome == "退回" else "本区县能否就绪"
        yield f"先改“问题清单”中处理为“退回”的 {by_severity['block']} 处，它们决定{decides}；再改其余各处。"
    elif by_severity["row"]:
        yield f"改正“问题清单”中处理为“待核”的 {by_severity['row']} 处；各行第一格为深橙色的即为不予采用的行。"
    if by_severity["judge"] or by_severity["warn"]:
        yield "处理为“不达标”“提示”的，填错的请改正；情况属实的不必改，照实保留。"
    if by_severity[words.EXEMPT]:
        count = by_severity[words.EXEMPT]
        yield f"处理为“豁免”的 {count} 处已经市级批准豁免，依据文件和有效期写在问题之后，到期前不必改。"
    if contents.sheets:
        yield (
            "后面各表是贵方报送的原表：有问题的单元格已涂色，鼠标移到格上可看错在哪里、怎样改；"
            "点“问题清单”中的行号可跳到该格。"
        )
    yield _last_step(outcome == "接收" and not (by_severity["block"] or by_severity["row"]), sender, contents)
    yield from _about_contents(contents)


def _last_step(done: bool, sender: FeedbackHeader, contents: Contents) -> str:
    """done: nothing has to be sent again."""
    if contents.register:
        return "请在建档立卡系统或原文件中改正，然后再自检一次。"
    if sender.version is None:
        return "请在原文件中改正，再自检一次，然后报送整包。"
    if done:
        return "本包不必重报；如有改正，可再次报送整包。"
    until = f"于 {chinese_date(sender.deadline)} 前" if sender.deadline else "尽快"
    version = "在申报清单中将版本加 1 并填写重报原因，" if contents.versioned else ""
    return f"请在原报送文件中改正，{version}{until}重新报送整包（不是只报改动的行）。"


def _about_contents(contents: Contents) -> Iterable[str]:
    if contents.partial:
        yield f"行数较多的表（{'、'.join(contents.partial)}）只列出有问题的行，第一列为原行号，最后一列写明问题。"
    if contents.csv:
        yield f"问题共 {contents.total} 处，“问题清单”只列前 {contents.listed} 处，全部见 {contents.csv}。"
    if contents.uncommented:
        yield f"问题很多，另有 {contents.uncommented} 个涂色的单元格没有批注，请看“问题清单”。"


def _write_of_no_row(page: _Page, found: Sequence[Mapping[str, Any]]) -> None:
    """What is wrong with the package, a file or a whole table: no cell can be coloured, so it is said here in full."""
    if not found:
        return
    page.heading("整包、整个文件或整张表的问题（不对应某一行，先改这些）")
    edge = {"border": 1, "border_color": "#BFBFBF"}
    for one in found[:MOST_WHOLE]:
        where = words.title_of(one["table"]) or one["file"] or ""
        label = page.style(align="center", bold=True, bg_color=SEVERITIES[one["severity"]].fill, **edge)
        text = f"{where}：{sentence(one['message'])}" if where else sentence(one["message"])
        page.sheet.set_row(page.row, row_height(lines_of(text, ALL - WIDTHS[0] - WIDTHS[1] - 2)))
        page.sheet.write_string(page.row, 0, LABELS[one["severity"]], label)
        page.sheet.write_string(page.row, 1, one["rule_id"], page.style(align="center", **edge))
        page.sheet.merge_range(page.row, 2, page.row, LAST, text, page.style(**edge))
        page.row += 1
    if len(found) > MOST_WHOLE:
        page.across("其余见“问题清单”最前面各行。", page.style())


def _write_severities(page: _Page, by_severity: dict[str, int]) -> None:
    plain = page.style(border=1, border_color="#BFBFBF")
    number = page.style(border=1, border_color="#BFBFBF", bold=True, align="center")
    for severity, word in SEVERITIES.items():
        if severity == words.EXEMPT and not by_severity[severity]:
            continue
        label = page.style(border=1, border_color="#BFBFBF", bold=True, align="center", bg_color=word.fill)
        page.sheet.set_row(page.row, 20)
        page.sheet.write_string(page.row, 0, LABELS[severity], label)
        page.sheet.write_number(page.row, 1, by_severity[severity], number)
        page.sheet.merge_range(page.row, 2, page.row, LAST, word.meaning, plain)
        page.row += 1


def _write_counts(page: _Page, counts: Sequence[Count]) -> None:
    if not counts:
        page.across("没有发现问题。", page.style())
        return
    head = page.style(bold=True, bg_color="#D9D9D9", border=1, border_color="#A6A6A6", align="center")
    plain = page.style(border=1, border_color="#BFBFBF")
    middle = page.style(border=1, border_color="#BFBFBF", align="center")
    page.cells(COUNT_HEADS, [head] * len(COUNT_HEADS))
    labels = {
        s: page.style(border=1, border_color="#BFBFBF", align="center", bg_color=word.fill)
        for s, word in SEVERITIES.items()
    }
    for one in counts:
        title = words.title_of(one.table)
        texts = (one.rule_id, LABELS[one.severity], title, one.said.title, str(one.cells), one.said.reason)
        page.cells(texts, (middle, labels[one.severity], plain, plain, middle, plain))


def _write_not_evaluated(page: _Page, not_evaluated: Sequence["NotEvaluated"]) -> None:
    """Rules that could not be asked, gathered by the table that is not there or not complete."""
    if not not_evaluated:
        return
    unasked = len({one.rule_id for one in not_evaluated})
    page.heading(f"未评价的规则 {unasked} 条（本包没有所需的表、列或资料，不算问题，也不等于合格）")
    lacking: dict[str, tuple[set[str], set[str]]] = {}
    for one in not_evaluated:
        table, _, column = one.lacks.partition("·")
        columns, rules = lacking.setdefault(table, (set(), set()))
        columns |= {column} - {""}
        rules.add(one.rule_id)
    for table, (columns, rules) in sorted(lacking.items()):
        named = f"（{'、'.join(sorted(columns))}）" if columns else ""
        page.across(f"缺{table}{named}：{'、'.join(sorted(rules))}", page.style())
