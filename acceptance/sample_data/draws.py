"""Draws as the office would have made them: production functions over the synthetic register, before the visits."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from acceptance import sampling, sql
from acceptance.campaign import Campaign
from acceptance.sample_data.counties import Calendar, County
from acceptance.store.files import readable_json

EVALUATORS = {"exit_evaluation": "摘帽评估方", "precision_evaluation": "精准评估方"}
FRAME_TABLES = ("household", "person", "village", "frame_household")

SEATS = """CREATE OR REPLACE TEMP VIEW dim_area AS
SELECT code, '区县' AS level, lon::DECIMAL(18, 6) AS lon, lat::DECIMAL(18, 6) AS lat FROM every_county"""
"""The part of dim_area that tells near villages from far ones."""


def lines_of(county: County) -> tuple[str, ...]:
    """The lines that draw households in a county; the exit evaluation only where 摘帽 is applied for."""
    return ("municipal", *(line for line in EVALUATORS if line != "exit_evaluation" or county.exits))


def make(
    con: duckdb.DuckDBPyConnection, home: Path, campaign: Campaign, calendar: Calendar, counties: Sequence[County]
) -> None:
    """Draws every line of the counties, stores each as samples/<county>/<line>/1.json, and makes the tables `draw_unit`
    (units with county_code and line) and `made.evaluation_design`.
    """
    con.execute(SEATS)
    units: list[pa.Table] = []
    designs: list[pa.Table] = []
    for county in counties:
        for table in FRAME_TABLES:
            con.execute(
                f"CREATE OR REPLACE TEMP VIEW {table} AS SELECT * FROM made.{table} WHERE county_code = "
                f"{sql.quote(county.code)}"
            )
        for line in lines_of(county):
            frame = sampling.frame_from(con, line, campaign.sampling.still_poor, campaign.sampling.remoteness)
            seed = sampling.seed_for(campaign.year, county.code, line, sampling.list_hash(frame))
            drawn = sampling.draw(
                frame, sampling.DrawDesign.of(campaign.sampling, line), seed, line=line, drawn_on=calendar.drawn
            )
            _store(home / "samples" / county.code / line / "1.json", drawn)
            units.append(_with(drawn.units, county_code=county.code, line=line))
            if line in EVALUATORS:
                designs.append(_with(sampling.design_rows(drawn, EVALUATORS[line]), county_code=county.code, line=line))
    for table in (*FRAME_TABLES, "dim_area"):
        con.execute(f"DROP VIEW IF EXISTS {table}")
    _table(con, "draw_unit", units)
    _table(con, "made.evaluation_design", designs)
    con.execute("ALTER TABLE made.evaluation_design ADD COLUMN declaration_doc VARCHAR")
    con.execute("UPDATE made.evaluation_design SET declaration_doc = '回避声明-' || evaluator")


def _with(table: pa.Table, **constants: str) -> pa.Table:
    for name, value in constants.items():
        table = table.append_column(name, pa.array([value] * table.num_rows, pa.string()))
    return table


def _table(con: duckdb.DuckDBPyConnection, name: str, parts: Sequence[pa.Table]) -> None:
    con.register("parts", pa.concat_tables(parts))
    con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM parts")
    con.unregister("parts")


def _store(path: Path, drawn: sampling.Draw) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(readable_json(drawn.to_dict()))
