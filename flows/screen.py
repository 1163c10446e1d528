"""What the command line prints: Chinese, in colour on a terminal, and always with a word beside the colour."""

import datetime as dt
import json
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)

STYLES = {
    "完成": "green",
    "接收": "green",
    "部分接收": "yellow",
    "退回": "bold red",
    "等待": "yellow",
    "进行中": "cyan",
    "未到": "dim",
    "不适用": "dim",
    "未通过": "bold red",
    "需人工": "bold magenta",
    "失败": "bold magenta",
}


def say(text: str) -> None:
    out.print(text, markup=False)


def error(text: str) -> None:
    err.print(text, style="red", markup=False)


def usage(text: str) -> int:
    error(text)
    return 2


def failed(text: str) -> int:
    error(text)
    return 3


def failed_unexpectedly(problem: Exception) -> int:
    """The software or the machine failed: say so in Chinese; the traceback only when CAMPAIGN_DEBUG is set."""
    if os.environ.get("CAMPAIGN_DEBUG"):
        traceback.print_exception(problem)
    return failed(
        f"软件或机器出错，未完成：{type(problem).__name__}。已有的结果没有改动，可以再次运行；"
        "设 CAMPAIGN_DEBUG=1 看详情。"
    )


def usage_words(problem: Exception) -> str:
    """A usage error of the argument parser in Chinese, with what it complains about."""
    return f"用法不对：{problem}\n看用法：campaign --help"


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


NARROW = 110
"""Columns a terminal needs for the whole matrix; on a narrower one it is printed at this width and wraps."""


WIDE = 240
"""Columns of what is piped into a file or another program: nothing wraps, so that it can be searched."""


def matrix(season: Any, rows: Sequence[Mapping[str, Any]], detail: bool = False) -> None:
    """The county × stage matrix; of one county also what it waits for."""
    title = f"{season.campaign.year} 年度脱贫验收一览（{season.home.kind}）"
    table = Table(title=title, title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("区县", max_width=14, overflow="fold")
    for stage in rows[0]["stages"] if rows else []:
        table.add_column(stage["title"][:2], justify="center", no_wrap=True)
    table.add_column("结论", no_wrap=not out.is_terminal, max_width=16 if out.is_terminal else None, overflow="fold")
    for row in rows:
        cells = [
            f"[{STYLES[s['state']]}]{s['state']}[/]" if s["state"] in STYLES else s["state"] for s in row["stages"]
        ]
        table.add_row(row["county_name"], *cells, row["verdict"] or "—")
    Console(highlight=False, width=max(out.width, NARROW) if out.is_terminal else WIDE).print(table)
    for row in rows:
        if row["waits_for"] and (detail or len(rows) <= 12):
            say(f"{row['county_name']}：{'；'.join(row['waits_for'])}")


def calendar(season: Any, rows: Sequence[Mapping[str, Any]], day: dt.date) -> None:
    """Days left, how far the counties are, every line that is late, and where leads are overdue."""
    from acceptance import standing  # pyarrow and DuckDB: not for every verb

    seen = standing.calendar(season, {row["county_code"]: row["stage"] for row in rows}, day)
    left = f"还有{seen.days_left}天" if seen.days_left >= 0 else f"已过{-seen.days_left}天"
    said = f"距验收期截止（{seen.closes}）{left}；已形成结论 {seen.decided}/{seen.counties} 个区县"
    if seen.forecast:
        said += f"，预计 {seen.forecast} 全部形成结论{'，晚于截止' if seen.forecast > seen.closes else ''}"
    say(said + "。")
    lines = [standing.late_words(season, one) for one in standing.late(season, rows, day)]
    for said in (*lines, *standing.late_leads(season, [row["county_code"] for row in rows], day)):
        out.print(f"逾期  {said}", style="yellow", markup=False)


def upgrade(season: Any, changes: Sequence[Any]) -> None:
    """What other rules would say: every county whose verdict or outcomes of households would change."""
    for one in changes:
        if one.nothing:
            continue
        verdict = f"{one.before} → {one.after}" if one.before != one.after else f"{one.before}（不变）"
        outcomes = "；".join(f"{name} {now} → {then} 户" for name, (now, then) in one.outcomes.items())
        say(f"{season.county_names[one.county]}：{verdict}{'；' if outcomes else ''}{outcomes}")
    differing = [one for one in changes if one.before != one.after]
    say(f"已发布 {len(changes)} 个区县，结论将改变的 {len(differing)} 个，户的认定将改变的 "
        f"{sum(bool(one.outcomes) for one in changes)} 个。")  # fmt: skip


def advanced(outcomes: Sequence[Mapping[str, Any]]) -> None:
    """One line per county: what the run did."""
    for one in outcomes:
        say(f"{one['county_name']}：{one['what']}")


def reports(paths: Sequence[Path]) -> None:
    if paths:
        say("县级报告：")
        for path in paths:
            say(f"  {path}")


def written(title: str, paths: Sequence[Path]) -> int:
    """What was written and where; 0, also when there was nothing to write."""
    say(f"{title}：" if paths else f"{title}：没有需要写出的内容。")
    for path in paths:
        say(f"  {path}")
    return 0


def check_summary(report: Any) -> None:
    """The summary of a check: outcome, counts by rule, where the feedback workbook is."""
    style = STYLES.get(report.outcome, "")
    if report.rows:
        say(f"读取 {len(report.rows)} 张表，共 {sum(report.rows.values()):,} 行。")
    out.print(f"检查结果：[{style}]{report.outcome}[/]" if style else f"检查结果：{report.outcome}")
    if report.rule_counts:
        table = Table(show_header=True)
        for title in ("规则", "级别", "内容", "处数"):
            table.add_column(title, justify="right" if title == "处数" else "left")
        for rule_id, severity, title, count in report.rule_counts:
            table.add_row(rule_id, severity, title, str(count))
        Console(highlight=False).print(table)
    else:
        say("没有发现问题。")
    if report.not_evaluated:
        say(f"另有 {len(report.not_evaluated)} 条规则未评价（来源没有所需的表或列，清单见反馈工作簿）：")
        say("、".join(report.not_evaluated))
    if report.feedback is not None:
        say(f"标注好的反馈工作簿：{report.feedback}")


def verification(verdict: Any) -> None:
    for line in verdict.lines:
        say(line)
    say("验证通过：内容与数据一致。" if verdict.matches else "验证不通过。")
