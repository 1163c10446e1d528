"""The draw of a county that is ready: the seed, the list and the units are stored once and never recomputed (DESIGN
4, 6, 8).
"""

import datetime as dt

from acceptance import case, drawing, pledges, sampling, stages, store
from acceptance.case import Case
from acceptance.season import Season
from acceptance.verdicts import gate


def lines_to_draw(season: Season, county: str) -> list[str]:
    """Lines that draw households here; the exit evaluation only where 摘帽 is applied for."""
    needed = [line for line in stages.EVIDENCE if line != "opinion"]
    return [line for line in needed if line != "exit_evaluation" or season.applies(county)]


def draw_if_ready(season: Season, county: str, as_of: dt.date, now: dt.datetime) -> list[str]:
    """Draw the samples that are missing once the gate is passed; returns the lines drawn.

    The first draw takes the next version number of self_check, which freezes it and the list of unregistered
    households: a package that arrives at the same moment is either in the list or waits for a decision 重开. From then
    on the receipt decides everything (versions, hashes of the lists, sizes, commitment), so a draw cut short is
    completed as it was begun. Where a commitment was published, the samples wait for it to be opened. A decision 扩样
    enlarges a sample once, as draw number 2.
    """
    frozen = store.first_draw(season.home, county, "self_check")
    if frozen is None and not _freeze_if_ready(season, county, as_of, now):
        return []
    taken = drawing.receipt_of(season, county)
    present = case.latest_draws(season, county)
    missing = [line for line in lines_to_draw(season, county) if line in taken["lists"] and line not in present]
    drawn = [line for line in missing if _draw(season, county, line)]
    return drawn + [
        line
        for line, villages, reason in drawing.ordered(season, county, as_of)
        if _enlarge(season, county, line, villages, reason, as_of)
    ]


def _freeze_if_ready(season: Season, county: str, as_of: dt.date, now: dt.datetime) -> bool:
    seen = store.versions(season.home, county, "self_check")[-1:]  # before the rows are looked at
    with case.opened(season, county, as_of) as found:
        return found.force.holds("self_check") and _freeze(found, seen[0], now)


def _freeze(found: Case, seen: int, now: dt.datetime) -> bool:
    """Take the version number; False while the county may not be drawn yet. Draws stored earlier freeze what they
    were made from.
    """
    season, county = found.season, found.county
    ready = gate.passed(found.readiness()) and found.matched and found.force.holds("frame")
    made = pledges.pledged(season.home, county)
    lines = lines_to_draw(season, county)
    held = made is None and season.campaign.sampling.seed == sampling.seeds.COMMITTED
    if any(line not in found.draws for line in lines) and (held or not ready):
        return False
    lists = {line: drawing.list_of(found.con, line, season.campaign.sampling) for line in lines}
    payload = {
        "drawn_on": (found.drawn_on or found.as_of).isoformat(),
        "self_check": found.force.versions["self_check"][-1],
        "frame": max(found.force.versions["frame"], default=None),
        "lists": {line: sampling.list_hash(rows) for line, rows in lists.items() if rows.num_rows},
        "sampling": season.campaign.sampling.model_dump(),
        "committed": made is not None and not found.draws,
    }
    store.reserve_version(season.home, county, "self_check", payload, seen=seen, now=now)
    return True


def _draw(season: Season, county: str, line: str) -> bool:
    made = drawing.make(season, county, line)
    if made is None:
        return False
    store.store_draw(season.home, county, line, 1, made.to_dict())
    return True


def _enlarge(season: Season, county: str, line: str, villages: int | None, reason: str, as_of: dt.date) -> bool:
    """Draw number 2 of a line, appended beside the first; False where it is there already or cannot be made."""
    if store.draws(season.home, county, line) != [1] or not drawing.can_enlarge(season, county, line):
        return False
    made = drawing.enlarge(season, county, line, villages, reason=reason, drawn_on=as_of)
    store.store_draw(season.home, county, line, 2, made.to_dict())
    return True
