"""What became of the leads of each exclusion indicator, and how often it was wrong (issue 5, 4)."""

import dataclasses

import duckdb

from acceptance import sql
from acceptance.exclusion.catalogue import load


@dataclasses.dataclass(frozen=True)
class ExclusionCount:
    """Leads of one indicator in one county; 撤销 is counted apart and in nothing else."""

    id: str
    title: str
    leads: int
    households: int
    open: int
    confirmed: int
    kept: int
    withdrawn: int

    @property
    def false_positive_rate(self) -> float | None:
        """Kept ÷ decided: leads that the visit did not bear out. None where nothing is decided."""
        decided = self.confirmed + self.kept
        return self.kept / decided if decided else None


def members(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """(exclusion, lead_id) of every lead and every indicator it falls under; reads `lead`."""
    parts = [f"SELECT {sql.quote(one.id)} AS exclusion, lead_id FROM ({one.select})" for one in load().values()]
    return con.sql(" UNION ALL ".join(parts))


def counts(con: duckdb.DuckDBPyConnection) -> list[ExclusionCount]:
    """Every indicator in its order, those without a lead included; reads the table `lead`."""
    member = members(con)
    rows = con.execute(
        f"""SELECT exclusion, count(*) FILTER (status <> '撤销'),
                  count(DISTINCT household_id) FILTER (status <> '撤销'),
                  count(*) FILTER (status = '待核查'), count(*) FILTER (status = '属实'),
                  count(*) FILTER (status = '保留'), count(*) FILTER (status = '撤销')
           FROM ({member.sql_query()}) JOIN lead USING (lead_id) GROUP BY exclusion"""
    ).fetchall()
    counted = {name: numbers for name, *numbers in rows}
    return [ExclusionCount(one.id, one.label, *counted.get(one.id, [0] * 6)) for one in load().values()]
