"""What a batch of packages is checked with: loaded tables, facts, and which rules can be asked of which package."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from acceptance import contracts, sql
from acceptance.campaign import Campaign
from acceptance.checking import facts, intake
from acceptance.checking.intake import PackageToCheck, Received
from acceptance.checking.rules import Check, package_checks
from acceptance.code_lists import CodeLists
from acceptance.progress import Tell, silent

PACKAGE = "acceptance.checking"


@dataclasses.dataclass(frozen=True)
class Asked:
    """A check as it is asked of this batch: packages that do not carry what it reads are left out."""

    check: Check
    fails: str


@dataclasses.dataclass(frozen=True, order=True)
class NotEvaluated:
    """A rule that cannot be asked of a package (未评价), and what the package does not carry."""

    rule_id: str
    table: str
    column: str
    lacks: str


@dataclasses.dataclass(frozen=True)
class Prepared:
    """A batch ready to be validated and located. `asked`: table -> checks; its facts are `fact_<table>`."""

    packages: tuple[Received, ...]
    asked: Mapping[str, tuple[Asked, ...]]
    not_evaluated: Mapping[str, tuple[NotEvaluated, ...]]

    def fact_table(self, table: str) -> str:
        return facts.fact_name(table)


def prepare(
    con: duckdb.DuckDBPyConnection,
    packages: Sequence[PackageToCheck],
    campaign: Campaign,
    dim_area: pa.Table | None = None,
    county_task: pa.Table | None = None,
    tell: Tell = silent,
) -> Prepared:
    """Reads, types and loads the packages into `con`, a connection of this batch's own, and makes every table's facts.

    dim_area, county_task: the office's configuration in the columns of their contracts, or None where it is not at hand
    (offline); rules that need them are then 未评价.

    Raises:
        ValueError: two packages have the same id, or one has no content.
    """
    if len({p.id for p in packages}) < len(packages):
        raise ValueError("two packages of one batch have the same id")
    con.execute(sql.load(PACKAGE, "macros"))
    received = intake.receive(con, packages, tell)
    outside = {name for name, given in (("dim_area", dim_area), ("county_task", county_task)) if given is not None}
    facts.create_areas(con, dim_area, campaign.year)
    facts.create_params(con, received, campaign)
    facts.create_unread(con, received)
    names = tables_of(received)
    asked, without = ask(received, names, outside, campaign.codes)
    facts.create_facts(con, names, {name: [a.check for a in checks] for name, checks in asked.items()}, tell)
    return Prepared(received, asked, without)


def tables_of(packages: Iterable[Received]) -> list[str]:
    """The manifest, whose facts say which tables are missing, and the tables of the packages' lines, in their order."""
    lines = {p.line for p in packages}
    named = (t for line in contracts.lines().values() if line.id in lines for t in line.tables)
    return list(dict.fromkeys(["manifest", *named]))


def lacking(check: Check, package: Received, outside: set[str]) -> str | None:
    """What a rule reads and the package does not carry, or None when it can be asked."""
    for table, column in sorted(check.reads, key=str):
        if table == "source":
            if package.kind in ("register", "unreadable"):
                return "申报包模板"
        elif table in ("dim_area", "county_task"):
            if table not in outside:
                return contracts.tables()[table].title
        elif column not in package.carried.get(table, frozenset()) if column else table not in package.carried:
            stated = contracts.tables().get(table)
            return (f"{stated.title}·{stated.header(column)}" if column else stated.title) if stated else table
    return None


def concerns(check: Check, table: str, package: Received) -> bool:
    """Whether a check is of this package's line; which tables must be there is asked also without a manifest."""
    return ("source", None) in check.reads or table in contracts.lines()[package.line].tables


def ask(
    packages: Sequence[Received], names: Iterable[str], outside: set[str], codes: CodeLists
) -> tuple[dict[str, tuple[Asked, ...]], dict[str, tuple[NotEvaluated, ...]]]:
    """Which checks are asked of the batch, and which not of which package."""
    asked: dict[str, list[Asked]] = {}
    without: dict[str, list[NotEvaluated]] = {p.id: [] for p in packages}
    for name, check in ((table, check) for table in names for check in package_checks(table, codes)):
        concerned = [p for p in packages if concerns(check, name, p)]
        lacks = {p.id: found for p in concerned if (found := lacking(check, p, outside))}
        if check.rule.id not in contracts.reading_rules():  # a column that is not there has no cells to read
            for pkg, found in lacks.items():
                without[pkg].append(NotEvaluated(check.rule.id, name, check.column, found))
        if len(lacks) < len(concerned):
            kept_out = ", ".join(sql.quote(pkg) for pkg in lacks)
            fails = f"(pkg NOT IN ({kept_out}) AND {check.fails})" if lacks else check.fails
            asked.setdefault(name, []).append(Asked(check, fails))
    return {n: tuple(a) for n, a in asked.items()}, {p: tuple(sorted(set(w))) for p, w in without.items()}
