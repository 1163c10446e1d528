"""Ranks inside each village, robust against a few wild figures, and the lists that follow (issue 5, 5)."""

from decimal import Decimal

import duckdb

from acceptance import sql
from acceptance.campaign_facts import Comparison
from acceptance.comparison.catalogue import PACKAGE, load


def compare(
    con: duckdb.DuckDBPyConnection, stated: Comparison | None = None, poverty_line: Decimal | None = None
) -> None:
    """Makes household_rank, better_off, above_neighbours and missed_candidate on an evidence connection.

    household_rank (household_id, village_code, score, place, households, tied, words): score = weighted mean of the
    household's positions (0 poorest, 1 best off; equal figures share the middle position) among the village's
    registered households; a figure that is not known is left out and the others count for it; place 1 = best off,
    equal scores share a place and `tied` counts the others.
    better_off (household_id, village_code, dimension, value, village_median, words): figures far above the median of
    the village's registered households. above_neighbours (household_id, village_code, above, known, words): above the
    median of the unregistered ones in `above` of the `known` dimensions. missed_candidate (village_code, unit_no,
    evaluator, words): unregistered neighbours whom an evaluator saw failing, or (evaluator '') whose income is not
    above the poverty line, 元 a head and year (None: not compared).
    """
    stated = stated or Comparison()
    con.execute(sql.load(PACKAGE, "figures"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE dimension_title (dimension VARCHAR, title VARCHAR, unit VARCHAR, place INT)"
    )
    con.executemany(
        "INSERT INTO dimension_title VALUES (?, ?, ?, ?)",
        [[one.id, one.title, one.unit, one.place] for one in load().values()],
    )
    con.execute(_figures(stated))
    con.execute(_neighbour_figures())
    con.execute(sql.load(PACKAGE, "rank"))
    con.execute(sql.load(PACKAGE, "better_off"), {"fewest": stated.fewest, "outlying": stated.outlying})
    con.execute(sql.load(PACKAGE, "medians"), {"neighbours": stated.neighbours})
    con.execute(sql.load(PACKAGE, "neighbours"))
    con.execute(sql.load(PACKAGE, "missed"), {"line": poverty_line})


def _figures(stated: Comparison) -> str:
    """`figure`: every known value of the households that are on the register."""
    weights = stated.weights.model_dump()
    parts = [
        f"SELECT {sql.quote(one.id)} AS dimension, {weights[one.id]}::DECIMAL(9, 6) AS weight, household_id, value "
        f"FROM ({one.select})"
        for one in load().values()
    ]
    return (
        f"CREATE OR REPLACE TEMP TABLE figure AS WITH every AS ({' UNION ALL '.join(parts)}) "
        "SELECT h.village_code, e.household_id, e.dimension, e.weight, e.value::DECIMAL(18, 4) AS value FROM every e "
        "JOIN (SELECT DISTINCT ON (household_id) household_id, village_code FROM household "
        "WHERE exit_status IS DISTINCT FROM '注销' ORDER BY household_id, src_file, src_row) h USING (household_id) "
        "WHERE e.value IS NOT NULL"
    )


def _neighbour_figures() -> str:
    parts = [
        f"SELECT village_code, unit_no, {sql.quote(one.id)} AS dimension, ({one.neighbour})::DECIMAL(18, 4) AS value "
        "FROM neighbour"
        for one in load().values()
        if one.neighbour
    ]
    return (
        "CREATE OR REPLACE TEMP TABLE neighbour_figure AS "
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) WHERE value IS NOT NULL"
    )
