"""Weights: non-response by stratum and frame, then calibration to the frozen persons (RULEBOOK D.3 "Frames are
frozen").
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from acceptance.estimation.design import RISK_ONLY, SCREENED, Cell, Design
from acceptance.estimation.model import Frozen
from acceptance.estimation.taylor import Floats, Ints
from acceptance.sampling.frames import EXITED, POOR, UNREGISTERED

Marks = npt.NDArray[np.object_]


def answered(design: Design, asked: Sequence[Mapping[str, Any]], eligible: Sequence[Mapping[str, Any]]) -> Floats:
    """Weights of the completed households, w × Σw eligible ÷ Σw completed by stratum and frame."""
    meant: dict[Cell, float] = defaultdict(float)
    got: dict[Cell, float] = defaultdict(float)
    for rows, total in ((eligible, meant), (asked, got)):
        for row in rows:
            total[design.label(row["village_code"], row["frame"]), row["frame"]] += _weight(design, row)
    where = [(design.label(row["village_code"], row["frame"]), row["frame"]) for row in asked]
    return np.array(
        [_weight(design, row) * meant[key] / got[key] for row, key in zip(asked, where, strict=True)], float
    )


def _weight(design: Design, row: Mapping[str, Any]) -> float:
    """The design's weight as the row states it (rule E103 compares it with the design), else from the design."""
    cell = design.cells[row["village_code"], row["frame"]]
    stated = row.get("weight")
    return float(stated) if stated else cell.first_weight * cell.hh_total / (cell.hh_drawn or 1)


def targets(design: Design, frozen: Frozen) -> dict[Cell, float]:
    """Frozen persons by (stratum after collapsing, frame); stratum "" is the county, for a frame not told by
    stratum.
    """
    totals: dict[Cell, float] = defaultdict(float)
    for (stratum, frame), persons in frozen.by_stratum.items():
        totals[design.ends_in(stratum), frame] += persons
    told = {frame for _, frame in totals}
    county = {EXITED: frozen.n_exit, POOR: frozen.n_remain, UNREGISTERED: frozen.n_unreg}
    return totals | {("", frame): float(persons) for frame, persons in county.items() if frame not in told}


def poststratified(
    weight: Floats, label: Marks, kind: Marks, persons: Floats, frozen: Mapping[Cell, float]
) -> tuple[Floats, Ints, tuple[str, ...]]:
    """Weights scaled so that weighted persons equal the frozen ones by stratum and frame; the post-strata; notes.

    A frame with a stratum in which nobody was completed is scaled as a whole, so that no frozen person is lost.
    """
    scaled, post, notes, number = weight.copy(), np.full(len(weight), -1, np.intp), [], 0
    for name in dict.fromkeys(kind):
        mine = kind == name
        frame = UNREGISTERED if name in (SCREENED, RISK_ONLY) else name
        goals = {where: total for (where, of), total in frozen.items() if of == frame and total > 0}
        if not goals or name == RISK_ONLY:
            continue
        seen = {where for where in label[mine] if (weight * persons)[mine & (label == where)].sum() > 0}
        if seen == set(goals):
            cells = [(mine & (label == where), total) for where, total in sorted(goals.items())]
        else:
            cells = [(mine, sum(goals.values()))]
            if "" not in goals:
                notes.append(f"{frame}有的层没有完成的样本，按全县合并校准")
        for rows, total in cells:
            base = (weight * persons)[rows].sum()
            scaled[rows] *= total / base if base > 0 else 1.0
            post[rows] = number if base > 0 else -1
            number += 1
    return scaled, post, tuple(notes)
