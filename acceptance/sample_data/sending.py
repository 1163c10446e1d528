"""Which package holds which rows, and where it is put: the inboxes of counties, municipality and departments."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from acceptance import contracts, sql, store
from acceptance.campaign import Campaign
from acceptance.checking import earlier
from acceptance.sample_data import leads
from acceptance.sample_data.counties import HELD_BACK, County, calendar
from acceptance.sample_data.packages import MANIFEST, SOUND, Layout, Manifest, Writer

WORKBOOK_UP_TO = 1000
"""Registered households from which a self-check is a zip of csv files instead of a workbook (DESIGN 10)."""
Place = tuple[str, str]
"""County code and line."""


def self_check(
    writer: Writer,
    home: Path,
    campaign: Campaign,
    counties: Sequence[County],
    layouts: Mapping[Place, Layout],
    manifests: Mapping[str, Mapping[str, Mapping[str, object]]],
) -> None:
    """One package per county: a workbook up to 1,000 households, else a zip of csv."""
    days = calendar(campaign)
    tables = [name for name in (*contracts.lines()["self_check"].required, "measure") if name != MANIFEST]
    for county in counties:
        stated = Manifest(
            county.code,
            campaign.year,
            dt.datetime.combine(days.submitted, dt.time(10)),
            days.data_date,
            f"{county.name}扶贫办",
            f"{county.name}自查报告签章页.pdf",
            manifests.get(county.code, {}),
        )
        folder = home / "inbox" / county.code / "self_check"
        layout = layouts.get((county.code, "self_check"), SOUND)
        if county.households <= WORKBOOK_UP_TO:
            writer.workbook(folder / f"{county.name}区县自查.xlsx", tables, _of(county), stated, layout)
        else:
            writer.archive(folder / f"{county.name}区县自查.zip", tables, _of(county), stated, layout)


def _of(county: County, line: str | None = None) -> str:
    return f"t.county_code = {sql.quote(county.code)}" + (f" AND t.line = {sql.quote(line)}" if line else "")


def deliveries(writer: Writer) -> dict[str, Path]:
    """The tables of this batch that give leads as csv, for the production matching to read."""
    every = (*leads.REGISTRIES, *leads.OF_ONE_COUNTY)
    paths = {name: writer.scratch / f"{name}.csv" for name in every if contracts.registries()[name].indicator}
    return {name: path for name, path in paths.items() if writer.csv(path, leads.select_registry(name))}


def field(writer: Writer, home: Path, counties: Sequence[County]) -> list[str]:
    """Municipal acceptance, evaluations, opinion survey, adjudication of each county; returns the paths held back."""
    away: list[str] = []
    for county in counties:
        for line, title, key in _FIELD:
            if not _sent(county, line):
                continue
            root = "held_back" if county.role == HELD_BACK and line == "exit_evaluation" else "inbox"
            path = home / root / county.code / line / f"{county.name}{title}.xlsx"
            if root == "held_back":
                away.append(str(path.relative_to(home)))
            where = _of(county, line if key else None)
            tables = (*contracts.lines()[line].required, *_optional(writer, line, where))
            writer.workbook(path, tables, where)
    return away


def _optional(writer: Writer, line: str, where: str) -> list[str]:
    """The line's optional tables that have something to say."""
    made = {
        name
        for (name,) in writer.con.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'made'"
        ).fetchall()
    }
    return [
        name
        for name in contracts.lines()[line].optional
        if name in made and writer.con.execute(f"SELECT 1 FROM made.{name} t WHERE {where} LIMIT 1").fetchall()
    ]


def _sent(county: County, line: str) -> bool:
    """A county whose self-check is refused has no draw yet; the survey centre asks without one."""
    if not county.matched:
        return line == "opinion" and county.surveyed
    return line != "exit_evaluation" or county.exits


def departments(writer: Writer, home: Path, county: County) -> None:
    """The parts that departments deliver of one county alone: what they hold of its persons."""
    for name in leads.OF_ONE_COUNTY:
        title = contracts.registries()[name].title
        place = home / "inbox" / "registries" / name / f"county-{county.code}" / f"{title}.csv"
        writer.csv(place, leads.select_registry(name, where=f"county_code = {sql.quote(county.code)}"))


def history(con: duckdb.DuckDBPyConnection, home: Path, county: County) -> None:
    """The county's register of earlier years as `campaign init --previous` would have brought it in."""
    years = [year for (year,) in con.execute("SELECT DISTINCT snapshot_year FROM made.earlier_year").fetchall()]
    schemas = {name: contracts.tables()[name].schema for name in earlier.TABLES} | earlier.OTHERS
    for year in years:
        for name, schema in schemas.items():
            made = {column for column, *_ in con.execute(f"DESCRIBE made.earlier_{name}").fetchall()}
            columns = ", ".join(
                f"CAST({sql.identifier(c) if c in made else 'NULL'} AS {kind}) AS {sql.identifier(c)}"
                for c, kind in schema.items()
            )
            rows = con.sql(
                f"SELECT {columns} FROM made.earlier_{name} WHERE county_code = {sql.quote(county.code)} "
                f"AND snapshot_year = {year}"
            )
            key = contracts.tables()[name].key if name in earlier.TABLES else ("registry", "kind", "object_id")
            order = [column for column in key if column in schema]
            store.write_parquet(home / "history" / str(year) / name / f"{county.code}.parquet", rows, order)


_FIELD = (
    ("adjudication", "比对核查", False),
    ("municipal", "市级验收", False),
    ("exit_evaluation", "摘帽评估", True),
    ("precision_evaluation", "精准评估", True),
    ("opinion", "民意调查", False),
)
"""Line, name of the file, whether the line is a column of its tables."""


def municipal(writer: Writer, home: Path) -> None:
    """What the office itself gives: configuration, the frame of all counties in one package, registries, decisions."""
    con = writer.con
    con.execute(sql.load("acceptance.sample_data", "areas"))
    for name, key in (("dim_area", "code"), ("county_task", "county_code")):
        names = ", ".join(sql.identifier(c.name) for c in contracts.tables()[name].columns)
        writer.csv(home / "config" / f"{name}.csv", f"SELECT {names} FROM kept.{name} ORDER BY {key}")
    frame = contracts.lines()["frame"]
    for name in frame.tables:
        con.execute(f"DROP TABLE IF EXISTS made.{name}")
        con.execute(f"CREATE VIEW made.{name} AS FROM kept.{name}")
    tables = (*frame.required, *_optional(writer, "frame", "true"))
    writer.archive(home / "inbox" / "municipal" / "frame" / "非建档立卡户抽样框.zip", tables, "true")
    for name in leads.REGISTRIES:
        title = contracts.registries()[name].title
        writer.csv(home / "inbox" / "registries" / name / f"{title}.csv", leads.select_registry(name, "kept"))
    if con.execute("SELECT count(*) FROM made.decision").fetchall()[0][0]:
        writer.workbook(home / "inbox" / "municipal" / "decision" / "市级决定.xlsx", ["decision"], "true")
