"""Reads the fixtures that reference.R made, and settings for the tests of this room."""

import csv
import functools
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from acceptance import campaign
from acceptance.estimation import Frozen, Settings, estimate_evaluation

HERE = Path(__file__).parent / "reference"
NUMBERS = {
    "weight": pa.float64(),
    "psu_prob": pa.float64(),
    "persons": pa.int64(),
    "group_pop": pa.int64(),
    "dialled": pa.int64(),
    **dict.fromkeys(("psu_total", "psu_drawn", "hh_total", "hh_drawn", "grp_total", "grp_drawn"), pa.int64()),
}
SETTINGS = Settings.of(campaign.parse(campaign.default_text(2026), "test"))
NOBODY = Frozen(n_agri=0, n_remain=0, n_exit=0)
COUNTY = Frozen(n_agri=60000, n_remain=900, n_exit=5200)


def table(name: str) -> pa.Table:
    """A fixture with numbers as numbers, everything else as text, empty cells as null."""
    with (HERE / f"{name}.csv").open(encoding="utf-8") as file:
        header = next(csv.reader(file))
    kinds = {column: NUMBERS.get(column, pa.string()) for column in header}
    return pc.read_csv(
        HERE / f"{name}.csv",
        convert_options=pc.ConvertOptions(column_types=kinds, null_values=[""], strings_can_be_null=True),
    )


@functools.cache
def expected(case: str) -> dict[str, float]:
    with (HERE / "expected.csv").open(encoding="utf-8") as file:
        return {row["figure"]: float(row["value"]) for row in csv.DictReader(file) if row["case"] == case}


def field(
    villages: int = 12,
    households: int = 10,
    of: int = 40,
    strata: int = 2,
    frames=("脱贫户", "非建档立卡户"),
    **answers,
) -> tuple[list[dict], list[dict]]:
    """Design and household rows of an honest survey: villages in equal strata, twice as many in the county, equal
    villages.

    answers: columns of evaluation_household set on every row.
    """
    design, rows = [], []
    for v in range(villages):
        psu = f"500229{v:06d}"
        for frame in frames:
            design.append(
                {
                    "stratum": f"500229/层{v % strata}",
                    "psu": psu,
                    "psu_method": "srs",
                    "psu_prob": 0.5,
                    "psu_selection": "random",
                    "household_selection": "random",
                    "frame": frame,
                    "psu_total": 2 * villages // strata,
                    "psu_drawn": villages // strata,
                    "hh_total": of,
                    "hh_drawn": households,
                    "grp_total": None,
                    "grp_drawn": None,
                    "collapse_into": None,
                }
            )
            for h in range(households):
                registered = frame != "非建档立卡户"
                rows.append(
                    {
                        "village_code": psu,
                        "group_name": None,
                        "frame": frame,
                        "household_id": f"H{v:03d}{frame[0]}{h:03d}" if registered else None,
                        "unit_no": None if registered else str(h),
                        "household_selection": "random",
                        "weight": 2 * of / households,
                        "disposition": "完成",
                        "replaced_for": None,
                        "persons": 3,
                        "finding": "无",
                        "final": "无",
                        "q1": "认可",
                        "q2": "认可",
                        "q3": "基本认可",
                        "q4": "认可",
                        "overall": "认可",
                    }
                    | answers
                )
    return design, rows


FIELD = pa.schema([(name, NUMBERS.get(name, pa.string())) for name in field(2, 1)[1][0]])
DESIGN = pa.schema([(name, NUMBERS.get(name, pa.string())) for name in field(2, 1)[0][0]])


def estimates(design: list[dict], rows: list[dict], frozen: Frozen = COUNTY, settings: Settings = SETTINGS):
    return estimate_evaluation(
        pa.Table.from_pylist(design, schema=DESIGN), pa.Table.from_pylist(rows, schema=FIELD), frozen, settings
    )


def mark(rows: list[dict], count: int, frame: str, each: int = 1, **change) -> None:
    """Changes `count` rows of a frame, every `each`-th one."""
    for row in [row for row in rows if row["frame"] == frame][::each][:count]:
        row.update(change)
