"""Ranks inside each village, robust against a few wild figures, and the two lists that follow (issue 5, 5)."""

import duckdb

from acceptance import sql
from acceptance.comparison.catalogue import PACKAGE, load

FEWEST = 8
"""Households of a village with a figure, below which nobody is said to stand out."""
OUTLYING = 3.5
"""How many scaled median deviations above the median stand out (Iglewicz and Hoaglin 1993)."""


def compare(con: duckdb.DuckDBPyConnection) -> None:
    """Makes household_rank, better_off and missed_candidate on an evidence connection.

    household_rank (household_id, village_code, score, place, households, tied, words): score = weighted mean of the
    household's positions (0 poorest, 1 best off; equal figures share the middle position) among the village's
    registered households; place 1 = best off, equal scores share a place and `tied` counts the others.
    better_off (household_id, village_code, dimension, value, village_median, words): figures far above the village's
    median. missed_candidate (village_code, unit_no, evaluator, words): unregistered neighbours whom an evaluator saw
    failing. What neighbours outside the register own is in no table: the register's own median stands in for theirs.
    """
    parts = [
        f"SELECT {sql.quote(one.id)} AS dimension, {one.weight}::DECIMAL(9, 6) AS weight, household_id, value "
        f"FROM ({one.select})"
        for one in load().values()
    ]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE figure AS WITH every AS ({' UNION ALL '.join(parts)}) "
        "SELECT h.village_code, e.household_id, e.dimension, e.weight, e.value::DECIMAL(18, 4) AS value FROM every e "
        "JOIN (SELECT DISTINCT ON (household_id) household_id, village_code FROM household "
        "WHERE exit_status IS DISTINCT FROM '注销' ORDER BY household_id, src_file, src_row) h USING (household_id) "
        "WHERE e.value IS NOT NULL"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE dimension_title (dimension VARCHAR, title VARCHAR, unit VARCHAR)")
    con.executemany(
        "INSERT INTO dimension_title VALUES (?, ?, ?)", [[one.id, one.title, one.unit] for one in load().values()]
    )
    con.execute(sql.load(PACKAGE, "rank"))
    con.execute(sql.load(PACKAGE, "lists").format(fewest=FEWEST, outlying=OUTLYING))
