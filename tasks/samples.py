"""The draw of a county that is ready: the seed, the list and the units are stored once and never recomputed (DESIGN
4, 6, 8).
"""

import datetime as dt

from acceptance import case, sampling, stages, store
from acceptance.case import Case
from acceptance.season import Season
from acceptance.verdicts import gate


def lines_to_draw(season: Season, county: str) -> list[str]:
    """Lines that draw households here; the exit evaluation only where 摘帽 is applied for."""
    needed = [line for line in stages.EVIDENCE if line != "opinion"]
    return [line for line in needed if line != "exit_evaluation" or season.applies(county)]


def draw_if_ready(season: Season, county: str, as_of: dt.date, now: dt.datetime) -> list[str]:
    """Draw the samples that are missing once the gate is passed; returns the lines drawn.

    The first draw takes the next version number of self_check, which freezes it: a package that arrives at the same
    moment is
    either in the list or waits for a decision 重开. A draw cut short is completed with what its receipt says.
    """
    present = case.latest_draws(season, county)
    missing = [line for line in lines_to_draw(season, county) if line not in present]
    frozen = store.first_draw(season.home, county, "self_check")
    if not missing and frozen is not None:
        return []
    seen = store.versions(season.home, county, "self_check")[
        -1:
    ]  # before the rows are looked at: what arrives later is newer
    with case.opened(season, county, as_of) as found:
        if not found.force.holds("self_check"):
            return []
        if frozen is None and not _freeze(found, missing, seen[0], now):
            return []
        return [line for line in missing if _draw(found, line)]


def _freeze(found: Case, missing: list[str], seen: int, now: dt.datetime) -> bool:
    """Take the version number; False while the county may not be drawn yet. Draws stored earlier freeze what they
    were made from.
    """
    ready = gate.passed(found.readiness()) and found.matched and found.force.holds("frame")
    if missing and not ready:
        return False
    drawn_on = (found.drawn_on or found.as_of).isoformat()
    payload = {"drawn_on": drawn_on, "self_check": found.force.versions["self_check"][-1]}
    store.reserve_version(found.season.home, found.county, "self_check", payload, seen=seen, now=now)
    return True


def _draw(found: Case, line: str) -> bool:
    season, county = found.season, found.county
    taken = store.receipts(season.home, county, "self_check", "draw")[0].payload
    frame = sampling.frame_from(found.con, line)
    if frame.num_rows == 0:
        return False
    seed = sampling.seed_for(season.campaign.year, county, line, sampling.list_hash(frame))
    design = sampling.DrawDesign.of(season.campaign.sampling)
    drawn = sampling.draw(frame, design, seed, line=line, drawn_on=dt.date.fromisoformat(taken["drawn_on"]))
    store.store_draw(season.home, county, line, 1, drawn.to_dict())
    return True
