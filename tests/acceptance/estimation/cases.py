"""Reads the fixtures that reference.R made, and settings for the tests of this room."""

import csv
import functools
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc

from acceptance import campaign
from acceptance.estimation import Frozen, Settings

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
