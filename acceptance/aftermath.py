"""After the verdict: 签发 → 公示 → 批复 → 归档, from what was said about a published result (DESIGN 6, stages).

None of it changes the result; it is read from signatures, from decisions of the municipal office and from the sealed
archive, on a given day. The order is that of 关于建立贫困退出机制的意见 (2016), art. 3: 公示无异议, then 审定 and 批准.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance import evidence, signatures
from acceptance.season import Season

PUBLICITY, OBJECTION, APPROVAL = "公示签发", "异议登记", "批复"
DOCUMENTS, ARCHIVES = "documents", "archive"
"""Folders of the home: what was printed on demand, and in it each county's sealed archives."""
OPEN, FOUNDED, UNFOUNDED = "核查中", "成立", "不成立"


@dataclass(frozen=True)
class Notice:
    """A public notice that was signed: its number, its first and its last day."""

    number: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Objection:
    """An objection that was taken in: about what, what became of it, since when."""

    object: str
    state: str
    since: dt.date


@dataclass(frozen=True)
class Aftermath:
    """What followed a published result up to a day. approval: number of the 批复 that agrees and
    was given after the notice had ended (P7e), None without one."""

    issued: bool
    notice: Notice | None
    objections: tuple[Objection, ...]
    approval: str | None
    sealed: bool

    @property
    def holding(self) -> tuple[Objection, ...]:
        """Objections that hold the county back: under inquiry, or founded, which calls for a new result."""
        return tuple(one for one in self.objections if one.state != UNFOUNDED)


def serial(result: Mapping[str, Any]) -> str:
    """The number under which a public notice is signed: it names the result, so a notice of an older one lapses."""
    return f"公示{result['county_code']}-{result['core_sha256'][:6]}"


def of_result(season: Season, county: str, result: Mapping[str, Any], day: dt.date) -> Aftermath:
    """What was said about a county's published result up to a day."""
    said = _decisions(season, county, result, day)
    notice = None
    for kind, _, value, number, decided_on, expires in said:
        if kind == PUBLICITY and value == serial(result):
            last = expires or decided_on + dt.timedelta(days=int(season.campaign.notice_days.number) - 1)
            notice = Notice(number or "", decided_on, last)
    newest = {about: Objection(about, value or OPEN, on) for kind, about, value, _, on, _ in said if kind == OBJECTION}
    agreed = [
        number
        for kind, _, value, number, on, _ in said
        if kind == APPROVAL and value == "同意" and number and notice and on > notice.last
    ]
    return Aftermath(
        signatures.issued(result["signatures"]),
        notice,
        tuple(newest.values()),
        agreed[-1] if agreed else None,
        archive_path(season, county, result).is_file(),
    )


def _decisions(season: Season, county: str, result: Mapping[str, Any], day: dt.date) -> list[tuple[Any, ...]]:
    """kind, object, value, number, decided_on, expires since the result's day, two signers each, oldest first."""
    query = f"""
        SELECT county_code, kind, object, value, number, decided_on, expires
        FROM decision
        WHERE kind IN ('{PUBLICITY}', '{OBJECTION}', '{APPROVAL}') AND decided_on <= $day
          AND two_people(signer1, signer2)
        ORDER BY decided_on, decision_id"""
    since = dt.date.fromisoformat(result["as_of"])
    said = evidence.ask_decisions(season, query, {"day": day})
    return [row[1:] for row in said if row[0] == county and row[5] >= since]


def archive_path(season: Season, county: str, result: Mapping[str, Any]) -> Path:
    """Where the sealed archive of exactly this result lies in the home."""
    name = f"{county}归档-{result['core_sha256'][:6]}.zip"
    return season.home.path / DOCUMENTS / county / ARCHIVES / name


def stage(result: Mapping[str, Any], after: Aftermath, day: dt.date) -> str | None:
    """The stage of a county with what followed its report: as in result.json until that is issued."""
    if result["stage"] != "reported" or not after.issued:
        return result["stage"]
    if after.notice is None or day <= after.notice.last or after.holding:
        return "signed"
    return "archived" if after.approval and after.sealed else "published"


def waits_for(result: Mapping[str, Any], after: Aftermath, day: dt.date) -> list[str]:
    """What would move the county on, in words."""
    if result["stage"] != "reported" or not after.issued:
        return list(result["waits_for"])
    if after.notice is None:
        return [f"等待公示签发（{serial(result)}）"]
    held = [f"等待办结异议：{one.object}（{one.state}，{one.since}登记）" for one in after.holding]
    if day <= after.notice.last:
        return [f"公示中，至{after.notice.last}止", *held]
    if held:
        return held
    if after.approval is None:
        return ["等待批复"]
    return [] if after.sealed else ["等待归档"]
