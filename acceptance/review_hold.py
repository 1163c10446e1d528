"""While a report is under review, a new package of its county waits in the inbox and says so (DESIGN 8).

The review is under way once one person has passed exactly the published result and nobody has issued or returned it.
It ends with the second signature, when the result changes, or when `review_days` have passed: nothing waits for ever.
Packages stay where they were put, so nothing can be lost.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from acceptance import contracts, signatures, store
from acceptance.season import Season


def speaks(line: str) -> bool:
    """Whether a line only speaks about results: its packages never wait."""
    stated = contracts.lines().get(line)
    return stated is not None and stated.says == contracts.WHOLLY


def last_day(season: Season, county: str, day: dt.date) -> dt.date | None:
    """The last day on which packages of the county wait for its review; None while none is under way on this day."""
    result = store.read_published(season.home, county, lambda generation: generation.result)
    if not result:
        return None
    signed = signatures.of_result(season, county, result["core_sha256"], any_rules=True)
    return ends(season, signed, day)


def ends(season: Season, signed: Sequence[Mapping[str, str]], day: dt.date) -> dt.date | None:
    """As `last_day`, of the signatures under a result in the order they were given."""
    if signatures.PASSED not in {one["action"] for one in signed} or not signatures.next_actions(signed):
        return None
    began = dt.date.fromisoformat(signed[0]["signed_at"][:10])
    last = began + dt.timedelta(days=int(season.campaign.review_days.number))
    return last if day <= last else None


def receivable(season: Season, day: dt.date) -> Callable[[str, str], bool]:
    """`Season.known` without the lines that wait on this day for their county's review."""
    held: dict[str, bool] = {}

    def may(county: str, line: str) -> bool:
        if not season.known(county, line) or not _waits(season, county, line):
            return season.known(county, line)
        if county not in held:
            held[county] = last_day(season, county, day) is not None
        return not held[county]

    return may


def _waits(season: Season, county: str, line: str) -> bool:
    """Whether a line is one that waits and has something to receive: looking at the signatures costs more."""
    concerned = county in season.county_names and not speaks(line)
    return concerned and bool(store.inbox.packages(season.home.inbox(county, line)))


def words(season: Season, county: str, day: dt.date) -> list[str]:
    """What is said of the packages that wait; nothing while none does."""
    waiting = [line.title for line in contracts.lines().values() if _waits(season, county, line.id)]
    last = last_day(season, county, day) if waiting else None
    return [f"报告正在审签，新到的{'、'.join(waiting)}数据包待审签办结后接收（{until(season, last)}）"] if last else []


def until(season: Season, last: dt.date) -> str:
    """How long it may take, in words."""
    days = season.campaign.review_days
    return f"最迟至{last}，审签期限{days.number:g}天{'' if days.confirmed else '，期限待确认'}"
