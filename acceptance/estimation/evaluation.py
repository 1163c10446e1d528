"""Rates of one county and third-party evaluator: 错退率 F2, 漏评率 F3, 群众认可度 F5; 综合贫困发生率 F4 from them
(RULEBOOK D.3).
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from acceptance.estimation.composite import composite
from acceptance.estimation.design import RISK_ONLY, SCREENED
from acceptance.estimation.judging import assess
from acceptance.estimation.model import READINGS, TITLES, Estimate, EstimationError, Frozen, Settings
from acceptance.estimation.observing import Column, measure, settled
from acceptance.estimation.survey import QUESTIONS, Survey, read_survey
from acceptance.sampling.frames import EXITED, FRAMES, UNREGISTERED

RECOGNISED = ("认可", "基本认可")
ANSWERED = (*RECOGNISED, "不认可")


def estimate_evaluation(
    design_rows: pa.Table, household_rows: pa.Table, frozen: Frozen, settings: Settings
) -> dict[str, Estimate]:
    """The rates of one county from one evaluator's rows.

    design_rows, household_rows: columns of the tables evaluation_design and evaluation_household, one county, one
    evaluator. Returns wrong_exit_rate, missed_rate, composite_poverty_rate, recognition_rate and its readings
    recognition_q1 … _lenient.
    """
    try:
        survey = read_survey(design_rows, household_rows, frozen, settings.risk_groups_only)
    except EstimationError as problem:
        names = ("wrong_exit_rate", "missed_rate", "composite_poverty_rate", "recognition_rate")
        return {name: _unknown(name, settings, str(problem)) for name in names}
    columns = {"wrong_exit_rate": _wrong_exit(survey), "missed_rate": _missed(survey)} | _recognition(survey)
    ratios, seen = measure(survey, list(columns.values()), settings)
    found = dict(zip(columns, seen, strict=True))
    rates = {name: assess(name, TITLES[name], found[name], settings) for name in ("wrong_exit_rate", "missed_rate")}
    readings = {
        name: assess(
            name,
            READINGS[name.removeprefix("recognition_")],
            found[name],
            settings,
            settings.thresholds["recognition_rate"],
        )
        for name in columns
        if name not in rates
    }
    shared = bool(
        set(survey.village[columns["wrong_exit_rate"].mask]) & set(survey.village[columns["missed_rate"].mask])
    )
    rates["composite_poverty_rate"] = composite(
        rates["wrong_exit_rate"], rates["missed_rate"], frozen, survey, ratios.influence[:, :2], shared, settings
    )
    return rates | {"recognition_rate": recognition(readings, settings)} | readings


def _unknown(name: str, settings: Settings, note: str) -> Estimate:
    limit = settings.thresholds[name]
    return Estimate(name, TITLES[name], threshold=limit.value, better=limit.better, note=note)


def _wrong_exit(survey: Survey) -> Column:
    return Column(survey.of(EXITED), survey.wrong, survey.persons, (EXITED,))


def _missed(survey: Survey) -> Column:
    """Questionnaires decide where there are any; else groups screened whole; with risk groups alone the figure is a
    lower limit.
    """
    for kind, note in (
        (UNREGISTERED, "口径：问卷"),
        (SCREENED, "口径：整组排查"),
        (RISK_ONLY, "口径：仅排查风险户，为下限"),
    ):
        if survey.of(kind).any():
            return Column(survey.of(kind), survey.wrong, survey.persons, (kind,), note)
    return Column(survey.of(UNREGISTERED), survey.wrong, survey.persons, (UNREGISTERED,))


def _recognition(survey: Survey) -> dict[str, Column]:
    """A column per reading that was asked at all; households count, 说不清 and no answer are not 认可."""
    yes = {q: np.isin(survey.marks[q], RECOGNISED) for q in QUESTIONS}
    said = {q: np.isin(survey.marks[q], ANSWERED) for q in QUESTIONS}
    given = {q: survey.marks[q] != np.array(None) for q in QUESTIONS}
    asked = np.logical_or.reduce([given[q] for q in QUESTIONS]) & survey.of(*FRAMES)
    four = [q for q in QUESTIONS if q != "overall"]
    shares = {q: (asked, yes[q]) for q in QUESTIONS if given[q].any()}
    if any(given[q].any() for q in four):
        shares["strict"] = asked, np.logical_and.reduce([yes[q] for q in four])
        shares["lenient"] = (
            asked & np.logical_or.reduce([said[q] for q in four]),
            np.logical_and.reduce([yes[q] | ~said[q] for q in four]),
        )
    frames = tuple(frame for frame in FRAMES if survey.planned.get(frame))
    return {
        f"recognition_{name}": Column(
            mask, share.astype(float), np.ones(len(mask)), frames, households=True, asked=asked
        )
        for name, (mask, share) in shares.items()
    }


def recognition(readings: Mapping[str, Estimate], settings: Settings) -> Estimate:
    """F5: the confirmed reading; while none is confirmed, the reading least favourable to the county stands for all
    when all are on one side of the threshold, else the result is 口径待确认.
    """
    if not readings:
        return _unknown("recognition_rate", settings, "没有认可度答卷")
    if settings.recognition_reading:
        chosen = readings.get(f"recognition_{settings.recognition_reading}")
        if chosen is None:
            return _unknown("recognition_rate", settings, f"没有“{READINGS[settings.recognition_reading]}”的答卷")
        return dataclasses.replace(chosen, id="recognition_rate", title=TITLES["recognition_rate"])
    worst = min(readings.values(), key=lambda e: 2.0 if e.weighted is None else e.weighted)
    return settled(
        dataclasses.replace(
            worst,
            id="recognition_rate",
            title=TITLES["recognition_rate"],
            note="；".join(filter(None, [f"认可口径待确认，列最不利口径：{worst.title}", worst.note])),
        ),
        list(readings.values()),
    )
