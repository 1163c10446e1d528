"""What the verdict lists read: the year's facts as one row, the sources of c1..c8, empty tables for what is to come."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import duckdb

from acceptance import contracts, exemptions, sql
from acceptance.campaign import Campaign
from acceptance.campaign_facts import exact
from acceptance.matching import identity

PACKAGE = "acceptance.verdicts"

CRITERIA = {
    "c1": "收入",
    "c2": "吃",
    "c3": "穿",
    "c4": "义务教育",
    "c5": "基本医疗",
    "c6": "住房",
    "c7": "饮水",
    "c8": "程序与认可",
}
"""The eight criteria a source can speak of; c9 (无未决排除命中) comes from leads. RULEBOOK D.4."""

OPTIONAL = {
    "department_mark": "household_id VARCHAR, criterion VARCHAR, mark VARCHAR, source VARCHAR",
    "issue": "issue_id VARCHAR, rule_id VARCHAR, severity VARCHAR, object_id VARCHAR, household_id VARCHAR, "
    "village_code VARCHAR, state VARCHAR, due DATE",
    "registry_in_force": "registry VARCHAR, title VARCHAR, snapshot_date DATE",
    "inspection_visit": "household_id VARCHAR, " + ", ".join(f"{c} VARCHAR" for c in CRITERIA),
}
"""Tables that later lines bring; without rows they say nothing."""


@dataclasses.dataclass(frozen=True)
class Source:
    """Who speaks of a criterion. `query`: household_id, criterion, mark (not 通过, 不通过: no finding), words."""

    id: str
    label: str
    on_site: bool
    query: str


def _visits(source: str, label: str, table: str, where: str = "true") -> Source:
    """An on-site source whose table has one column per criterion."""
    columns = ", ".join(CRITERIA)
    rows = f"SELECT household_id, {columns} FROM {table} WHERE {where}"
    long = f"UNPIVOT ({rows}) ON {columns} INTO NAME criterion VALUE mark"
    return Source(source, label, True, f"SELECT household_id, criterion, mark, '' AS words FROM ({long})")


SOURCES = (
    _visits("T1", "摘帽评估", "evaluation_household", "evaluator = '摘帽评估方' AND disposition = '完成'"),
    _visits("T2", "精准评估", "evaluation_household", "evaluator = '精准评估方' AND disposition = '完成'"),
    _visits("M", "市级验收", "municipal_household"),
    _visits("I", "督查", "inspection_visit"),
    Source(
        "D", "部门", False, "SELECT household_id, criterion, mark, coalesce(source, '') AS words FROM department_mark"
    ),
    Source("S", "区县自查", False, "SELECT household_id, criterion, mark, coalesce(rules, '') AS words FROM self_mark"),
)
"""The six sources of RULEBOOK D.4 beside the ruling, in the order they are named. A new source is one line."""


MEMBERS = f"""CREATE OR REPLACE TABLE member AS
SELECT household_id, person_id, education, schooling, dropout_reason, resident_med, employee_med, k
FROM ({identity.keyed("person")}) WHERE coalesce(change_type, '无') NOT IN ('死亡', '迁出', '服刑')"""
"""Members of today with their identity key: the dead, the departed and those in prison are no longer counted (YS20)."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """Facts of the year and the day that the lists look at. `matched`: every required department table was compared."""

    county_code: str
    as_of: dt.date
    campaign_year: int
    poverty_line: Decimal
    village_threshold: Decimal
    entry_age: int
    matched: bool

    @classmethod
    def of(cls, campaign: Campaign, county_code: str, as_of: dt.date, matched: bool) -> "Setting":
        """Taken from the campaign's configuration; decimals exactly as written there."""
        return cls(
            county_code,
            as_of,
            campaign.year,
            exact(campaign.poverty_line.amount),
            exact(campaign.thresholds["village_poverty_rate"].value),
            int(campaign.entry_age.number),
            matched,
        )


def prepare(
    con: duckdb.DuckDBPyConnection,
    setting: Setting,
    feeds: Iterable[tuple[str, str]] | None = None,
    holds: Iterable[tuple[str, str]] | None = None,
) -> None:
    """Make the settings, the optional tables that are missing, and what is in force on the day.

    Args:
        feeds: (rule id, criterion or village test) pairs; taken from the contracts when not given.
        holds: (rule id, R or G test that waits) pairs; taken from the contracts when not given.
    """
    con.execute(
        "CREATE OR REPLACE TABLE verdict_setting (county_code VARCHAR, as_of DATE, campaign_year INTEGER, "
        "poverty_line DECIMAL(18,2), village_threshold DECIMAL(9,6), entry_age INTEGER, matched BOOLEAN)"
    )
    con.execute("INSERT INTO verdict_setting VALUES (?, ?, ?, ?, ?, ?, ?)", list(dataclasses.astuple(setting)))
    present = {name for (name,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    for name in OPTIONAL.keys() - present:
        con.execute(f"CREATE TABLE {name} ({OPTIONAL[name]})")
    _fill(con, "criterion_title", ("criterion", "title"), CRITERIA.items())
    _fill(con, "rule_feeds", ("rule_id", "feeds"), contract_feeds() if feeds is None else feeds)
    _fill(con, "rule_holds", ("rule_id", "test"), contract_holds() if holds is None else holds)
    _fill(con, "rule_exemptable", ("rule_id",), ((rule,) for rule in exemptions.exemptable()))
    _fill(con, "village_item", ("item", "title", "confirmed"), village_items())
    con.execute("ALTER TABLE village_item ALTER confirmed TYPE BOOLEAN")
    con.execute(MEMBERS)
    con.execute(sql.load(PACKAGE, "in_force"))


def contract_feeds() -> list[tuple[str, str]]:
    """What each judge rule feeds (c1..c8, V1..V6), as the contracts state it."""
    return sorted(
        {
            (rule.id, target.strip())
            for rule in contracts.rules().values()
            if rule.feeds
            for target in rule.feeds.split(",")
        }
    )


def contract_holds() -> list[tuple[str, str]]:
    """Which test waits while a rule has a finding (R2, R6, G7), as the contracts state it."""
    return sorted({(rule.id, rule.holds) for rule in contracts.rules().values() if rule.holds})


def registry_titles() -> dict[str, str]:
    """Registry -> Chinese title, for every department table that has a contract."""
    return {name: registry.title for name, registry in contracts.registries().items()}


def village_items() -> list[tuple[str, str, str]]:
    """The sixteen items of 建八有 and 解八难: column, label, whether the label is confirmed."""
    items = (c for c in contracts.tables()["village"].columns if c.name.startswith(("have_", "solve_")))
    return [(c.name, c.header, str(not c.label_unconfirmed)) for c in items]


def mark_all(con: duckdb.DuckDBPyConnection) -> None:
    """Every source's marks in one long table `mark`; 存疑, 未查 and blanks are no finding and are left out."""
    parts = [
        f"SELECT household_id, criterion, {sql.quote(source.id)} AS source, {str(source.on_site).lower()} AS on_site, "
        f"{place} AS place, mark, {sql.quote(source.label)} || mark || if(words = '', '', '：' || words) AS words "
        f"FROM ({source.query}) WHERE mark IN ('通过', '不通过') AND household_id IS NOT NULL"
        for place, source in enumerate(SOURCES)
    ]
    con.execute("CREATE OR REPLACE TABLE mark AS " + " UNION ALL ".join(parts))


def _fill(con: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A small reference table of texts."""
    con.execute(f"CREATE OR REPLACE TABLE {name} ({', '.join(f'{c} VARCHAR' for c in columns)})")
    if listed := list(rows):
        spread = ", ".join("unnest(?::VARCHAR[])" for _ in columns)
        con.execute(f"INSERT INTO {name} SELECT {spread}", [list(values) for values in zip(*listed, strict=True)])
