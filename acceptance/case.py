"""A county's case: its evidence opened, findings and leads beside it, ready to be judged. Shared by gate, draw and
verdict.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from acceptance import across, checking, deliveries, evidence, history, lead_origins, pledges, sampling, store
from acceptance.season import Season
from acceptance.verdicts import Setting, gate, prepare
from acceptance.verdicts.facts import LineState, Task


@dataclass(frozen=True)
class Case:
    """One county on one day. `con` holds the evidence views and the tables finding, aside, hit, lead, lead_origin,
    suggestion, draw_unit, registry_in_force.
    """

    season: Season
    county: str
    as_of: dt.date
    con: duckdb.DuckDBPyConnection
    force: evidence.InForce
    draws: dict[str, sampling.Draw]
    matched: bool

    @property
    def task(self) -> Task:
        row = self.season.task(self.county)
        return Task(
            self.county,
            self.season.county_names[self.county],
            str(row["type"]),
            row["apply_exit"] == "是",
            int(str(row["plan_persons"])),
            int(str(row["plan_villages"])),
        )

    @property
    def drawn_on(self) -> dt.date | None:
        """The day of the county's first draw."""
        return min((d.began_on for d in self.draws.values()), default=None)

    def line_state(self, line: str) -> LineState:
        """Whether a version is in force, and which newer one was refused."""
        newest = self.force.newest.get(line)
        refused = newest[0].version if newest and not newest[1].accepted else None
        return LineState(self.force.holds(line), refused)

    def readiness(self) -> list[gate.GateItem]:
        """R1–R6 of today."""
        return gate.readiness(self.con, self.season.campaign, self.force.holds("self_check"), self.drawn_on)


@contextmanager
def opened(season: Season, county: str, as_of: dt.date) -> Iterator[Case]:
    """Open a county's case as of a day; the connection is closed afterwards."""
    force = evidence.in_force(season, county)
    given = deliveries.in_force(season, county)
    matched = deliveries.is_matched(season, county, deliveries.basis(season, county, force))
    con = evidence.open_evidence(season, county, force)
    try:
        deliveries.open_hits(con, season, county)
        lead_origins.open_origins(con, season, county, as_of)
        drawn = latest_draws(season, county)
        _open_draws(con, drawn)
        kept = [evidence.stored_findings(season, county, force), across.cut(season, county)]
        if force.holds("self_check"):
            history.open_earlier(con, season, county)
            kept.append(checking.locate_county(con, county, season.campaign))
        _open_findings(con, pa.concat_tables(kept))
        required = set(season.campaign.registries.required)
        prepare(con, Setting.of(season.campaign, county, as_of, matched and required <= set(given)))
        yield Case(season, county, as_of, con, force, drawn, matched)
    finally:
        con.close()


def latest_draws(season: Season, county: str) -> dict[str, sampling.Draw]:
    """The newest stored draw of every line that has one."""
    found = {}
    for line in pledges.DRAWN:
        numbers = store.draws(season.home, county, line)
        if numbers:
            found[line] = sampling.Draw.from_dict(store.read_draw(season.home, county, line, numbers[-1]))
    return found


def _open_draws(con: duckdb.DuckDBPyConnection, draws: dict[str, sampling.Draw]) -> None:
    """`draw_unit`: every drawn unit and its reserve with the line it was drawn for and the day of the draw."""
    schema = pa.schema([("line", pa.string()), ("drawn_on", pa.date32()), *sampling.result.UNIT_COLUMNS.items()])
    parts = [
        pa.table(
            [
                pa.array([line] * d.units.num_rows, pa.string()),
                d.unit_days,
                *d.units.columns,
            ],
            schema=schema,
        )
        for line, d in draws.items()
    ]
    con.register("draws_given", pa.concat_tables(parts) if parts else schema.empty_table())
    con.execute("CREATE TABLE draw_unit AS SELECT * FROM draws_given")
    con.unregister("draws_given")


def _open_findings(con: duckdb.DuckDBPyConnection, kept: pa.Table) -> None:
    """`finding` and `aside`: what the checks of the versions in force and the wider rules found, and the households
    set aside by it.
    """
    con.register("findings_given", kept)
    con.execute("CREATE TABLE finding AS SELECT * FROM findings_given")
    con.unregister("findings_given")
    # A household is set aside by wrong rows of the register itself; a field record that is set aside is only left out.
    con.execute(
        "CREATE TABLE aside AS SELECT DISTINCT household_id FROM finding "
        "WHERE severity = 'row' AND line = 'self_check' AND household_id IS NOT NULL"
    )
