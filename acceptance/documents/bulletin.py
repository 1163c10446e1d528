"""通报: every week, where the counties stand with their issues, compared per 1,000 households and not by raw counts."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from scipy.stats import chi2

from acceptance import findings
from acceptance.documents.county_issues import AGES, CountyIssues
from acceptance.documents.office import Office, Signed, document, part
from acceptance.reporting import charts, words
from acceptance.reporting.blocks import Block, Cell, figure, note, paragraph, table
from acceptance.store import hash_value

ABOVE, BELOW, LIKE = "高于", "低于", "相当"
RULES_SHOWN = 12


def week_of(day: dt.date) -> str:
    """2026-W49."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def serial(counties: Sequence[CountyIssues], as_of: dt.date) -> str:
    """The week of a bulletin and what it says, as a number: what a decision 通报签发 signs."""
    return f"通报{week_of(as_of)}-{hash_value([as_of.isoformat(), league_rows(counties)])[:6]}"


def issue_number(opens: dt.date, day: dt.date) -> int:
    """第n期: weeks since the season's first week, from 1."""
    monday = day - dt.timedelta(days=day.weekday())
    return max((monday - (opens - dt.timedelta(days=opens.weekday()))).days // 7 + 1, 1)


def league(counties: Sequence[CountyIssues]) -> list[CountyIssues]:
    """Most overdue per 1,000 households first, then most open; counties without households last."""

    def key(one: CountyIssues) -> tuple[float, float, str]:
        late, still = one.per_thousand(one.overdue), one.per_thousand(one.open)
        return (-1.0 if late is None else late, -1.0 if still is None else still, one.code)

    return sorted(counties, key=lambda one: (-key(one)[0], -key(one)[1], one.code))


def against_average(open_: int, expected: float) -> str:
    """高于, 低于 or 相当: whether the exact 95% Poisson interval of a count leaves out what the average expects.

    A small county may have a high rate by a single issue; it is not called worse for that.
    """
    lower = chi2.ppf(0.025, 2 * open_) / 2 if open_ else 0.0
    upper = chi2.ppf(0.975, 2 * open_ + 2) / 2
    return ABOVE if lower > expected else BELOW if upper < expected else LIKE


def bulletin_context(
    office: Office,
    counties: Sequence[CountyIssues],
    unpublished: Sequence[str],
    as_of: dt.date,
    number: int,
    signed: Signed | None = None,
) -> dict[str, Any]:
    """The context of bulletin.html.j2. unpublished: names of counties without results. number: 第n期."""
    title = [f"{office.year}年度脱贫验收问题整改情况通报", f"（第{number}期）"]
    context = document(office, title, as_of, signed=signed, serial=serial(counties, as_of))
    rows = league(counties)
    return context | {
        "addressee": "各区县扶贫开发领导小组",
        "paragraphs": [
            _totals(rows, unpublished, as_of),
            _worst([one for one in rows if one.households]),
            _asked(rows),
        ],
        "enclosures": [],
        "parts": [
            part("区县排名", _league(rows), 1),
            part("问题存续时间", _ages(rows), 2),
            part("问题较多的规则", _rules(rows), 3),
        ],
    }


def league_rows(counties: Sequence[CountyIssues]) -> list[list[Any]]:
    """The league as data, in the columns of HEADS; rates per 1,000 households, None where none is registered."""
    households = sum(one.households for one in counties)
    rate = sum(one.open for one in counties) / households if households else 0.0
    return [
        [
            rank, one.code, one.name, one.households, one.open, one.overdue, one.per_thousand(one.open),
            one.per_thousand(one.overdue), against_average(one.open, rate * one.households) if one.households else "",
            one.fresh, one.closed, one.hints, one.oldest,
        ]
        for rank, one in enumerate(league(counties), start=1)
    ]  # fmt: skip


HEADS = (
    "名次", "区县代码", "区县", "建档立卡户数", "未销号", "逾期", "未销号（每千户）", "逾期（每千户）",
    "与全市平均相比", "近七日新增", "已销号", "提示", "最长天数",
)  # fmt: skip


def _league(rows: Sequence[CountyIssues]) -> list[Block]:
    columns = [
        ("名次", 6, "c"), ("区县", 16, "l"), ("户数", 10, "r"), ("未销号", 9, "r"), ("逾期", 8, "r"),
        ("未销号/千户", 11, "r"), ("逾期/千户", 10, "r"), ("与平均比", 10, "c"), ("新增", 7, "r"), ("已销号", 7, "r"),
        ("提示", 6, "r"),
    ]  # fmt: skip
    shown = [
        [
            str(rank), name, words.count(homes), words.count(still), words.count(late), _rate(open_rate),
            _rate(late_rate), _side(side), words.count(fresh), words.count(closed), words.count(hints),
        ]
        for rank, _, name, homes, still, late, open_rate, late_rate, side, fresh, closed, hints, _ in league_rows(rows)
    ]  # fmt: skip
    said = (
        "注：按每千户逾期问题数、每千户未销号问题数由多到少排列，名次靠前的整改任务重。未销号不含“提示”。"
        "“与平均比”按区县问题数的95%区间是否包含全市平均水平判定，户数少的区县不因个别问题判为高于平均。"
        "“新增”为近七日首次发现，“已销号”为本年度累计。"
    )
    return [table("区县问题整改排名", columns, shown, "issues", small=True), note(said)]


def _side(side: str) -> Cell:
    return {"text": side or words.NOTHING, "tone": {ABOVE: "bad", BELOW: "good"}.get(side, ""), "mark": ""}


def _rate(value: float | None) -> str:
    return words.count(value, 1)


def _ages(rows: Sequence[CountyIssues]) -> list[Block]:
    total = {label: [sum(one.ages.get(label, (0, 0))[at] for one in rows) for at in (0, 1)] for _, label in AGES}
    if not any(both for both, _ in total.values()):
        return [paragraph("全市没有未销号问题。")]
    bars = [(label, {"未到期": both - late, "逾期": late}) for label, (both, late) in total.items()]
    drawn = charts.stacked(bars, {"未到期": "light", "逾期": "hatch"}, "未销号问题按存续时间分布，逾期的另标")
    return [figure("未销号问题的存续时间（件）", drawn)]


def _rules(rows: Sequence[CountyIssues]) -> list[Block]:
    counted: Counter[str] = Counter()
    where: Counter[str] = Counter()
    for one in rows:
        counted.update(one.rules)
        where.update(one.rules.keys())
    titles = findings.titles()
    columns = [("规则", 10, "c"), ("要求", 58, "l"), ("未销号", 16, "r"), ("涉及区县", 16, "r")]
    if not counted:
        return [paragraph("全市没有未销号问题。")]
    order = sorted(counted, key=lambda rule: (-counted[rule], rule))[:RULES_SHOWN]
    shown = [[rule, titles.get(rule, ""), words.count(counted[rule]), words.count(where[rule])] for rule in order]
    return [table("问题较多的规则", columns, shown, "issues", small=True)]


def _totals(rows: Sequence[CountyIssues], unpublished: Sequence[str], as_of: dt.date) -> str:
    still, late, fresh, closed = (
        sum(getattr(one, name) for one in rows) for name in ("open", "overdue", "fresh", "closed")
    )
    households = sum(one.households for one in rows)
    average = f"，平均每千户{words.count(1000 * still / households, 1)}件" if households else ""
    held = [one for one in rows if one.households]
    lacking = [one.name for one in rows if not one.households] + list(unpublished)
    names = words.listed(lacking[:6]) + ("等" if len(lacking) > 6 else "")
    return (
        f"截至{words.day(as_of)}，已有{len(held)}个区县的数据被接收，涉及建档立卡户{words.count(households)}户。"
        f"未销号问题{words.count(still)}件{average}，其中逾期{words.count(late)}件；近七日新增{words.count(fresh)}件，"
        f"累计销号{words.count(closed)}件。"
        + (f"另有{len(lacking)}个区县（{names}）尚未报送或数据未被接收。" if lacking else "")
    )


def _worst(rows: Sequence[CountyIssues]) -> str:
    late = [one.name for one in rows if one.overdue][:3]
    none = [one.name for one in rows if not one.open]
    said = [
        f"每千户逾期问题较多的是{words.listed(late)}" if late else "各区县均无逾期问题",
        f"没有未销号问题的是{words.listed(none[:10])}{'等' if len(none) > 10 else ''}" if none else "",
    ]
    return "；".join(part for part in said if part) + "。"


def _asked(rows: Sequence[CountyIssues]) -> str:
    late = any(one.overdue for one in rows)
    start = "请有逾期问题的区县立即整改并书面说明原因；" if late else ""
    return f"{start}请各区县对照整改通知书逐件办理，整改情况在下期通报。各区县排名、问题存续时间和问题较多的规则附后。"
