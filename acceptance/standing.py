"""How the campaign stands on a day: the calendar, which lines are late, how old open issues are, what to tell whom.

Computed from receipts and published results only, so that the status page, `campaign status`, the console and the
notifications say the same. No personal data: counties, lines, counts and days.
"""

import datetime as dt
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq

from acceptance import contracts, overdue_leads, stages, status, store
from acceptance.ledger import CLOSED
from acceptance.season import Season

MILESTONES = (15, 7, 3, 1)
"""Days before the window closes on which the office is told who is not through yet."""

AGES = (("逾期 7 天以内", 7), ("逾期 8 至 30 天", 30))
_DECIDED = frozenset(list(stages.LABELS)[list(stages.LABELS).index("judged") :])
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Calendar:
    """The year's window seen from a day. decided: counties with a verdict. forecast: the day on which the last county
    would have one if each took as long as those that have one (median from the first self-check to the last
    evidence), or None while none has one or all have.
    """

    opens: dt.date
    closes: dt.date
    today: dt.date
    decided: int
    counties: int
    forecast: dt.date | None

    @property
    def days_left(self) -> int:
        return (self.closes - self.today).days


@dataclass(frozen=True)
class Late:
    """A line that a county should have sent: since when it could, and for how many days more than allowed."""

    county: str
    line: str
    since: dt.date
    days: int


@dataclass(frozen=True)
class Notice:
    """Something to tell once. id: the same for the same matter, whenever it is found again."""

    id: str
    county: str
    text: str


def calendar(season: Season, reached: Mapping[str, str | None], today: dt.date) -> Calendar:
    """reached: county -> the stage it stands at."""
    window = season.campaign.window
    decided = [county for county, stage in reached.items() if stage in _DECIDED]
    return Calendar(
        window.opens, window.closes, today, len(decided), len(reached), _forecast(season, reached, decided, today)
    )


def _forecast(
    season: Season, reached: Mapping[str, str | None], decided: Sequence[str], today: dt.date
) -> dt.date | None:
    if not decided or len(decided) == len(reached):
        return None
    took = statistics.median_high([(_last_evidence(season, one) - _began(season, one, today)).days for one in decided])
    ends = [_began(season, one, today) + dt.timedelta(days=took) for one in reached if one not in decided]
    return max(today, *ends)


def _days(season: Season, county: str, line: str) -> list[dt.date]:
    """On which days packages of a line arrived, in order of version."""
    return [dt.date.fromisoformat(one.received_at[:10]) for one in store.receipts(season.home, county, line)]


def _began(season: Season, county: str, today: dt.date) -> dt.date:
    return next(iter(_days(season, county, "self_check")), today)


def _last_evidence(season: Season, county: str) -> dt.date:
    lines = ("self_check", *stages.EVIDENCE)
    return max(day for line in lines for day in _days(season, county, line))


def late(season: Season, rows: Iterable[Row], today: dt.date) -> list[Late]:
    """Lines that have been awaited longer than `overdue_days`: a self-check since the window opened or since it was
    refused, evidence since the draw. The longest first.
    """
    allowed = int(season.campaign.overdue_days.number)
    found = []
    for row in rows:
        county = row["county_code"]
        for line, since in _awaited(season, row):
            days = (today - since).days - allowed
            if days > 0:
                found.append(Late(county, line, since, days))
    return sorted(found, key=lambda one: (-one.days, one.county, one.line))


def _awaited(season: Season, row: Row) -> Iterable[tuple[str, dt.date]]:
    """(line, since when the county could have sent it) of every line it is waited for."""
    county = row["county_code"]
    state = {cell["id"]: cell["state"] for cell in row["stages"]}
    if state["received"] == status.WAITING:
        yield "self_check", season.campaign.window.opens
    if state["checked"] == status.REFUSED:
        yield "self_check", _days(season, county, "self_check")[-1]
    drawn = store.receipts(season.home, county, "self_check", store.DRAW)
    for line in stages.EVIDENCE:
        if state[line] == status.WAITING and drawn:
            yield line, dt.date.fromisoformat(drawn[0].received_at[:10])


def open_issues(season: Season, county: str) -> list[dict[str, Any]]:
    """{state, due, count} of a county's published issues."""

    def read(generation: store.Generation) -> list[dict[str, Any]]:
        table = pq.read_table(generation.folder / "issues.parquet", columns=["state", "due"], partitioning=None)
        counted = table.group_by(["state", "due"]).aggregate([([], "count_all")])
        return counted.rename_columns(["state", "due", "count"]).to_pylist()

    return store.read_published(season.home, county, read) or []


def issue_ages(issues: Iterable[Row], today: dt.date) -> list[tuple[str, int]]:
    """Open issues {state, due, count} by how long until or since their date."""
    ages = {"未到期": 0, **{title: 0 for title, _ in AGES}, "逾期 30 天以上": 0}
    for one in issues:
        if one["state"] in CLOSED:
            continue
        days = (today - one["due"]).days if one.get("due") else 0
        within = next((title for title, most in AGES if days <= most), "逾期 30 天以上")
        ages["未到期" if days <= 0 else within] += one["count"]
    return list(ages.items())


def line_title(line: str) -> str:
    stated = contracts.lines().get(line)
    return stated.title if stated else line


def late_words(season: Season, one: Late) -> str:
    """One late line as it is told."""
    since = "验收期开始" if one.line == "self_check" else "抽样"
    if one.line == "self_check" and one.since != season.campaign.window.opens:
        since = "退回"
    name = season.county_names.get(one.county, one.county)
    return f"{name}：{line_title(one.line)}自{one.since}{since}以来未收到，已逾期{one.days}天"


def late_leads(season: Season, counties: Iterable[str], today: dt.date) -> list[str]:
    """Every county with overdue leads as it is told, the longest overdue first."""
    found = overdue_leads.of_counties(season, counties, today)
    order = sorted(found.items(), key=lambda one: (-one[1].longest, -one[1].count, one[0]))
    return [
        f"{season.county_names.get(code, code)}：比对线索{late.count}条逾期未认定，最长已逾期{late.longest}天"
        for code, late in order
        if late.count
    ]


def notices(season: Season, rows: Sequence[Row], today: dt.date) -> list[Notice]:
    """What is to be told on a day: the nearest milestone of the calendar, and every late line."""
    told = [
        Notice(f"late/{one.county}/{one.line}/{one.since}", one.county, late_words(season, one))
        for one in late(season, rows, today)
    ]
    undecided = [row["county_name"] for row in rows if row["stage"] not in _DECIDED]
    closes = season.campaign.window.closes
    left = (closes - today).days
    near = [most for most in MILESTONES if 0 <= left <= most]
    if undecided and (near or left < 0):
        when = f"距验收期截止（{closes}）还有{left}天" if near else f"验收期已于{closes}截止"
        text = f"{when}，{len(undecided)}个区县尚未形成结论：{'、'.join(undecided)}"
        told.insert(0, Notice(f"window/{closes}/{min(near) if near else 'closed'}", "", text))
    return told
