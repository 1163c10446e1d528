"""What must arrive: tables, columns, code lists, lines and registries, read from the YAML files in `expectations/`.

Everything else that speaks of a column (reading, typing, suites, templates, dictionary, labels) derives from the
objects made here.
Unknown keys in a file are an error, so that a misspelt rule can never be silently ignored.
"""

import dataclasses
import functools
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

import yaml

from acceptance.code_lists import CodeLists

T = TypeVar("T")
TableT = TypeVar("TableT", bound="Table")

Severity = Literal["block", "row", "judge", "warn"]
Scope = Literal["package", "county", "municipal", "report"]

SQL_TYPES = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "int": "BIGINT",
    "dec": "DECIMAL(18,2)",
    "num": "DECIMAL(18,6)",
    "float": "DOUBLE",
    "date": "DATE",
    "ts": "TIMESTAMP",
    "time": "TIME",
}
SOURCE_COLUMNS = {"src_file": "VARCHAR", "src_sheet": "VARCHAR", "src_row": "INTEGER"}
"""Lineage that every row carries from reading on: where a person finds it again (row counted from 1)."""
VERSION = {"version": "INTEGER"}
"""What a row of an accumulating line carries in the evidence besides: the package's number, which orders entries of
one day (DESIGN 3)."""


class ContractError(ValueError):
    """A file in `expectations/` says something the software does not understand."""


@dataclasses.dataclass(frozen=True)
class Column:
    """One column of a table: English name, Chinese header, type and what it may hold.

    codes: the values of its code lists as they stand (`standing_codes`); what holds in a year is in the table that
    `Campaign.codes.of` gives. lists: the names of these lists.
    """

    name: str
    header: str
    type: str
    codes: tuple[str, ...] | None = None
    lists: tuple[str, ...] = ()
    multi: bool = False
    required: bool = False
    unit: str | None = None
    note: str | None = None
    also: tuple[str, ...] = ()
    label_unconfirmed: bool = False

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]


@dataclasses.dataclass(frozen=True)
class Rule:
    """One expectation of RULEBOOK D.2.

    A row fails when `when` is true and `ok` is false; an unknown (NULL) fails nothing, because a missing value is
    缺证据 and not a finding. Both are SQL over the table's facts (see `Table.facts_sql`). What they name of the table's
    own columns is read by itself; `reads` adds what the facts take from elsewhere, as `column`, `table.column`, `table`
    or `source` (a package in the contract's own layout): where a source does not carry one of them the rule is 未评价.

    `column` is the cell that is marked. With `columns` the rule holds for each of them, `$it` standing for the
    column, `$codes` for its code list (`$listed` in a message), `$header` for its header. A rule on a group marks
    cells of another table instead: the rows of `cells_table` of the same household (or village) where `cells_when` is
    true, in `cells_column`; the row itself when none is. `about` is the SQL of the object where the rule speaks of
    the line as a whole and of no household or village, though a row must carry it. `value` is the SQL for the value
    shown (default: the cell). `message` is Chinese with {SQL} in braces. `block_above` is the share of a table's rows
    above which the package is refused. `holds` names the tests that wait. `examples` (pass, fail, boundary: rows as
    overrides of a valid world; boundary is the last value that passes) are run by one generic test.
    """

    id: str
    table: str
    severity: Severity
    ok: str
    message: str
    title: str
    reason: str
    source: str
    column: str = ""
    columns: tuple[str, ...] = ()
    scope: Scope = "package"
    when: str = "true"
    reads: tuple[str, ...] = ()
    block_above: float | None = None
    feeds: str | None = None
    holds: str | None = None
    value: str | None = None
    about: str | None = None
    cells_table: str | None = None
    cells_when: str = "true"
    cells_column: str | None = None
    examples: Mapping[str, Any] = dataclasses.field(default_factory=dict, compare=False)


@dataclasses.dataclass(frozen=True)
class Table:
    """One table of a package, of the configuration, or of a department."""

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()
    facts_sql: str | None = None
    configuration: bool = False

    def column(self, name: str) -> Column:
        return self._by_name[name]

    @functools.cached_property
    def _by_name(self) -> dict[str, Column]:
        return {c.name: c for c in self.columns}

    @property
    def schema(self) -> dict[str, str]:
        """Column name -> SQL type, lineage columns included, in stated order."""
        return {c.name: c.sql_type for c in self.columns} | SOURCE_COLUMNS

    def header(self, name: str) -> str:
        """The Chinese header of a column; the name itself for what is no column of this table."""
        return self._by_name[name].header if name in self._by_name else name


@dataclasses.dataclass(frozen=True)
class Registry(Table):
    """A department's table (部门数据): what it is matched for and which records count as a lead (比对线索).

    indicator: the exclusion indicator whose leads it gives; '' for a supporting table, which gives none. states: SQL of
    the one value that consistency checks compare with the register (E097).
    """

    department: str = ""
    indicator: str = ""
    record_key: tuple[str, ...] = ()
    counts_when: str = "true"
    states: str = "NULL"
    evidence: str = "''"


WHOLLY = "true"
"""`Line.says` of a line whose every row only speaks about a result: its packages are signatures."""


@dataclasses.dataclass(frozen=True)
class Line:
    """One stream of packages (线): who sends it, whether versions replace or add up, which tables it holds.

    says: SQL of its rows that speak about a result and never change it (`acceptance.concerns`); None: there are none.
    """

    id: str
    title: str
    kind: Literal["snapshot", "accumulates"]
    owner: Literal["county", "municipal"]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    may_be_empty: tuple[str, ...] = ()
    evaluator: str | None = None
    says: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        return self.required + self.optional

    @property
    def accumulates(self) -> bool:
        return self.kind == "accumulates"


def folder() -> Traversable:
    """Where the contracts lie: the installed `expectations` package."""
    return resources.files("expectations")


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where PyYAML brings it: a tenth of the time at the start of every command."""


def _yaml(path: Traversable) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


def _make(cls: type[T], facts: Mapping[str, Any], where: str) -> T:
    known = {f.name for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    if unknown := set(facts) - known:
        raise ContractError(f"{where}: unknown {sorted(unknown)}; known are {sorted(known)}")
    tidy = {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()}
    try:
        return cls(**tidy)
    except TypeError as problem:
        raise ContractError(f"{where}: {problem}") from None


@functools.cache
def standing_codes() -> CodeLists:
    """The code lists without the changes of any year; a campaign's own are `Campaign.codes`."""
    stated = _yaml(folder() / "codes.yaml")
    return CodeLists(tuple((name, tuple(values)) for name, values in stated["lists"].items()), tuple(stated["open"]))


def _column(facts: dict[str, Any], where: str) -> Column:
    names = facts.get("codes")
    if names is not None:
        lists = (names,) if isinstance(names, str) else tuple(names)
        facts = facts | {"lists": lists, "codes": standing_codes().values(lists)}
    column = _make(Column, facts, f"{where}.{facts.get('name')}")
    if column.type not in SQL_TYPES:
        raise ContractError(f"{where}.{column.name}: type {column.type!r} is none of {sorted(SQL_TYPES)}")
    return column


def _table(cls: type[TableT], path: Traversable, **extra: Any) -> TableT:
    name = path.name.removesuffix(".yaml")
    facts = _yaml(path)
    facts["columns"] = [_column(c, name) for c in facts["columns"]]
    facts.setdefault("key", facts.get("record_key"))
    stated = [*common_rules(cls, name), *(facts.get("rules") or ())]
    facts["rules"] = [_make(Rule, {"table": name} | r, f"{name}.{r.get('id')}") for r in stated]
    return _make(cls, facts | {"name": name} | extra, name)


@functools.cache
def _stated_once() -> tuple[dict[str, Any], ...]:
    return tuple(_yaml(folder() / "rules_common.yaml"))


def common_rules(cls: type[Table], name: str) -> list[dict[str, Any]]:
    """The rules that hold for many tables (`rules_common.yaml`), as facts of this one; `tables: registries` means
    every registry.
    """
    asked = "registries" if issubclass(cls, Registry) else name
    return [{k: v for k, v in rule.items() if k != "tables"} for rule in _stated_once() if asked in rule["tables"]]


@functools.cache
def reading_rules() -> dict[str, Rule]:
    """What reading itself finds in cells and headers (E000, E003, E003b, E004), by id."""
    facts = _yaml(folder() / "rules_reading.yaml")
    nothing = {"table": "", "column": "", "ok": "true", "message": ""}
    return {f["id"]: _make(Rule, nothing | f, f"rules_reading.{f['id']}") for f in facts}


@functools.cache
def report_rules() -> dict[str, Rule]:
    """The rules of scope report (E113–E115), by id; `table` names the facts each is asked of (acceptance.proofs)."""
    facts = _yaml(folder() / "rules_report.yaml")
    return {f["id"]: _make(Rule, {"scope": "report"} | f, f"rules_report.{f['id']}") for f in facts}


def facts_sql(name: str) -> str | None:
    """The facts stated for a table, or with `county/<table>` and `municipal/<table>` for its rules of that scope."""
    path = folder() / "facts" / f"{name}.sql"
    return path.read_text(encoding="utf-8") if path.is_file() else None


NOT_TABLES = {"lines.yaml", "codes.yaml"}


def _table_files(place: Traversable) -> list[Traversable]:
    names = sorted(
        p.name
        for p in place.iterdir()
        if p.name.endswith(".yaml") and p.name not in NOT_TABLES and not p.name.startswith(("campaign_", "rules_"))
    )
    return [place / name for name in names]


@functools.cache
def tables() -> dict[str, Table]:
    """Every table of a package or of the configuration, by name."""
    return {
        (t := _table(Table, path, facts_sql=facts_sql(n))).name: t
        for path in _table_files(folder())
        for n in [path.name.removesuffix(".yaml")]
    }


def read_registries(place: Traversable) -> dict[str, Registry]:
    """The registries stated in a folder of YAML files, by name."""
    return {(r := _table(Registry, path)).name: r for path in _table_files(place)}


@functools.cache
def registries() -> dict[str, Registry]:
    """Every department table, by name."""
    return read_registries(folder() / "registries")


def lead_registries() -> dict[str, Registry]:
    """The department tables whose records are leads; the others only support or contradict the register."""
    return {name: one for name, one in registries().items() if one.indicator}


@functools.cache
def lines() -> dict[str, Line]:
    """Every line, by id, in the order of the office's procedure."""
    return {name: _make(Line, {"id": name} | facts, name) for name, facts in _yaml(folder() / "lines.yaml").items()}


@functools.cache
def evidence_schema(name: str) -> dict[str, str]:
    """Column -> SQL type of a table of the evidence: its own, lineage, and VERSION on a line that accumulates."""
    adds_up = any(line.accumulates and name in line.tables for line in lines().values())
    return tables()[name].schema | (VERSION if adds_up else {})


@functools.cache
def rules() -> dict[str, Rule]:
    """Every rule by id; where an id stands more than once the further ones are under `id@table.column`."""
    found: dict[str, Rule] = {}
    for table in (*tables().values(), *registries().values()):
        for rule in table.rules:
            found[rule.id if rule.id not in found else f"{rule.id}@{table.name}.{rule.column}"] = rule
    return found
