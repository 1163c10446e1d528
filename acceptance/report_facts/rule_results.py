"""Part 11: every expectation with what came of it: found, passed, or not evaluated and why."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping

from acceptance import across, contracts, deliveries, findings, sheets, store
from acceptance.case import Case
from acceptance.checking import county
from acceptance.matching.freshness import ROWS_RULE
from acceptance.report_facts.judged import rows
from acceptance.reporting.rows import RuleCount

HISTORY = "history"
NOTHING_BEFORE = "不适用：没有上一年度或上一次的数据可比"
NAMED = 2
"""Tables that are named beside a rule that looks at many."""


@dataclasses.dataclass(frozen=True)
class Stated:
    """A rule under one id: the tables it looks at (none: the file itself), and how grave it is."""

    id: str
    severity: str
    scope: str
    tables: tuple[str, ...]


def rule_counts(case: Case) -> list[RuleCount]:
    """One row per rule id, in order of id: every rule of the contracts, those of reading, and whatever else was found.

    A line whose only package was refused stands with what its check found: nothing of it is in force.
    """
    found = {r["rule_id"]: r["found"] for r in rows(case.con, "rule_counts")}
    for _, check in refused(case).values():
        for name, number in check.counts.items():
            found[name] = found.get(name, 0) + number
    stated = stated_rules()
    lacks, arrived, asked, idle = not_evaluated(case), arrived_tables(case), asked_scopes(case), incomparable(case)
    files = {name: _of_file(name) for name in found.keys() - stated.keys()}
    return [
        _counted(rule, found.get(name), arrived, lacks.get(name, {}), asked, idle)
        for name, rule in sorted((stated | files).items())
    ]


def notes(case: Case) -> list[str]:
    """Which refused packages the counts include."""
    named = [f"{contracts.lines()[line].title}第{receipt.version}版" for line, (receipt, _) in refused(case).items()]
    return [f"注：{'、'.join(named)}已退回，检查发现计入上表；退回的数据不进入任何结论"] if named else []


def refused(case: Case) -> dict[str, tuple[store.Receipt, store.Check]]:
    """Line -> newest package with its check, where it was refused and nothing of the line is in force."""
    return {
        line: (receipt, check)
        for line, (receipt, check) in case.force.newest.items()
        if not check.accepted and not case.force.holds(line)
    }


def stated_rules() -> dict[str, Stated]:
    """Every rule id of the contracts, of reading and of the report, with all the tables it stands at."""
    made = [(rule.id, rule.severity, rule.scope, rule.table) for rule in contracts.rules().values()]
    other = (*contracts.reading_rules().values(), *contracts.report_rules().values())
    made += [(rule.id, rule.severity, rule.scope, "") for rule in other]
    found: dict[str, Stated] = {}
    for name, severity, scope, table in made:
        before = found.setdefault(name, Stated(name, severity, scope, ()))
        tables = tuple(dict.fromkeys([*before.tables, *([table] if table else [])]))
        found[name] = dataclasses.replace(before, tables=tables)
    return found


def _of_file(name: str) -> Stated:
    """A problem of the file itself (S001…), which is named only when there is one."""
    return Stated(name, sheets.CODES[name].severity if name in sheets.CODES else "warn", "package", ())


def arrived_tables(case: Case) -> set[str]:
    """Tables of every line in force or refused and of every registry delivered; '' for the files themselves."""
    counted = refused(case)
    lines = [line for line in contracts.lines().values() if case.force.holds(line.id) or line.id in counted]
    tables = {table for line in lines for table in line.tables}
    return tables | set(deliveries.in_force(case.season, case.county)) | ({""} if lines else set())


def not_evaluated(case: Case) -> dict[str, dict[str, str]]:
    """Rule id -> table -> what the package counted does not carry, as its check kept it."""
    found: dict[str, dict[str, str]] = {}
    counted = refused(case)
    for line, (receipt, check) in case.force.newest.items():
        if receipt.version in case.force.versions.get(line, ()) or line in counted:
            for rule, table, _, lacks in check.details.get("not_evaluated", ()):
                found.setdefault(rule, {})[table] = lacks
    return found


def asked_scopes(case: Case) -> set[str]:
    """Scopes whose rules were asked: county leaves its working tables on the connection, municipal its cut."""
    query = "SELECT count(*) FROM information_schema.schemata WHERE schema_name = ?"
    asked = {
        "package": True,
        "report": True,  # a report that breaks one is not printed (acceptance.report_rules)
        "county": case.con.execute(query, [county.SCHEMA]).fetchall()[0][0] > 0,
        "municipal": across.cut_path(case.season, case.county).is_file(),
    }
    return {scope for scope, done in asked.items() if done}


def incomparable(case: Case) -> frozenset[str]:
    """Rules on change that have nothing to compare with: no earlier year is held, and for E094 no earlier delivery."""
    query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'main' AND table_name = 'earlier_year'"
    if not case.con.execute(query).fetchall()[0][0]:
        return frozenset()
    [(years, before)] = case.con.execute(
        "SELECT (SELECT count(*) FROM earlier_year), (SELECT count(*) FROM earlier_delivery) + "
        "(SELECT count(previous_n) FROM delivery_today)"
    ).fetchall()
    read = {name for name, one in _read_history().items() if one}
    return frozenset(name for name in read if not (before if name == ROWS_RULE else years))


def _read_history() -> dict[str, bool]:
    """Rule id -> whether all that is stated under it compares with what was before."""
    found: dict[str, bool] = {}
    for rule in contracts.rules().values():
        found[rule.id] = found.get(rule.id, True) and HISTORY in rule.reads
    return found


def _counted(
    rule: Stated,
    found: int | None,
    arrived: Collection[str],
    lacks: Mapping[str, str],
    asked: Collection[str],
    idle: Collection[str],
) -> RuleCount:
    note = "" if found else _why_not(rule, arrived, lacks, asked)
    if not found and not note and rule.id in idle:
        note = NOTHING_BEFORE
    return RuleCount(
        rule.id,
        findings.titles().get(rule.id, rule.id),
        rule.severity,
        rule.scope,
        _table_words(rule.tables),
        None if note else found or 0,
        note,
    )


def _why_not(rule: Stated, arrived: Collection[str], lacks: Mapping[str, str], asked: Collection[str]) -> str:
    """Why a rule without findings was not evaluated; '' when it was, at one table at least."""
    there = [table for table in rule.tables or ("",) if table in arrived]
    if not there:
        return f"{_table_words(rule.tables)}未收到" if rule.tables else "未收到数据包"
    if set(there) <= set(lacks):
        return "来源缺" + "、".join(dict.fromkeys(lacks.values()))
    return "" if rule.scope in asked else "须结合其他数据评价，本期尚未评价"


def _table_words(names: Iterable[str]) -> str:
    known = {**contracts.tables(), **contracts.registries()}
    titles = list(dict.fromkeys(known[name].title for name in names))
    return "、".join(titles[:NAMED]) + (f"等{len(titles)}张表" if len(titles) > NAMED else "") if titles else "文件"
