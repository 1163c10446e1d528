"""One county's field results joined with their design: who counts, with which weight, and what the plan was
(RULEBOOK D.3).
"""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from acceptance.estimation.design import RISK_ONLY, SCREENED, Cell, Coded, Design, code, read_design
from acceptance.estimation.model import Frozen
from acceptance.estimation.taylor import Floats, Rows
from acceptance.estimation.weighting import Marks, answered, poststratified, targets
from acceptance.sampling.frames import EXITED, UNREGISTERED

DONE = "完成"
QUESTIONS = ("q1", "q2", "q3", "q4", "overall")
RULINGS = {EXITED: "错退", UNREGISTERED: "漏评"}
"""The ruling that counts in the rate of a frame."""


@dataclasses.dataclass(frozen=True)
class Survey:
    """Completed second-stage units of one county and evaluator, n of them: households, then screened groups.

    kind [n]: the frame, or SCREENED / RISK_ONLY for a group. label [n]: stratum after collapsing. persons [n]: the
    denominator; wrong [n]: of them in households finally ruled 错退 (exited) or 漏评 (outside the register).
    visited, seen, squares [n]: households visited, their persons, and the sum of squares of these. marks:
    q1…overall [n]. planned, completed: households by frame, groups by kind.
    """

    design: Design
    coded: Coded
    rows: Rows
    village: Marks
    kind: Marks
    label: Marks
    persons: Floats
    wrong: Floats
    visited: Floats
    seen: Floats
    squares: Floats
    marks: Mapping[str, Marks]
    planned: Mapping[str, int]
    completed: Mapping[str, int]
    notes: tuple[str, ...]

    def of(self, *frames: str) -> npt.NDArray[np.bool_]:
        """Which units belong to the frames."""
        return np.isin(self.kind, frames)


def read_survey(
    design_rows: pa.Table,
    household_rows: pa.Table,
    frozen: Frozen,
    risk_only: bool = False,
    marks: Sequence[str] = QUESTIONS,
) -> Survey:
    """The survey from rows of `evaluation_design` and `evaluation_household` of one county and evaluator.

    Left out: purposive villages and households, rows outside the design, rows not completed or without persons, and
    rows whose household was replaced (the replacement stands in its place). The order of the rows has no influence, not
    even on the last digit.

    Raises:
        EstimationError: the design is empty.
    """
    design = read_design(design_rows)
    given = sorted(household_rows.to_pylist(), key=lambda row: (row["village_code"], row["frame"], unit_of(row)))
    rows = [row for row in given if row.get("household_selection") != "purposive"]
    known = [row for row in rows if (row["village_code"], row["frame"]) in design.cells]
    replaced = {(row["village_code"], row["frame"], row["replaced_for"]) for row in known if row.get("replaced_for")}
    eligible = [row for row in known if (row["village_code"], row["frame"], unit_of(row)) not in replaced]
    done = [row for row in eligible if row["disposition"] == DONE and row["persons"]]
    asked = [row for row in done if not _screened(design, row)]
    units = _households(asked, answered(design, asked, [row for row in eligible if not _screened(design, row)]), marks)
    units += _groups(design, [row for row in done if _screened(design, row)], frozen, risk_only)
    open_cases = sum(1 for row in done if str(row.get("finding") or "").startswith("疑似") and not row.get("final"))
    notes = _notes(design, household_rows.num_rows - len(rows), len(rows) - len(known), open_cases)
    return _survey(design, units, frozen, notes, marks)


def unit_of(row: Mapping[str, Any]) -> str:
    """The name a `replaced_for` uses: household_id, or unit_no outside the register."""
    return str(row.get("household_id") or row.get("unit_no"))


def _screened(design: Design, row: Mapping[str, Any]) -> bool:
    """A household of a 村民小组 screened whole: outside the register, taken by census, in a village with a plan for
    groups.
    """
    cell = design.cells[row["village_code"], row["frame"]]
    return bool(
        row["frame"] == UNREGISTERED
        and cell.grp_total
        and row.get("group_name")
        and row.get("household_selection") == "census"
        and not cell.census
    )


def _notes(design: Design, purposive: int, outside: int, open_cases: int) -> tuple[str, ...]:
    notes = []
    lonely = [label for label, codes in design.villages.items() if len(codes) == 1 < design.villages_total[label]]
    if lonely:
        notes.append(f"{'、'.join(lonely)}只抽到一个村且未并层")
    if purposive or design.purposive:
        notes.append(f"有意选取的 {purposive} 户、{design.purposive} 行设计只列示，不计入比率")
    if outside:
        notes.append(f"有 {outside} 份问卷不在抽样设计之内，未计入")
    if open_cases:
        notes.append(f"有 {open_cases} 户疑似错退或漏评尚未裁定，暂按未认定计")
    return tuple(notes)


def _households(rows: Sequence[Mapping[str, Any]], weights: Floats, marks: Sequence[str]) -> list[dict[str, Any]]:
    """One unit per completed household."""
    return [
        {
            "village": row["village_code"],
            "kind": row["frame"],
            "frame": row["frame"],
            "weight": weight,
            "persons": float(row["persons"]),
            "seen": float(row["persons"]),
            "squares": float(row["persons"]) ** 2,
            "visited": 1.0,
            "wrong": float(row["persons"]) if RULINGS.get(row["frame"]) == (row.get("final") or "") else 0.0,
            **{q: row.get(q) for q in marks},
        }
        for row, weight in zip(rows, weights, strict=True)
    ]


def _groups(
    design: Design, screened: Sequence[Mapping[str, Any]], frozen: Frozen, risk_only: bool
) -> list[dict[str, Any]]:
    """One unit per screened 村民小组: L missed and U unregistered persons; with risk groups alone one per village,
    U of the list.
    """
    found: dict[Cell, dict[str, Any]] = {}
    for row in screened:
        village, persons = row["village_code"], float(row["persons"])
        cell = design.cells[village, row["frame"]]
        weight = cell.first_weight if risk_only else cell.first_weight * (cell.grp_total or 0) / (cell.grp_drawn or 1)
        unit = found.setdefault(
            (village, "" if risk_only else row["group_name"]),
            {
                "village": village,
                "kind": RISK_ONLY if risk_only else SCREENED,
                "frame": UNREGISTERED,
                "weight": weight,
                "persons": float(frozen.unregistered.get(village, 0)) if risk_only else 0.0,
                "seen": 0.0,
                "squares": 0.0,
                "visited": 0.0,
                "wrong": 0.0,
            },
        )
        unit["persons"] += 0.0 if risk_only else persons
        unit["seen"] += persons
        unit["squares"] += persons**2
        unit["visited"] += 1.0
        unit["wrong"] += persons if row.get("final") == RULINGS[UNREGISTERED] else 0.0
    return [unit for _, unit in sorted(found.items())]


def _survey(
    design: Design, units: Sequence[Mapping[str, Any]], frozen: Frozen, notes: tuple[str, ...], marks: Sequence[str]
) -> Survey:
    coded = code(design, [(unit["village"], unit["kind"]) for unit in units])
    village, kind = _marks(units, "village"), _marks(units, "kind")
    label = np.array([design.label(unit["village"], unit["frame"]) for unit in units], object)
    floats = {
        name: np.array([unit[name] for unit in units], float)
        for name in ("weight", "persons", "wrong", "visited", "seen", "squares")
    }
    weight, post, more = poststratified(floats["weight"], label, kind, floats["persons"], targets(design, frozen))
    planned: dict[str, int] = defaultdict(int)
    for cell in design.cells.values():
        planned[cell.frame] += cell.hh_drawn
        planned[SCREENED] += int(cell.grp_drawn or 0)
    return Survey(
        design,
        coded,
        Rows(coded.psu, coded.cell, weight, post, floats["persons"]),
        village,
        kind,
        label,
        floats["persons"],
        floats["wrong"],
        floats["visited"],
        floats["seen"],
        floats["squares"],
        {q: _marks(units, q) for q in marks},
        planned,
        Counter(kind.tolist()),
        notes + more,
    )


def _marks(units: Sequence[Mapping[str, Any]], name: str) -> Marks:
    return np.array([unit.get(name) for unit in units], object)
