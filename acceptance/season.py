"""A campaign that has been opened: its home, its year's facts, its areas and tasks. What every step is given first."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from acceptance import campaign as campaigns
from acceptance import contracts, sql, store
from acceptance.campaign import Campaign, CampaignError

CONFIGURATION = ("dim_area", "county_task")
"""The office's own tables in <home>/config/, in the order they are read."""


UNREAD_BY_CHECKS = (
    "thresholds", "overturn_redo", "gate", "sampling", "inspection", "comparison", "estimation", "signals",
    "dibao_standards", "overdue_days", "drill_today", "official_estimate", "recognition_reading",
    "labels_unconfirmed",
)  # fmt: skip
"""Facts of a year that judge and print but check no package: changing one judges anew and reads nothing again. Of the
thresholds one is read by a rule and counts: village_poverty_rate.
"""


@dataclass(frozen=True)
class Season:
    """One year's campaign in one home. Tables are arrow, in the columns of their contracts."""

    home: store.Home
    campaign: Campaign
    areas: pa.Table
    tasks: pa.Table

    @cached_property
    def config_hash(self) -> str:
        """Hash of the whole configuration, which verdicts rest on."""
        return self._with_tables(self.campaign.sha256)

    @cached_property
    def basis(self) -> store.Basis:
        """What checks rest on besides the package: the configuration without what no check reads."""
        facts = self.campaign.model_dump(mode="json", exclude=set(UNREAD_BY_CHECKS))
        village = self.campaign.thresholds["village_poverty_rate"].value
        return store.Basis(self._with_tables([facts, village]), self.campaign.rules_version)

    def _with_tables(self, facts: object) -> str:
        return store.hash_value([facts, self.areas.to_pylist(), self.tasks.to_pylist()])

    @cached_property
    def county_names(self) -> dict[str, str]:
        """Code -> name of every county (区县) of the year."""
        rows = self.areas.select(["code", "name", "level"]).to_pylist()
        return {row["code"]: row["name"] for row in rows if row["level"] == "区县"}

    @cached_property
    def counties(self) -> tuple[str, ...]:
        """Codes of the counties that have a task this year; the others are 不适用 and not advanced (RULEBOOK D.4)."""
        tasked = set(self.tasks.column("county_code").to_pylist())
        return tuple(sorted(code for code in self.county_names if code in tasked))

    def task(self, county: str) -> dict[str, object]:
        """The county's row of county_task."""
        return next(row for row in self.tasks.to_pylist() if row["county_code"] == county)

    def applies(self, county: str) -> bool:
        """Whether the county is a 重点县 that applies for 摘帽 this year, which asks for both evaluators (RULEBOOK
        D.4).
        """
        task = self.task(county)
        return task["type"] in ("国家重点", "市级重点") and task["apply_exit"] == "是"

    def known(self, county: str, line: str) -> bool:
        """Whether packages of this line may arrive from there."""
        if county == store.REGISTRIES:
            return line in contracts.registries()
        stated = contracts.lines().get(line)
        if stated is None:
            return False
        return county == store.MUNICIPAL if stated.owner == "municipal" else county in self.county_names


def open_season(path: Path | str) -> Season:
    """Opens a home.

    Raises:
        StoreError: the folder is no home.
        CampaignError: its configuration cannot be used.
    """
    home = store.Home.open(path)
    if not home.campaign_file.is_file():
        raise CampaignError(f"「{home.campaign_file}」不存在，请先运行 campaign init。")
    tables = (_given(home.config / f"{name}.csv", name) for name in CONFIGURATION)
    return _season(home, home.campaign_file.read_bytes(), *tables)


@lru_cache(maxsize=4)
def _season(home: store.Home, year: bytes, *tables: bytes) -> Season:
    """The season of these bytes, kept while they stay: an advance of many counties opens it for each of them."""
    given = zip(CONFIGURATION, tables, strict=True)
    areas, tasks = (_table(home.config / f"{name}.csv", name, raw) for name, raw in given)
    return Season(home, campaigns.parse(year.decode("utf-8"), str(home.campaign_file)), areas, tasks)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def read_configuration(path: Path, name: str) -> pa.Table:
    """A configuration table from csv (UTF-8 or GB18030), its headers Chinese or English, typed by its contract.

    Raises:
        CampaignError: the file is missing, a required column is missing or empty, or a cell is no value of its type.
    """
    return _table(path, name, _given(path, name))


def _given(path: Path, name: str) -> bytes:
    if not path.is_file():
        raise CampaignError(f"缺少配置文件「{path}」（{contracts.tables()[name].title}）。")
    return path.read_bytes()


def _table(path: Path, name: str, raw: bytes) -> pa.Table:
    table = contracts.tables()[name]
    rows = list(csv.reader(io.StringIO(_text(raw))))
    names = {c.header: c.name for c in table.columns} | {c.name: c.name for c in table.columns}
    found = [names.get(cell.strip()) for cell in rows[0]] if rows else []
    for column in table.columns:
        if column.required and column.name not in found:
            raise CampaignError(f"配置文件「{path.name}」缺少列「{column.header}」。")
    with sql.connect() as con:
        return _typed(con, path, table, [(n, [_cell(row, i) for row in rows[1:]]) for i, n in enumerate(found) if n])


def _cell(row: list[str], index: int) -> str | None:
    return (row[index].strip() or None) if index < len(row) else None


def _typed(
    con: duckdb.DuckDBPyConnection, path: Path, table: contracts.Table, columns: list[tuple[str, list[str | None]]]
) -> pa.Table:
    given = dict(columns)
    count = len(columns[0][1]) if columns else 0
    con.register("given", pa.table({n: pa.array(v, pa.string()) for n, v in given.items()} | {"row_no": range(count)}))
    for column in table.columns:
        if column.name not in given:
            continue
        quoted = sql.identifier(column.name)
        missing = f"{quoted} IS NULL" if column.required else "false"
        bad = con.execute(
            f"SELECT row_no + 2, {quoted} FROM given WHERE {missing} OR "
            f"({quoted} IS NOT NULL AND TRY_CAST({quoted} AS {column.sql_type}) IS NULL) ORDER BY 1 LIMIT 1"
        ).fetchone()
        if bad:
            raise CampaignError(
                f"配置文件「{path.name}」第 {bad[0]} 行「{column.header}」的值「{bad[1] or ''}」不能使用。"
            )
    casts = ", ".join(
        f"CAST({sql.identifier(c.name) if c.name in given else 'NULL'} AS {c.sql_type}) AS {sql.identifier(c.name)}"
        for c in table.columns
    )
    return con.sql(f"SELECT {casts} FROM given ORDER BY {', '.join(table.key)}").to_arrow_table()


ZONE = ZoneInfo("Asia/Shanghai")


def moment(
    season: Season, today: dt.date | str | None = None, now: dt.datetime | str | None = None
) -> tuple[dt.date, dt.datetime]:
    """The day judged on and the moment of arrival, as given; else the day a 演练 home plays on; else the clock's.

    The clock is looked at here, at the edge, and nowhere in the rules (DESIGN 4, the date is an input).
    """
    day = dt.date.fromisoformat(today) if isinstance(today, str) else today
    at = dt.datetime.fromisoformat(now) if isinstance(now, str) else now
    if day is None and season.home.kind == "演练":
        day = season.campaign.drill_today
    if at is None:
        at = dt.datetime.combine(day, dt.time(12), ZONE) if day else dt.datetime.now(ZONE)
    return day or at.astimezone(ZONE).date(), at
