"""Receiving: from the inbox into numbered versions; the configuration's own versions are kept beside them."""

import datetime as dt

from acceptance import contracts, history, review_hold, store, upgrade
from acceptance.season import Season

CONFIG = "config"
"""Under received/municipal/: every content of campaign.yaml there has been (DESIGN 4, change in mid-season)."""


def accumulates(line: str) -> bool:
    """Whether versions of a line add up; a delivery of a registry or a configuration replaces the earlier one."""
    stated = contracts.lines().get(line)
    return stated is not None and stated.accumulates


QUIET_S = 5.0
"""Seconds without a change after which a file that somebody copies into the inbox counts as copied."""


def receive(season: Season, now: dt.datetime, quiet_s: float = 0.0) -> list[store.Receipt]:
    """Take over what waits, in order of name, but for packages of a county whose report is under review (review_hold);
    then keep the configuration if its content is new, and make the lake's copy of earlier years again if it is gone.

    quiet_s: what changed within so many seconds is left for the next time (a person who advances by hand takes all).
    Returns the receipts of packages that became a version.
    """
    said = _receive_what_is_said(season, now, quiet_s)
    may = review_hold.receivable(season, now.date())
    arrived = store.receive_all(season.home, now, accumulates, may, quiet_s)
    keep_configuration(season, now)
    history.restore(season.home)
    return [one for one in (*said, *arrived) if one.kind == "package"]


def _receive_what_is_said(season: Season, now: dt.datetime, quiet_s: float) -> list[store.Receipt]:
    """Take over signatures and comments first, and check them: a signature may have a county's other packages wait."""

    def speaks(county: str, line: str) -> bool:
        return season.known(county, line) and review_hold.speaks(line)

    arrived = store.receive_all(season.home, now, accumulates, speaks, quiet_s)
    if arrived and not upgrade.pending(season):
        from tasks import quality  # Great Expectations alone takes seconds to load

        quality.check_waiting(season, sorted({one.county for one in arrived}))
    return arrived


def keep_configuration(season: Season, now: dt.datetime) -> None:
    """Keep campaign.yaml under received/municipal/config/ when its bytes differ from the newest kept ones."""
    data = season.home.campaign_file.read_bytes()
    kept = store.receipts(season.home, store.MUNICIPAL, CONFIG)
    if kept and kept[-1].package.read_bytes() == data:
        return
    store.submit_bytes(season.home, store.MUNICIPAL, CONFIG, season.home.campaign_file.name, data)
    store.receive_line(season.home, store.MUNICIPAL, CONFIG, now, accumulates)
