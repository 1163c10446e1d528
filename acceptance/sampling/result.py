"""A stored draw: everything a re-draw needs, as plain JSON and as tables."""

import dataclasses
import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

UNIT_COLUMNS = {
    "stratum": pa.string(),
    "village_code": pa.string(),
    "psu_method": pa.string(),
    "psu_prob": pa.float64(),
    "psu_total": pa.int64(),
    "psu_drawn": pa.int64(),
    "frame": pa.string(),
    "household_id": pa.string(),
    "unit_no": pa.string(),
    "group_name": pa.string(),
    "persons": pa.int64(),
    "hh_total": pa.int64(),
    "hh_drawn": pa.int64(),
    "weight": pa.float64(),
    "selection": pa.string(),
    "draw_order": pa.int64(),
    "reserve": pa.bool_(),
}
"""One row per household of the sample or of its reserve.

psu_total, psu_drawn, hh_total, hh_drawn are N_psu, n_psu, N_hh, n_hh of RULEBOOK D.1: DuckDB does not tell N from n
in a name. draw_order counts from 1 inside a village and frame; rows beyond hh_drawn are the committed reserve
(`reserve`), used in this order when a household must be replaced. weight is (N_psu/n_psu)(N_hh/n_hh), which holds
for a replacement too.
"""
DESIGN_COLUMNS = (
    "evaluator",
    "stratum",
    "psu",
    "psu_method",
    "psu_prob",
    "psu_selection",
    "household_selection",
    "frame",
    "psu_total",
    "psu_drawn",
    "hh_total",
    "hh_drawn",
    "grp_total",
    "grp_drawn",
    "collapse_into",
)


@dataclasses.dataclass(frozen=True)
class Draw:
    """A draw of one county and line.

    seed, seed_kind, list_hash: see seeds.py. design: the sizes asked for. drawn_on: date, ISO. strata: one entry
    per stratum as the list forms it (stratum, villages, drawn, collapse_into, households and persons by frame).
    villages: every village (stratum, village_code, order, drawn), of srs in committed order. expansion: of srs the
    villages that follow, in the order they are added. units: table of `UNIT_COLUMNS`. proof: of a seed by commitment,
    what was committed and revealed and when (pledges.py). enlarged: of an additional draw, why it was ordered, the
    villages it adds and the day of the first draw; its units hold the first draw's, because every weight changes
    with n.
    """

    line: str
    seed: str
    seed_kind: str
    list_hash: str
    drawn_on: str
    design: dict[str, Any]
    strata: tuple[dict[str, Any], ...]
    villages: tuple[dict[str, Any], ...]
    expansion: tuple[str, ...]
    units: pa.Table
    proof: dict[str, Any] | None = None
    enlarged: dict[str, Any] | None = None

    @property
    def can_grow(self) -> bool:
        """Whether a village is left that an additional draw could add."""
        return any(not entry["drawn"] for entry in self.villages)

    @property
    def began_on(self) -> dt.date:
        """The day of the first draw, which an additional one enlarges."""
        return dt.date.fromisoformat(self.enlarged["first_drawn_on"] if self.enlarged else self.drawn_on)

    @property
    def unit_days(self) -> pa.Array:
        """For every unit the day from which it may be visited: units an additional draw adds came later."""
        added = set(self.enlarged["villages"]) if self.enlarged else set()
        later = dt.date.fromisoformat(self.drawn_on)
        codes = self.units["village_code"].to_pylist()
        return pa.array([later if code in added else self.began_on for code in codes], pa.date32())

    @property
    def sample(self) -> pa.Table:
        """The units to visit, without the reserve."""
        return self.units.filter(pc.invert(self.units["reserve"]))

    @property
    def frozen_persons(self) -> dict[tuple[str, str], int]:
        """Persons of the frozen list by (stratum drawn in, frame): what estimates are post-stratified to."""
        totals: dict[tuple[str, str], int] = {}
        for entry in self.strata:
            for frame, persons in entry["persons"].items():
                key = (entry["collapse_into"] or entry["stratum"], frame)
                totals[key] = totals.get(key, 0) + persons
        return totals

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; the same draw always gives the same dict."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "units"}
        return plain | {
            "strata": list(self.strata),
            "villages": list(self.villages),
            "expansion": list(self.expansion),
            "units": self.units.to_pylist(),
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Draw":
        """The draw that `to_dict` wrote."""
        units = pa.Table.from_pylist(stored["units"], schema=pa.schema(UNIT_COLUMNS.items()))
        return cls(
            **(
                stored
                | {
                    "strata": tuple(stored["strata"]),
                    "villages": tuple(stored["villages"]),
                    "expansion": tuple(stored["expansion"]),
                    "units": units,
                }
            )
        )


def design_rows(draw: Draw, evaluator: str) -> pa.Table:
    """The rows of `evaluation_design` that describe this draw: one per village and frame, columns `DESIGN_COLUMNS`."""
    cells = draw.sample.group_by(
        [
            "stratum",
            "village_code",
            "frame",
            "psu_method",
            "psu_prob",
            "selection",
            "psu_total",
            "psu_drawn",
            "hh_total",
            "hh_drawn",
        ]
    ).aggregate([])
    cells = cells.sort_by([("stratum", "ascending"), ("village_code", "ascending"), ("frame", "ascending")])
    n = cells.num_rows
    whole = pc.equal(cells["selection"], "census")
    given = {
        "evaluator": pa.array([evaluator] * n, pa.string()),
        "psu": cells["village_code"],
        "psu_selection": pc.if_else(whole, "census", "random"),
        "household_selection": cells["selection"],
        "grp_total": pa.nulls(n, pa.int64()),
        "grp_drawn": pa.nulls(n, pa.int64()),
        "collapse_into": pa.nulls(n, pa.string()),
    }
    return pa.table({name: given[name] if name in given else cells[name] for name in DESIGN_COLUMNS})
