"""整改通知书: a letter to a county or township with its own open issues and overdue leads only, their dates, and the
answer form.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from acceptance import contracts, findings
from acceptance.documents import notice_leads
from acceptance.documents.late_leads import LateLead
from acceptance.documents.office import Office, Signed, document, part
from acceptance.documents.open_issues import OpenIssue
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, note, paragraph, table
from acceptance.store import hash_value

LISTED = 40
"""Issues printed in a letter; the rest stand in the reply workbook that goes with it."""
FORM_ROWS = 20
REPLY = "rectification"
"""The table of the line 整改回复, whose columns the form has."""
WARN = findings.WARN


@dataclass(frozen=True)
class Addressee:
    """Whom a notice is for. code: 6 digits a county, 9 a township; body: the organ the letter is addressed to."""

    code: str
    name: str
    body: str

    @classmethod
    def county(cls, code: str, name: str) -> Addressee:
        return cls(code, name, f"{name}扶贫开发领导小组")

    @classmethod
    def township(cls, code: str, name: str) -> Addressee:
        return cls(code, name, name + ("办事处" if name.endswith("街道") else "人民政府"))


@dataclass(frozen=True)
class Owed:
    """What an addressee owes. issues: open, gravest first; leads: overdue, the longest first."""

    issues: Sequence[OpenIssue] = ()
    leads: Sequence[LateLead] = ()

    def of(self, township: str) -> Owed:
        """A township's own."""
        return Owed(
            [row for row in self.issues if row.township_code == township],
            [row for row in self.leads if row.township_code == township],
        )


def addressees(county: Addressee, owed: Owed) -> list[tuple[Addressee, Owed]]:
    """The county with all that is owed, then each township that owes anything with its own only, in order of code."""
    named = {row.township_code: row.township for row in owed.issues} | {
        row.township_code: row.township for row in owed.leads
    }
    towns = sorted((code, name) for code, name in named.items() if code)
    return [(county, owed), *((Addressee.township(code, name), owed.of(code)) for code, name in towns)]


def _before_notice(row: OpenIssue) -> OpenIssue:
    """The issue as it stood when its letter was written: signing the letter hands it down and may move its date."""
    return replace(row, due=row.first_due, state="新增" if row.state == "已下发" else row.state)


def _title_lines(name: str, rest: str) -> list[str]:
    """One line if it fits the text width at 22 pt (digits count half), else broken before the year."""
    return [name + rest] if len(name) + len(rest) - 2 <= 18 else [name, rest]


def serial(to: Addressee, owed: Owed) -> str:
    """Whom a notice is for and what it lists, as a number: the same while its issues and leads, their dates and states
    are.
    """
    issues = ((row.issue_id, row.due.isoformat(), row.state) for row in map(_before_notice, owed.issues))
    listed = sorted([*issues, *((row.lead_id, row.due.isoformat(), "") for row in owed.leads)])
    return f"整改{to.code}-{hash_value(listed)[:6]}"


def notice_context(
    office: Office,
    to: Addressee,
    owed: Owed,
    as_of: dt.date,
    days: int,
    signed: Signed | None = None,
    reply_file: str = "",
) -> dict[str, Any]:
    """The context of notice.html.j2.

    owed: the addressee's own. days: how long what is overdue still has, from the date of the letter. signed: the
    decision 通知签发; without it a draft. A signed letter speaks of the day it was signed, so that it can be printed
    again. reply_file: the workbook beside it.
    """
    title = _title_lines(to.name, f"{office.year}年度脱贫验收整改通知书")
    day = signed.on if signed else as_of
    listed = _as_of(owed, day)
    last = signed.until if signed else None
    context = document(office, title, day, signed=signed, serial=serial(to, owed), subject=to.name)
    annexes = _annexes(to, listed, reply_file)
    named = "　".join(f"{number}．{title}" for number, (title, _) in enumerate(annexes, start=1))
    return context | {
        "addressee": to.body,
        "paragraphs": _letter(office, to, listed, day, days, last),
        "enclosures": [named] if named else [],  # on one line: the letter keeps to its page
        "parts": [
            part(f"附件{number}　{title}", blocks, page=number > 1)
            for number, (title, blocks) in enumerate(annexes, start=1)
        ],
    }


def _as_of(owed: Owed, day: dt.date) -> Owed:
    """What was owed as the letter of a day tells it."""
    return Owed(
        [replace(row, days_late=max((day - row.due).days, 0)) for row in map(_before_notice, owed.issues)],
        [replace(row, days_late=max((day - row.due).days, 0)) for row in owed.leads],
    )


def _annexes(to: Addressee, owed: Owed, reply_file: str) -> list[tuple[str, list[Block]]]:
    """(title, content) of what goes with the letter."""
    leads = [("逾期线索清单", notice_leads.listed(owed.leads, LISTED))] if owed.leads else []
    if not owed.issues:
        return leads
    return [
        ("问题清单", _list(to, owed.issues, reply_file)),
        ("整改回复表", _form(owed.issues, reply_file)),
        *leads,
    ]


def _letter(office: Office, to: Addressee, owed: Owed, as_of: dt.date, days: int, until: dt.date | None) -> list[str]:
    """until: the day a signed letter states for all that is owed; without it the list has each issue's."""
    last = until or as_of + dt.timedelta(days=days)
    begin = f"经检查，截至{words.day(as_of)}，{to.name}"
    leads = f"比对线索{words.count(len(owed.leads))}条逾期未认定" if owed.leads else ""
    if not owed.issues and not leads:
        return [f"{begin}{office.year}年度脱贫验收没有未销号问题，请继续做好各项工作。"]
    if not owed.issues:
        return [f"{begin}没有未销号问题，尚有{leads}，见清单（附件1）。", notice_leads.asked(owed.leads, last)]
    late = sum(row.overdue for row in owed.issues)
    opening = (
        f"{begin}尚有未销号问题{words.count(len(owed.issues))}件：{_by_severity(owed.issues)}；"
        f"其中逾期{words.count(late)}件{f'。另有{leads}（附件3）' if leads else ''}。请按清单（附件1）逐件整改。"
    )
    return [
        opening,
        f"一、期限。所列问题均于{words.day(until)}前完成。"
        if until
        else "一、期限。各问题的期限见清单"
        + (f"；已逾期的，最迟于{words.day(last)}前完成。" if late else "，请按期完成。"),
        "二、要求。填报有误的，改正后重新报送；情况属实而未达标准的，落实措施、补齐程序和资料，不得只改数据。"
        "标为“提示”的，核实后改正或说明。",
        "三、回复。按整改回复表（附件2）逐件回复，责任人、复核人签字，随“整改回复”线报送。",
        *([f"四、线索。{notice_leads.asked(owed.leads, last)}"] if leads else []),
    ]


def _by_severity(issues: Sequence[OpenIssue]) -> str:
    counted = Counter(row.word for row in issues)
    return words.listed(
        f"{word}{words.count(counted[word])}件" for word in findings.SEVERITIES.values() if counted[word]
    )


def _list(to: Addressee, issues: Sequence[OpenIssue], reply_file: str) -> list[Block]:
    columns = [
        ("序号", 6, "c"), ("问题编号", 12, "m"), ("对象", 20, "l"), ("问题", 37, "l"),
        ("期限", 13, "c"), ("状态", 12, "c"),
    ]  # fmt: skip
    rows = [_issue(number, row) for number, row in enumerate(issues[:LISTED], start=1)]
    more = (
        f"本表列{LISTED}件，其余{words.count(len(issues) - LISTED)}件见“{reply_file}”。" if len(issues) > LISTED else ""
    )
    remark = note(f"注：按处理轻重、期限先后排列，问题编号在整改前后不变。{more}")
    summary = _summary(to, issues)
    return [*summary, table("问题清单", columns, rows, "issues", small=True), remark]


def _issue(number: int, row: OpenIssue) -> list[Any]:
    where = f"（{row.found_at}）" if row.found_at else ""
    more = f"等{words.count(row.places)}处" if row.places > 1 else ""
    what = row.message or row.rule
    late = {"text": f"逾期{row.days_late}天", "tone": "bad", "mark": "✗"}
    place = "".join(dict.fromkeys((row.township, row.village)))
    at = row.object if row.object in place or not place else f"{place} {row.object}"
    return [
        str(number), row.issue_id, at, f"〔{row.word}〕{row.rule_id} {what}{where}{more}", words.short_day(row.due),
        late if row.overdue else row.state,
    ]  # fmt: skip


def _summary(to: Addressee, issues: Sequence[OpenIssue]) -> list[Block]:
    """For a county, where the issues lie and what they are; a township reads its list."""
    if len(to.code) > 6:
        return []
    towns = _counted(issues, lambda row: row.township or f"{to.name}本级")
    rules = _counted(issues, lambda row: f"{row.rule_id} {row.rule}")[:15]
    heads = [("未销号", 16, "r"), ("其中逾期", 16, "r"), ("其中提示", 16, "r")]
    return [
        table("各乡镇问题数（件）", [("乡镇", 52, "l"), *heads], towns, "issues"),
        table("问题较多的规则（件）", [("规则", 52, "l"), *heads], rules, "issues"),
    ]


def _counted(issues: Sequence[OpenIssue], key: Callable[[OpenIssue], str]) -> list[list[str]]:
    total = Counter(map(key, issues))
    late = Counter(key(row) for row in issues if row.overdue)
    mild = Counter(key(row) for row in issues if row.severity == WARN)
    order = sorted(total, key=lambda name: (-total[name], name))
    return [[name, words.count(total[name]), words.count(late[name]), words.count(mild[name])] for name in order]


def _form(issues: Sequence[OpenIssue], reply_file: str) -> list[Block]:
    asked = [column for column in contracts.tables()[REPLY].columns if column.name != "county_code"]
    widths = {"issue_id": 18, "action": 26, "doc_id": 18, "done_on": 14}
    columns = [(c.header, widths.get(c.name, 12), "m" if c.name == "issue_id" else "l") for c in asked]
    few = len(issues) <= FORM_ROWS
    blank = [""] * (len(asked) - 1)
    rows = [[row.issue_id, *blank] for row in issues] if few else [["", *blank] for _ in range(6)]
    said = f"问题较多，请在所附工作簿“{reply_file}”中逐件填报，本表为样式。" if not few else "逐件填写，一件一行。"
    signing = paragraph("责任单位（盖章）：　　　　　　　填报日期：　　年　　月　　日")
    return [
        note(f"{said}同一问题再次回复的，以后一次为准。"),
        table("整改回复表", columns, rows, "issues") | {"form": True},
        signing,
    ]
