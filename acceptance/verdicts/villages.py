"""Village verdicts (RULEBOOK D.4 "Village")."""

import duckdb

from acceptance import sql
from acceptance.verdicts import inputs


def judge_villages(con: duckdb.DuckDBPyConnection) -> None:
    """Write `village_verdict`, one row per village (不适用: nothing was applied for). Households are judged before."""
    for step in ("village_facts", "village"):
        con.execute(sql.load(inputs.PACKAGE, step))
