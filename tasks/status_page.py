"""The status page of the home: <home>/runs/status.html, written anew whenever something moved.

It lies among the runs and not in results/: it holds clock times and links to runs, which no result does (DESIGN 4).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from acceptance import standing, store
from acceptance.season import Season
from acceptance.standing import Row
from tasks.rendering import TEMPLATES

PAGE = "status.html"
COLOURS = {
    "完成": "done", "接收": "done", "部分接收": "part", "退回": "bad", "等待": "wait", "未到": "ahead",
    "不适用": "none", "未载入": "wait", "未检查": "wait",
}  # fmt: skip
"""State of a cell -> class of its colour; the word stands beside it always."""


@dataclass(frozen=True)
class RunState:
    """The newest run of a county. state: its name in words; kind: Prefect's type of it; link: its page or ''."""

    state: str
    kind: str
    at: str
    link: str


def target(season: Season) -> Path:
    return season.home.path / "runs" / PAGE


def context(
    season: Season, rows: Sequence[Row], today: dt.date, now: dt.datetime, runs: Mapping[str, RunState]
) -> dict[str, Any]:
    """Everything the page shows. rows: `status.rows` of the day."""
    issues = [one for row in rows for one in standing.open_issues(season, row["county_code"])]
    return {
        "year": season.campaign.year,
        "drill": season.home.kind == "演练",
        "office": season.campaign.municipality.office,
        "now": now.strftime("%Y-%m-%d %H:%M"),
        "calendar": standing.calendar(season, {row["county_code"]: row["stage"] for row in rows}, today),
        "late": [standing.late_words(season, one) for one in standing.late(season, rows, today)],
        "late_leads": standing.late_leads(season, [row["county_code"] for row in rows], today),
        "ages": standing.issue_ages(issues, today),
        "stages": [cell["title"] for cell in rows[0]["stages"]] if rows else [],
        "rows": rows,
        "runs": runs,
        "colours": COLOURS,
    }


def refresh(
    season: Season, rows: Sequence[Row], today: dt.date, now: dt.datetime, runs: Mapping[str, RunState]
) -> Path:
    """Write the page; whole or not at all."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    html = environment.get_template("status.html.j2").render(**context(season, rows, today, now, runs))
    store.write_atomic(target(season), html.encode(), season.home.tmp)
    return target(season)
