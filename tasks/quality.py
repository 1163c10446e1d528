"""Checking packages: those that wait in the store, in one batch; and one that a county checks before sending."""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from acceptance import campaign as campaigns
from acceptance import checking, concerns, contracts, feedback, findings, matching, season, sheets, sql, store
from acceptance.campaign import Campaign
from acceptance.progress import Tell, silent
from acceptance.season import Season
from expectations import check
from tasks import check_evidence

FINDING_ORDER = ["table_name", "file", "sheet", "row_no", "column_name", "rule_id", "object_id", "value", "message"]
REGISTER = "register"
VISITS = "evaluation_household"
"""The table that says whose visits a package of evaluation holds."""


def waiting(season: Season, counties: Sequence[str]) -> list[store.Receipt]:
    """Received packages of these counties and of the municipal lines that have no outcome under the present rules."""
    found = []
    for line in contracts.lines().values():
        for folder in (store.MUNICIPAL,) if line.owner == "municipal" else counties:
            found += store.unchecked(season.home, folder, line.id, season.basis)
    return found


def check_waiting(season: Season, counties: Sequence[str]) -> dict[str, str]:
    """Check everything that waits, in one batch, and keep rows, findings and outcomes; returns package -> outcome.

    A package whose bytes are not those of its receipt is 退回 without being read (DESIGN 4, Arrival).
    """
    receipts = waiting(season, counties)
    outcomes = {}
    whole = []
    for receipt in receipts:
        if (problem := _changed(receipt)) is None:
            whole.append(receipt)
        else:
            outcomes[package_id(receipt)] = _refuse(season, receipt, problem)
    if whole:
        outcomes |= _check_batch(season, whole)
    return outcomes


def package_id(receipt: store.Receipt) -> str:
    return f"{receipt.county}/{receipt.line}/{receipt.version}"


def _changed(receipt: store.Receipt) -> str | None:
    try:
        store.verify_bytes(receipt)
    except store.ArrivalProblem as problem:
        return str(problem)
    return None


def _refuse(season: Season, receipt: store.Receipt, problem: str) -> str:
    """退回 with one finding about the file itself."""
    row = dict.fromkeys(findings.SCHEMA.names) | {
        "pkg": package_id(receipt),
        "county_code": receipt.county,
        "rule_id": "S022",
        "severity": findings.BLOCK,
        "scope": "package",
        "line": receipt.line,
        "table_name": "",
        "object_id": "",
        "file": receipt.name,
        "sheet": "",
        "row_no": 1,
        "column_name": "",
        "value": "",
        "masked": "",
        "message": problem,
    }
    found = pa.Table.from_pylist([row], schema=findings.SCHEMA)
    store.write_check(season.home, receipt, season.basis, checking.REFUSED, {"S022": 1}, found, FINDING_ORDER)
    return checking.REFUSED


def _check_batch(season: Season, receipts: Sequence[store.Receipt]) -> dict[str, str]:
    packages = [
        checking.PackageToCheck(
            package_id(one),
            one.county if one.county != store.MUNICIPAL else None,
            one.line,
            path=one.package,
            previous_version=_previous(season, one),
        )
        for one in receipts
    ]
    report = check.run(
        packages,
        season.campaign,
        season.areas,
        season.tasks,
        keep=_into_lake(season, receipts),
        scratch=season.home.tmp,
    )
    said = check_evidence.keep(season, {package_id(one): one for one in receipts}, report.evidence)
    with store.one_writer():
        return {package_id(one): _keep_outcome(season, one, report, said[package_id(one)]) for one in receipts}


def _keep_outcome(season: Season, receipt: store.Receipt, report: check.CheckReport, evidence: str) -> str:
    """Keep what became of one package; evidence: where Great Expectations' results on it are named."""
    if (problem := _changed(receipt)) is not None:  # a sender was still writing while it was read
        return _refuse(season, receipt, problem)
    name = package_id(receipt)
    result = report.results[name]
    details = {
        "not_evaluated": [list(dataclasses.astuple(one)) for one in result.not_evaluated],
        "aside": dict(result.aside),
        "evidence": evidence,
    }
    own = report.findings.filter(pc.equal(report.findings["pkg"], name))
    if receipt.county == store.MUNICIPAL and result.outcome != checking.REFUSED:
        details["concerns"] = _concerns(season, receipt, own)
    store.write_check(season.home, receipt, season.basis, result.outcome, result.counts, own, FINDING_ORDER, details)
    return result.outcome


def _concerns(season: Season, receipt: store.Receipt, found: pa.Table) -> dict[str, dict[str, str]]:
    """What an accepted municipal package says of each county."""
    line = contracts.lines()[receipt.line]
    files = {
        name: path
        for name in line.tables
        for path in store.lake_files(season.home, line.id, name, receipt.county, [receipt.version])
    }
    return concerns.of_package(line, files, found)


def _previous(season: Season, receipt: store.Receipt) -> int | None:
    """package_version of the newest accepted version before this one (E006)."""
    earlier = [v for v in store.accepted(season.home, receipt.county, receipt.line) if v < receipt.version]
    files = store.lake_files(season.home, receipt.line, "manifest", receipt.county, earlier[-1:])
    if not files:
        return None
    with sql.connect() as con:
        [found] = con.execute(f"SELECT max(package_version) FROM read_parquet({sql.quote(str(files[0]))})").fetchall()
    return found[0]


def _into_lake(season: Season, receipts: Iterable[store.Receipt]) -> Callable[[duckdb.DuckDBPyConnection, Any], None]:
    """Writes every package's typed rows into the lake, as sent; what is set aside is decided later, by findings."""

    def keep(con: duckdb.DuckDBPyConnection, prepared: checking.Prepared) -> None:
        carried = {one.id: one.carried for one in prepared.packages}
        every = [(receipt, name) for receipt in receipts for name in carried[package_id(receipt)]]
        with store.one_writer():
            for receipt, name in every:
                table = contracts.tables()[name]
                columns = ", ".join(sql.identifier(c) for c in table.schema)
                own = f"SELECT {columns} FROM {sql.identifier(name)} WHERE pkg = {sql.quote(package_id(receipt))}"
                asked = con.sql(matching.with_key(f"({own})") if name == "person" else own)
                # Arrow, else DuckDB marks a column required by what all packages of the batch hold
                rows = asked.to_arrow_table()
                order = [*table.key, "src_file", "src_sheet", "src_row"]
                store.write_rows(season.home, receipt.line, name, receipt.county, receipt.version, rows, order)

    return keep


@dataclasses.dataclass(frozen=True)
class OfflineReport:
    """A county's own check: outcome, title of each table -> rows read, [(rule, severity word, title, cells)], rules
    that could not be asked, where the feedback lies.
    """

    outcome: str
    rows: Mapping[str, int]
    findings: pa.Table
    rule_counts: list[tuple[str, str, str, int]]
    not_evaluated: list[str]
    feedback: Path | None


def check_offline(
    package: Path,
    *,
    line: str | None,
    county: str | None,
    home: Path,
    today: dt.date | None,
    for_submission: bool = False,
    tell: Tell = silent,
) -> OfflineReport:
    """Check one package as the receiving side would, without a server and without storing anything but
    <package>.feedback.xlsx.

    With a home its configuration and areas are used; without one the year's default configuration, and rules that
    need the areas are 未评价. for_submission: a register export is no package of a line and is refused. tell: is told
    which stage and sheet is at work.

    Raises:
        StoreError: there is no such package or line.
    """
    if not package.exists():
        raise store.StoreError(f"找不到申报包「{package}」。")
    opened = season.open_season(home) if (home / "home.json").is_file() else None
    chosen = _line(package, line)
    raw = sheets.read_package(package, chosen, contracts.tables(), tell=tell)
    year = _campaign(opened, raw)
    to_check = checking.PackageToCheck("offline", county, chosen.id, raw=raw)
    report = check.run([to_check], year, opened.areas if opened else None, opened.tasks if opened else None, tell=tell)
    result = report.results["offline"]
    sender = feedback.FeedbackHeader(
        county_name=opened.county_names.get(county or "", county or "") if opened else county or "",
        line_title=chosen.title,
        version=None,
        package_name=package.name,
        checked_on=_day(opened, raw, today),
        deadline=None,
    )
    target = package.with_name(f"{package.name}.feedback.xlsx")
    outcome = checking.REFUSED if for_submission and raw.kind == REGISTER else result.outcome
    written = feedback.write_feedback(
        target,
        raw=raw,
        findings=report.findings,
        outcome=outcome,
        sender=sender,
        not_evaluated=result.not_evaluated,
        package=package,
        codes=year.codes,
        tell=tell,
    )
    return OfflineReport(
        outcome,
        {contracts.tables()[name].title: table.rows for name, table in raw.tables.items()},
        report.findings,
        _rule_counts(report.findings),
        sorted({n.rule_id for n in result.not_evaluated}),
        written,
    )


def _line(package: Path, line: str | None) -> contracts.Line:
    """The line that was named; else the one whose tables the package holds most of by the names of its sheets or
    files.
    """
    stated = contracts.lines()
    if line is not None:
        if line not in stated:
            raise store.StoreError(f"没有「{line}」这条线；可用：{'、'.join(stated)}")
        return stated[line]
    held = sheets.named_tables(package, contracts.tables()) or _read_tables(package)
    shares = {one.id: len(held & set(one.tables)) / len(one.tables) for one in stated.values()}
    alike = [one for one in stated.values() if shares[one.id] == max(shares.values())]
    named = _evaluators(package, alike[0]) if len(alike) > 1 and VISITS in held else set()
    return next((one for one in alike if one.evaluator in named), alike[0])


def _read_tables(package: Path) -> set[str]:
    """The tables of a package whose sheets and files do not say it by their names: it has to be read."""
    stated = contracts.lines()
    every = tuple(sorted({name for one in stated.values() for name in one.tables}))
    anything = dataclasses.replace(stated["self_check"], required=every, optional=(), may_be_empty=())
    return set(sheets.read_package(package, anything, contracts.tables()).tables)


def _evaluators(package: Path, line: contracts.Line) -> set[str | None]:
    """Whose visits a package of evaluation holds: the two evaluators' lines have the same tables."""
    raw = sheets.read_package(package, line, contracts.tables())
    header = contracts.tables()[VISITS].column("evaluator").header
    if VISITS not in raw.tables or header not in raw.tables[VISITS].headers:
        return set()
    column = raw.tables[VISITS].headers.index(header)
    return set(raw.tables[VISITS].data.column(f"c{column}").to_pylist())


def _campaign(opened: Season | None, raw: sheets.RawPackage) -> Campaign:
    """The home's year; without a home the year of the data where a configuration of that year exists, else the
    default year.
    """
    if opened is not None:
        return opened.campaign
    year = raw.reference_date.year if raw.reference_date else None
    known = year is not None and (contracts.folder() / f"campaign_{year}.yaml").is_file()
    chosen = year if known and year is not None else campaigns.DEFAULT_YEAR
    return campaigns.parse(campaigns.default_text(chosen), f"campaign_{chosen}.yaml")


def _day(opened: Season | None, raw: sheets.RawPackage, today: dt.date | None) -> dt.date:
    """The day printed on the feedback: as given, else the day a 演练 home plays on, else the date of the data, else
    the clock's.
    """
    if opened is not None:
        return season.moment(opened, today)[0]
    return today or raw.reference_date or dt.datetime.now(season.ZONE).date()


def _rule_counts(found: pa.Table) -> list[tuple[str, str, str, int]]:
    """(rule, severity word, title, cells), gravest first."""
    order = list(findings.SEVERITIES)
    with sql.connect() as con:
        con.register("found", found)
        rows = con.execute("SELECT rule_id, severity, count(*) FROM found GROUP BY ALL ORDER BY ALL").fetchall()
    titles = findings.titles()
    counted = [(rule, severity, titles.get(rule, rule), n) for rule, severity, n in rows]
    return [
        (r, findings.SEVERITIES[s], t, n) for r, s, t, n in sorted(counted, key=lambda c: (order.index(c[1]), c[0]))
    ]


def write_json_lines(report: OfflineReport, path: Path) -> None:
    """One finding per line under the names of DESIGN 10; values are the sender's own."""
    rows = findings.exported(report.findings, masked=False).to_pylist()
    lines = "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)
    path.write_text(lines, encoding="utf-8")
