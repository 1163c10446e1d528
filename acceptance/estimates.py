"""What the field lines say of a county's rates: rows of the case handed to `acceptance.estimation` (RULEBOOK D.3)."""

import duckdb
import pyarrow as pa

from acceptance import contracts, sql
from acceptance.case import Case
from acceptance.estimation import Estimate, Frozen, Settings, estimate_evaluation, estimate_opinion, estimate_overturn
from acceptance.verdicts import revisits

REMAIN = ("未脱贫", "返贫")
STRUCK = "注销"


def frozen(case: Case, line: str) -> Frozen:
    """Persons of the county as frozen at the draw: N_agri from the villages, N_remain and N_exit from the register
    (RULEBOOK D.3).
    """
    agri, remain, exited = case.con.execute(
        "SELECT (SELECT coalesce(sum(agri_pop), 0) FROM village), coalesce(sum(n) FILTER (exit_status IN ?), 0), "
        "coalesce(sum(n) FILTER (exit_status NOT IN ?), 0) FROM (SELECT exit_status, coalesce(members, "
        "(SELECT count(*) FROM person p WHERE p.household_id = h.household_id)) AS n FROM household h)",
        [list(REMAIN), [*REMAIN, STRUCK]],
    ).fetchall()[0]
    drawn = case.draws.get(line)
    return Frozen(int(agri), int(remain), int(exited), by_stratum=drawn.frozen_persons if drawn else {})


def estimates(case: Case) -> dict[str, dict[str, Estimate]]:
    """Line -> indicator id -> estimate, for every line in force: F2–F5 of each evaluator, F12 under municipal, F6
    under opinion.
    """
    settings = Settings.of(case.season.campaign)
    found: dict[str, dict[str, Estimate]] = {}
    for line in contracts.lines().values():
        if line.evaluator is not None and case.force.holds(line.id):
            design, rows = (
                _rows(case.con, table, f"evaluator = {sql.quote(line.evaluator)}") for table in line.required[:2]
            )
            found[line.id] = estimate_evaluation(design, rows, frozen(case, line.id), settings)
    if case.force.holds("opinion"):
        found["opinion"] = estimate_opinion(
            _rows(case.con, "opinion_design"), _rows(case.con, "opinion_response"), settings
        )
    if case.force.holds("municipal") and "municipal" in case.draws:
        overturn = estimate_overturn(case.draws["municipal"], revisits(case.con), settings)
        found["municipal"] = {overturn.id: overturn}
    return found


def _rows(con: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> pa.Table:
    """A table's rows in a fixed order, so that sums of floats come out the same."""
    return con.sql(f"SELECT * FROM {table} WHERE {where} ORDER BY src_file, src_sheet, src_row").to_arrow_table()
