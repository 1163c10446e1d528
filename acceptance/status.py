"""Where every county stands: computed from the published results and the stage table, never from run records
(DESIGN 9).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from acceptance import aftermath, review_hold, stages, store
from acceptance.season import Season

DONE, WAITING, REFUSED, AHEAD, LEFT_OUT = "完成", "等待", "退回", "未到", "不适用"


def rows(season: Season, day: dt.date, counties: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """One row per county: county_code, county_name, stage, verdict, waits_for, as_of and `stages` [{id, title, state,
    since}]: since is the day the newest package of the line arrived or the sample was drawn, '' where there is none.

    day: up to which what was said about the results counts. counties: codes; default every county with a task. A county
    without published results has stage None.
    """
    return [row(season, code, day) for code in counties or season.counties]


def row(season: Season, county: str, day: dt.date) -> dict[str, Any]:
    """One county's row of the matrix."""
    result = dict(store.read_published(season.home, county, lambda generation: generation.result) or {})
    if result:
        after = aftermath.of_result(season, county, result, day)
        result |= {
            "stage": aftermath.stage(result, after, day),
            "waits_for": aftermath.waits_for(result, after, day),
        }
    return {
        "county_code": county,
        "county_name": season.county_names.get(county, county),
        "stage": result.get("stage"),
        "verdict": result.get("verdict"),
        "as_of": result.get("as_of"),
        "waits_for": [
            *(result["waits_for"] if result else ["等待区县自查数据包"]),
            *review_hold.words(season, county, day),
        ],
        "stages": [
            cell | {"since": _since(season, county, cell["id"])} for cell in cells(result, left_out(season, county))
        ],
    }


def _since(season: Season, county: str, stage: str) -> str:
    if stage == "sampled":
        found = store.receipts(season.home, county, "self_check", store.DRAW)
    else:
        line = "self_check" if stage in ("received", "checked") else stage
        found = store.receipts(season.home, county, line)
    return found[-1].received_at[:10] if found else ""


def left_out(season: Season, county: str) -> frozenset[str]:
    """Lines a county does not need: only a 重点县 that applies is evaluated for 摘帽 (RULEBOOK D.4)."""
    needed = county in season.counties and season.applies(county)
    return frozenset() if needed else frozenset({"exit_evaluation"})


def cells(result: Mapping[str, Any], without: frozenset[str]) -> list[dict[str, str]]:
    """The matrix cells of one county, in the order of the stage table."""
    outcomes: dict[str, str] = {}
    for one in result.get("inputs", []):  # in order of version: the newest outcome of a line stands
        outcomes[one["line"]] = one["outcome"]
    order = [stage.id for stage in stages.STAGES if stage.id not in without]
    last = order.index(result["stage"]) if result.get("stage") in order else -1
    reached = set(order[: last + 1])
    return [
        {"id": stage.id, "title": stage.label, "state": _state(stage, reached, outcomes, without)}
        for stage in stages.STAGES
    ]


def _state(stage: stages.Stage, reached: set[str], outcomes: Mapping[str, str], without: frozenset[str]) -> str:
    if stage.id in without:
        return LEFT_OUT
    outcome = outcomes.get("self_check" if stage.id == "checked" else stage.id)
    if outcome is not None:
        return outcome
    if stage.id in reached:
        return DONE
    return WAITING if reached.issuperset(set(stage.needs) - without) else AHEAD
