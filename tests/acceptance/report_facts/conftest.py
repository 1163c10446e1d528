"""A county's case without a lake: evidence from rows, versions in force as stated, one home for the whole session."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from acceptance import campaign as campaigns
from acceptance import comparison, contracts, ledger, overviews, policies, sampling, signals, store
from acceptance.campaign_facts import PovertyLine
from acceptance.case import Case
from acceptance.matching.department import RECORD
from acceptance.season import Season
from acceptance.verdicts import Setting, judge_households, judge_villages, prepare
from tests.acceptance.report_facts.given import force
from tests.support import COUNTY, DAY, evidence

AREAS = {"code": [COUNTY], "name": ["云岭县"], "level": ["区县"]}
TASKS = {
    "county_code": [COUNTY],
    "type": ["国家重点"],
    "apply_exit": ["是"],
    "plan_persons": [0],
    "plan_villages": [0],
}
LINE = PovertyLine(amount=3100, document="重庆市工作标准", confirmed=False)


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Season:
    """A 演练 home that nothing has arrived in, with the default year and one 重点县 that applies."""
    home = store.Home.init(tmp_path_factory.mktemp("facts") / "home", 2026, drill=True)
    campaign = campaigns.parse(campaigns.default_text(2026), "2026").model_copy(update={"poverty_line": LINE})
    return Season(home, campaign, _table("dim_area", AREAS), _table("county_task", TASKS))


def _table(name: str, given: Mapping[str, list[Any]]) -> pa.Table:
    return pa.table({c.name: given.get(c.name, [None]) for c in contracts.tables()[name].columns})


@pytest.fixture
def case(season: Season) -> Iterator[Callable[..., Case]]:
    """case("self_check", …, household=[…]): evidence on DAY with the lines in force; `judged=True` judges it."""

    opened: list[duckdb.DuckDBPyConnection] = []

    def made(
        *lines: str,
        judged: bool = False,
        draws: Mapping[str, sampling.Draw] | None = None,
        newest: Iterable[tuple[store.Receipt, store.Check]] = (),
        **tables: Iterable[Mapping[str, Any]],
    ) -> Case:
        con = evidence(**tables)
        opened.append(con)
        con.execute("CREATE TABLE hit AS SELECT * FROM lead")
        con.execute(f"CREATE TABLE department_record ({RECORD})")
        _open_draws(con, draws or {})
        prepare(con, Setting.of(season.campaign, COUNTY, DAY, True))
        ledger.issues(con, [], season.campaign.year, COUNTY, 15, DAY)  # the ledger as it is before anything is found
        if judged:
            judge_households(con)
            judge_villages(con)
            comparison.compare(con)
            overviews.make(con, season.campaign, policies.stated())
            signals.measure(con, season.campaign)
        return Case(season, COUNTY, DAY, con, force(lines, newest), dict(draws or {}), True)

    yield made
    for con in opened:
        con.close()


def _open_draws(con: Any, draws: Mapping[str, sampling.Draw]) -> None:
    parts = [
        draw.units.append_column("line", pa.array([line] * draw.units.num_rows, pa.string()))
        for line, draw in draws.items()
    ]
    schema = pa.schema([*sampling.result.UNIT_COLUMNS.items(), ("line", pa.string())])
    con.register("units_given", pa.concat_tables(parts) if parts else schema.empty_table())
    con.execute("CREATE TABLE draw_unit AS SELECT * FROM units_given")
