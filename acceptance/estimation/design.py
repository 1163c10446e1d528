"""The design rows of one county and evaluator as a `Structure`: strata, certainty villages, collapsing (RULEBOOK
D.3).
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from acceptance.estimation.model import EstimationError
from acceptance.estimation.taylor import Floats, Ints, Structure
from acceptance.sampling.frames import UNREGISTERED

SCREENED, RISK_ONLY = "整组排查", "风险组排查"
"""Stand for a frame in the cells of 村民小组 screened whole, and of villages where risk groups alone were screened."""
Cell = tuple[str, str]
"""A village and a frame (or SCREENED, RISK_ONLY)."""
NO_LIMIT = float("inf")


@dataclasses.dataclass(frozen=True)
class DesignCell:
    """One design row: a village and frame. label: the stratum after collapsing. grp_total is None where no group
    was screened.
    """

    label: str
    psu: str
    method: str
    prob: float | None
    frame: str
    psu_total: int
    psu_drawn: int
    hh_total: int
    hh_drawn: int
    grp_total: int | None
    grp_drawn: int | None
    census: bool

    @property
    def first_weight(self) -> float:
        """What one village stands for: N_psu/n_psu, 1/π for pps."""
        return 1 / self.prob if self.method == "pps" and self.prob else self.psu_total / self.psu_drawn


@dataclasses.dataclass(frozen=True)
class Design:
    """Cells by village and frame. merged: stratum -> label, the stratum it is collapsed into. villages [label]:
    those drawn by chance; villages_total [label]: how many the stratum has; replaced: labels drawn with replacement
    (pps). purposive: rows left out.
    """

    cells: Mapping[Cell, DesignCell]
    merged: Mapping[str, str]
    villages: Mapping[str, tuple[str, ...]]
    villages_total: Mapping[str, int]
    replaced: frozenset[str]
    purposive: int

    def label(self, psu: str, frame: str) -> str:
        return self.cells[psu, frame].label

    def ends_in(self, stratum: str) -> str:
        """The label of a stratum named with or without its county."""
        county = next(iter(self.merged))[:6]
        return self.merged.get(stratum, self.merged.get(f"{county}/{stratum}", stratum))


def collapsed(into: Mapping[str, str | None]) -> dict[str, str]:
    """stratum -> the stratum it ends up in, following collapse_into; a circle ends at its first member by name."""
    ends = {}
    for stratum in into:
        seen, here = [stratum], into.get(stratum)
        while here and here not in seen:
            seen.append(here)
            here = into.get(here)
        ends[stratum] = min(seen[seen.index(here) :]) if here else seen[-1]
    return ends


def qualified(stratum: str, village: str) -> str:
    """The stratum's name with its county in front, so that strata of two counties never meet (nor collapse)."""
    return stratum if stratum.startswith(village[:6]) else f"{village[:6]}/{stratum}"


def read_design(table: pa.Table) -> Design:
    """The design of one evaluator, of a county or of several together, from rows of `evaluation_design`; purposive
    villages and cells are left out.

    Raises:
        EstimationError: no rows.
    """
    rows = table.to_pylist()
    kept = [row for row in rows if "purposive" not in (row.get("psu_selection"), row.get("household_selection"))]
    if not kept:
        raise EstimationError("抽样设计没有随机抽取的村，不能估计")
    for row in kept:
        row["stratum"] = qualified(row["stratum"], row["psu"])
        row["collapse_into"] = qualified(row["collapse_into"], row["psu"]) if row.get("collapse_into") else None
    ends = collapsed({row["stratum"]: row["collapse_into"] for row in kept})
    cells = {(row["psu"], row["frame"]): _cell(row, ends[row["stratum"]]) for row in kept}
    totals: dict[str, dict[str, int]] = {}
    villages: dict[str, set[str]] = {}
    for row in kept:
        if row["psu_method"] != "certainty":
            totals.setdefault(ends[row["stratum"]], {})[row["stratum"]] = int(row["psu_total"])
            villages.setdefault(ends[row["stratum"]], set()).add(row["psu"])
    return Design(
        cells,
        ends,
        {label: tuple(sorted(codes)) for label, codes in sorted(villages.items())},
        {label: sum(own.values()) for label, own in totals.items()},
        frozenset(label for label in villages if any(c.label == label and c.method == "pps" for c in cells.values())),
        len(rows) - len(kept),
    )


def _cell(row: Mapping[str, Any], label: str) -> DesignCell:
    return DesignCell(
        label,
        row["psu"],
        row["psu_method"],
        row.get("psu_prob"),
        row["frame"],
        int(row["psu_total"]),
        int(row["psu_drawn"]),
        int(row["hh_total"] or 0),
        int(row["hh_drawn"] or 0),
        row.get("grp_total"),
        row.get("grp_drawn"),
        row.get("household_selection") == "census",
    )


@dataclasses.dataclass(frozen=True)
class Coded:
    """The structure with the names of its parts: psu and cell index of each observed row, and for every first-stage
    stratum the frame it belongs to (certainty: the village's frame; None: any).
    """

    structure: Structure
    psu: Ints
    cell: Ints
    stratum_label: tuple[str, ...]
    stratum_cell: tuple[Cell | None, ...]
    villages_total: Floats


def code(design: Design, keys: Sequence[Cell]) -> Coded:
    """Numbers for the observed second-stage units.

    keys: village and frame of each completed household (or screened group: frame `SCREENED`). A village drawn by
    chance is a first-stage unit of its stratum whether or not anything was observed in it; the completed households
    are its second-stage sample. In a certainty village each household is a first-stage unit of a stratum of its own
    (village and frame).
    """
    labels = list(design.villages)
    villages = [(label, village) for label in labels for village in design.villages[label]]
    number = {pair: i for i, pair in enumerate(villages)}
    observed = Counter(keys)
    chance = [key for key in sorted(observed) if not _certain(design, key)]
    sure = [key for key in sorted(observed) if _certain(design, key)]
    stratum_of = {key: len(labels) + i for i, key in enumerate(sure)}
    of_cell = [number[design.label(key[0], _frame(key)), key[0]] for key in chance]
    place = {key: (of_cell[i], i) for i, key in enumerate(chance)}
    psu, cell = np.empty(len(keys), np.intp), np.empty(len(keys), np.intp)
    alone: list[int] = []
    for i, key in enumerate(keys):
        psu[i], cell[i] = place.get(key, (len(villages) + len(alone), len(chance) + len(alone)))
        if key in stratum_of:
            alone.append(stratum_of[key])
    ones = [1.0] * len(alone)
    structure = Structure(
        psu_stratum=np.array([labels.index(label) for label, _ in villages] + alone, np.intp),
        psu_total=np.array(
            [_first_stage(design, label) for label in labels] + [_size(design, k, observed[k]) for k in sure]
        ),
        psu_drawn=np.array(
            [float(len(design.villages[label])) for label in labels] + [float(observed[k]) for k in sure]
        ),
        cell_psu=np.array(of_cell + list(range(len(villages), len(villages) + len(alone))), np.intp),
        cell_total=np.array([_size(design, key, observed[key]) for key in chance] + ones),
        cell_drawn=np.array([float(observed[key]) for key in chance] + ones),
    )
    return Coded(
        structure,
        psu,
        cell,
        tuple(labels) + tuple(design.label(key[0], _frame(key)) for key in sure),
        tuple([None] * len(labels)) + tuple(sure),
        np.array([float(design.villages_total[label]) for label in labels] + [0.0] * len(sure)),
    )


def _first_stage(design: Design, label: str) -> float:
    """Villages a stratum draws from: infinitely many with replacement."""
    return NO_LIMIT if label in design.replaced else float(design.villages_total[label])


def _frame(key: Cell) -> str:
    return UNREGISTERED if key[1] in (SCREENED, RISK_ONLY) else key[1]


def _certain(design: Design, key: Cell) -> bool:
    return design.cells[key[0], _frame(key)].method == "certainty"


def _size(design: Design, key: Cell, observed: int) -> float:
    """Second-stage units of a cell in the population, never fewer than were observed."""
    cell = design.cells[key[0], _frame(key)]
    sizes = {RISK_ONLY: 1, SCREENED: int(cell.grp_total or 0)}
    return float(max(sizes.get(key[1], cell.hh_total), observed))
