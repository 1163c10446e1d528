"""From columns of a survey to what `judging` needs: ratios, variances, sizes, degrees of freedom, completion,
census.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from acceptance.estimation.design import RISK_ONLY, SCREENED
from acceptance.estimation.judging import Measured
from acceptance.estimation.model import CALIBER_OPEN, UNKNOWN, Estimate, Settings
from acceptance.estimation.survey import Survey
from acceptance.estimation.taylor import Floats, Ratios, ratios
from acceptance.sampling.frames import UNREGISTERED


@dataclasses.dataclass(frozen=True)
class Column:
    """One indicator: Σw·y ÷ Σw·x over the units of `mask` [n]; y, x [n]. kinds: the frames (or groups) it speaks of.

    households: the share is of households, not of persons. asked [n]: units that count for completion, by default
    the mask.
    """

    mask: npt.NDArray[np.bool_]
    y: Floats
    x: Floats
    kinds: tuple[str, ...]
    note: str = ""
    households: bool = False
    asked: npt.NDArray[np.bool_] | None = None

    @property
    def done(self) -> int:
        """Completed units."""
        return int((self.mask if self.asked is None else self.asked).sum())


def measure(survey: Survey, columns: Sequence[Column], settings: Settings) -> tuple[Ratios, list[Measured]]:
    """All columns at once: their ratios, and each as `Measured`."""
    y = np.column_stack(
        [np.where(column.mask, column.y * column.x if column.households else column.y, 0.0) for column in columns]
    )
    x = np.column_stack([np.where(column.mask, column.x, 0.0) for column in columns])
    found = ratios(survey.coded.structure, survey.rows, y, x)
    weight = survey.rows.weight
    return found, [
        _measured(
            survey, column, float(weight @ y[:, k]), float(weight @ x[:, k]), float(found.variance[0, k]), settings
        )
        for k, column in enumerate(columns)
    ]


def _measured(survey: Survey, column: Column, top: float, base: float, variance: float, settings: Settings) -> Measured:
    mask, weight = column.mask, survey.rows.weight[column.mask]
    mass, squares = (
        (np.ones(mask.sum()), np.ones(mask.sum())) if column.households else (survey.seen[mask], survey.squares[mask])
    )
    spread = float((weight**2 * squares).sum())
    holding = _holding(survey, column.kinds)
    drawn, chance = survey.coded.structure.psu_drawn, holding & (survey.coded.villages_total > 0)
    infinite = bool(np.isinf(survey.coded.structure.psu_total[chance]).any())
    got, planned = _progress(survey, column)
    complete = planned == 0 or got >= settings.completion * planned
    notes = [note for note in (column.note, *survey.notes) if note]
    if not complete:
        notes.append(f"计划 {planned} 户（组），完成 {got}，不足 {settings.completion:.0%}")
    return Measured(
        counts=(round(float(column.y[mask].sum())), round(float(column.x[mask].sum()))),
        top=top,
        base=base,
        variance=variance,
        n=int(survey.visited[mask].sum()),
        kish=float((weight * mass).sum() ** 2 / spread) if spread else 0.0,
        per_psu=float(survey.visited[mask].sum() / max(len(np.unique(survey.coded.psu[mask])), 1)),
        df=int((drawn[holding] - 1).sum()),
        drawn=int(drawn[chance].sum()),
        total=float("inf") if infinite else float(survey.coded.villages_total[chance].sum()),
        census=_census(survey, column),
        complete=complete,
        notes=tuple(notes),
    )


def _holding(survey: Survey, kinds: Sequence[str]) -> npt.NDArray[np.bool_]:
    """First-stage strata that hold households of the frames: their villages give the degrees of freedom, empty ones
    too.
    """
    frames = {UNREGISTERED if kind in (SCREENED, RISK_ONLY) else kind for kind in kinds}
    labels = {
        cell.label
        for cell in survey.design.cells.values()
        if cell.frame in frames and cell.method != "certainty" and (cell.hh_total or cell.grp_total)
    }
    return np.array(
        [
            label in labels if own is None else own[1] in kinds
            for label, own in zip(survey.coded.stratum_label, survey.coded.stratum_cell, strict=True)
        ],
        bool,
    )


def _progress(survey: Survey, column: Column) -> tuple[int, int]:
    """Completed and planned households (groups where groups are the unit)."""
    if column.kinds in ((SCREENED,), (RISK_ONLY,)):
        planned = survey.planned.get(SCREENED, 0) if column.kinds == (SCREENED,) else 0
        return column.done, planned
    return column.done, sum(survey.planned.get(kind, 0) for kind in column.kinds)


def _census(survey: Survey, column: Column) -> bool:
    """Everybody of the frames was visited: whole villages, whole households, nobody missing."""
    cells = [cell for cell in survey.design.cells.values() if cell.frame in column.kinds]
    whole = all(
        (cell.method == "certainty" or cell.psu_drawn >= cell.psu_total) and cell.hh_drawn >= cell.hh_total
        for cell in cells
    )
    return bool(cells) and whole and column.done >= sum(cell.hh_total for cell in cells)


def settled(headline: Estimate, readings: Sequence[Estimate]) -> Estimate:
    """The headline when every reading lies on one side of the threshold; else 口径待确认."""
    results = {reading.passes for reading in readings if reading.official != UNKNOWN}
    if not headline.complete or len(results) <= 1 and None not in results:
        return headline
    return dataclasses.replace(headline, official=CALIBER_OPEN, passes=None)
