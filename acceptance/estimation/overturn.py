"""How far the county's self-check can be trusted: F12 自查推翻率 from the municipal re-visits (RULEBOOK D.3)."""

import dataclasses

import numpy as np
import pyarrow as pa

from acceptance.estimation.judging import assess
from acceptance.estimation.model import FAILED, MET, TITLES, Estimate, EstimationError, Frozen, Settings
from acceptance.estimation.observing import Column, measure
from acceptance.estimation.survey import DONE, read_survey
from acceptance.sampling.frames import FRAMES
from acceptance.sampling.result import Draw, design_rows

NAME = "self_check_overturn_rate"
VISITED = pa.schema(
    [
        (name, pa.int64() if name == "persons" else pa.string())
        for name in (
            "village_code",
            "frame",
            "household_id",
            "household_selection",
            "disposition",
            "replaced_for",
            "persons",
            "self_verdict",
            "outcome",
        )
    ]
)


def estimate_overturn(draw: Draw, visits: pa.Table, settings: Settings) -> Estimate:
    """Weighted share of randomly re-visited households, self 达标, that are 不达标 after rulings.

    draw: the stored draw of the municipal line. visits: household_id, replaced_for, self_verdict, outcome {达标,
    不达标} after rulings. Visits outside the draw and its reserve are no random evidence and are left out. Fewer
    than `overturn_min` such households, unless everybody was visited, give "?". The official point is the weighted
    one.
    """
    rows, strangers = _as_households(draw, visits)
    frames = tuple(frame for frame in FRAMES if frame in set(draw.units["frame"].to_pylist()))
    try:
        survey = read_survey(design_rows(draw, "市级验收"), rows, Frozen(0, 0, 0), marks=("self_verdict", "outcome"))
    except EstimationError as problem:
        limit = settings.thresholds[NAME]
        return Estimate(NAME, TITLES[NAME], threshold=limit.value, better=limit.better, note=str(problem))
    claimed = survey.marks["self_verdict"] == MET
    column = Column(
        claimed,
        (survey.marks["outcome"] == FAILED).astype(float),
        np.ones(len(claimed)),
        frames,
        households=True,
        asked=survey.of(*frames),
    )
    _, (seen,) = measure(survey, [column], settings)
    notes = [f"有 {strangers} 户走访不在抽样名单内，未计入"] if strangers else []
    enough = seen.census or seen.n >= settings.overturn_min
    if not enough:
        notes.append(f"复核自查达标户 {seen.n} 户，不足 {settings.overturn_min} 户")
    seen = dataclasses.replace(seen, complete=seen.complete and enough, published=False, notes=(*seen.notes, *notes))
    return _advised(assess(NAME, TITLES[NAME], seen, settings), settings)


def _as_households(draw: Draw, visits: pa.Table) -> tuple[pa.Table, int]:
    """Visits in the form of evaluation_household, a household counting as one person, and how many were not drawn.

    A reserve household counts only in place of one that was drawn.
    """
    units = {unit["household_id"]: unit for unit in draw.units.to_pylist()}
    rows, strangers = [], 0
    for visit in visits.to_pylist():
        unit = units.get(visit["household_id"]) or units.get(visit.get("replaced_for"))
        if (
            unit is None
            or (visit["household_id"] != unit["household_id"] or unit["reserve"])
            and not visit.get("replaced_for")
        ):
            strangers += 1
            continue
        rows.append(
            {
                "village_code": unit["village_code"],
                "frame": unit["frame"],
                "household_id": visit["household_id"],
                "household_selection": unit["selection"],
                "disposition": DONE,
                "replaced_for": visit.get("replaced_for"),
                "persons": 1,
                "self_verdict": visit.get("self_verdict"),
                "outcome": visit.get("outcome"),
            }
        )
    return pa.Table.from_pylist(rows, schema=VISITED), strangers


def _advised(estimate: Estimate, settings: Settings) -> Estimate:
    """What the rulebook asks for at this rate, added to the note."""
    point, bound, limit = estimate.weighted, estimate.one_sided_lower, settings.thresholds[NAME].value
    if point is None or not estimate.complete or estimate.passes is not False:
        return estimate
    proven = bound > limit if bound is not None else True
    advice = "区县应重做自查" if point > settings.overturn_redo and proven else "样本应加倍"
    return dataclasses.replace(estimate, note="；".join(filter(None, [estimate.note, advice])))
