"""Part 11: every expectation with what came of it: found, passed, or not evaluated and why."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping

from acceptance import contracts, deliveries, findings, sheets
from acceptance.case import Case
from acceptance.report_facts.judged import rows
from acceptance.reporting.rows import RuleCount

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
    """One row per rule id, in order of id: every rule of the contracts, of reading, and whatever else was found."""
    found = {r["rule_id"]: r for r in rows(case.con, "rule_counts")}
    stated = stated_rules()
    others = {name: Stated(name, r["severity"], r["scope"], ()) for name, r in found.items() if name not in stated}
    lacks, arrived = not_evaluated(case), arrived_tables(case)
    return [
        _counted(rule, found[name]["found"] if name in found else None, arrived, lacks)
        for name, rule in sorted((stated | others).items())
    ]


def stated_rules() -> dict[str, Stated]:
    """Every rule id of the contracts and of reading; the gravest wording of an id that stands at several tables."""
    made = [(rule.id, rule.severity, rule.scope, rule.table) for rule in contracts.rules().values()]
    made += [(rule.id, rule.severity, rule.scope, "") for rule in contracts.reading_rules().values()]
    made += [(code, kind.severity, "package", "") for code, kind in sheets.CODES.items()]
    found: dict[str, Stated] = {}
    for name, severity, scope, table in made:
        before = found.setdefault(name, Stated(name, severity, scope, ()))
        tables = tuple(dict.fromkeys([*before.tables, *([table] if table else [])]))
        found[name] = dataclasses.replace(before, tables=tables)
    return found


def arrived_tables(case: Case) -> set[str]:
    """Tables of every line in force and of every registry delivered; '' for the files themselves."""
    lines = [line for line in contracts.lines().values() if case.force.holds(line.id)]
    tables = {table for line in lines for table in line.tables}
    return tables | set(deliveries.in_force(case.season)) | ({""} if lines else set())


def not_evaluated(case: Case) -> dict[str, dict[str, str]]:
    """Rule id -> table -> what the package in force does not carry, as its check kept it."""
    found: dict[str, dict[str, str]] = {}
    for line, (receipt, check) in case.force.newest.items():
        if receipt.version in case.force.versions.get(line, ()):
            for rule, table, _, lacks in check.details.get("not_evaluated", ()):
                found.setdefault(rule, {})[table] = lacks
    return found


def _counted(
    rule: Stated, found: int | None, arrived: Collection[str], lacks: Mapping[str, Mapping[str, str]]
) -> RuleCount:
    note = "" if found else _why_not(rule, arrived, lacks.get(rule.id, {}))
    return RuleCount(
        rule.id,
        findings.titles().get(rule.id, rule.id),
        rule.severity,
        rule.scope,
        _table_words(rule.tables),
        None if note else found or 0,
        note,
    )


def _why_not(rule: Stated, arrived: Collection[str], lacks: Mapping[str, str]) -> str:
    """Why a rule without findings was not evaluated; '' when it was, at one table at least."""
    there = [table for table in rule.tables or ("",) if table in arrived]
    if not there:
        return f"{_table_words(rule.tables)}未收到" if rule.tables else "未收到数据包"
    if set(there) <= set(lacks):
        return "来源缺" + "、".join(dict.fromkeys(lacks.values()))
    return ""


def _table_words(names: Iterable[str]) -> str:
    known = {**contracts.tables(), **contracts.registries()}
    titles = list(dict.fromkeys(known[name].title for name in names))
    return "、".join(titles[:NAMED]) + (f"等{len(titles)}张表" if len(titles) > NAMED else "") if titles else "文件"
