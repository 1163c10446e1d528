"""From the rules as stated to row predicates: one `Check` per rule and marked column, and the SQL of its texts."""

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from acceptance import sql
from acceptance.code_lists import CodeLists
from acceptance.contracts import Column, Rule, Table, reading_rules, tables

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TEXT = re.compile(r"'(?:[^']|'')*'")
HOLE = re.compile(r"\{([^{}]+)\}")
MOST_LISTED = 16
OUTSIDE = {"dim_area", "county_task", "source"}
"""What a rule may read besides the package's tables: the office's configuration; a source in the contract's layout."""


@dataclasses.dataclass(frozen=True)
class Check:
    """One rule at one column, its SQL filled in. `reads`: (table, column or None) pairs that the source must carry."""

    uid: str
    rule: Rule
    column: str
    when: str
    ok: str
    message: str
    value: str
    about: str
    reads: frozenset[tuple[str, str | None]]

    @property
    def fails(self) -> str:
        """SQL predicate: true where the row fails, false or NULL otherwise."""
        return f"(({self.when}) AND NOT ({self.ok}))"

    @property
    def words(self) -> set[str]:
        """Every name its SQL may refer to."""
        return names(" ".join((self.when, self.ok, self.message, self.value, self.about)))


def names(text: str) -> set[str]:
    """The identifiers in a SQL text, string literals left out."""
    return set(NAME.findall(TEXT.sub("''", text)))


def text_sql(message: str) -> str:
    """SQL for a message with {SQL} in braces; what is unknown reads 空."""
    parts, end = [], 0
    for hole in HOLE.finditer(message):
        parts += [sql.quote(message[end : hole.start()]), f"coalesce(CAST(({hole[1]}) AS VARCHAR), '空')"]
        end = hole.end()
    return " || ".join([*parts, sql.quote(message[end:])])


def filled(text: str, table: Table, column: str) -> str:
    """`text` with $it, $header, $codes (SQL) and $listed (words) of a column put in."""
    if "$" not in text:
        return text
    codes = table.column(column).codes or () if "$codes" in text or "$listed" in text else ()
    text = text.replace("$codes", ", ".join(map(sql.quote, codes))).replace("$listed", shown(codes))
    return text.replace("$header", table.header(column)).replace("$it", column)


def shown(codes: Sequence[str]) -> str:
    """A code list as a message names it."""
    return "、".join(codes[:MOST_LISTED]) + ("等" if len(codes) > MOST_LISTED else "")


def reads_of(rule: Rule, table: Table, used: set[str]) -> frozenset[tuple[str, str | None]]:
    """What the source must carry: the table's own columns that are named, and what the rule says besides."""
    own = {c.name for c in table.columns}
    found: set[tuple[str, str | None]] = {(table.name, name) for name in used & own}
    for stated in rule.reads:
        place, _, column = stated.partition(".")
        if place in own and not column:
            found.add((table.name, place))
        elif place in tables() or place in OUTSIDE:
            found.add((place, column or None))
        else:
            found.add((stated, None))
    if ("source", None) not in found:
        found.add((table.name, None))
    return frozenset(found)


def of_rule(rule: Rule, table: Table) -> Iterator[Check]:
    """The checks of a rule: one, or one per column of `columns`."""
    for column in rule.columns or (rule.column,):
        when, ok, value = (
            filled(t, table, column)
            for t in (rule.when, rule.ok, rule.value or f"CAST({sql.identifier(column)} AS VARCHAR)")
        )
        message = text_sql(filled(rule.message, table, column))
        yield Check(
            f"{rule.id}@{table.name}.{column}",
            rule,
            column,
            when,
            ok,
            message,
            value,
            rule.about or "CAST(NULL AS VARCHAR)",
            reads_of(rule, table, names(f"{when} {ok}")),
        )


def code_rule(column: Column, table: Table) -> Rule:
    """E000, a value outside its code list: made for every coded column that no rule of its own looks after."""
    codes = column.codes or ()
    listed, name = ", ".join(sql.quote(code) for code in codes), sql.identifier(column.name)
    ok = f"list_has_all([{listed}], tokens({name}))" if column.multi else f"{name} IN ({listed})"
    return dataclasses.replace(
        reading_rules()["E000"],
        table=table.name,
        column=column.name,
        ok=ok,
        message=f"“{{{name}}}”不在代码表中；应为：{shown(codes)}",
    )


def presence_rule(column: Column, table: Table) -> Rule:
    """An empty cell of an obligatory column (E000b); made where no rule of its own asks for it."""
    ok = f"{sql.identifier(column.name)} IS NOT NULL OR contains(unread_columns, ',{column.name},')"
    return dataclasses.replace(
        reading_rules()["E000b"],
        table=table.name,
        column=column.name,
        ok=ok,
        message=f"{column.header}为空；此项必填",
    )


def looked_after(table: Table, by: str) -> set[str]:
    """Columns of which a stated rule asks what the text `by` says: `$codes` (E029, E061 …), `IS NOT NULL` (E045 …)."""
    return {c for rule in table.rules if by in rule.ok for c in (rule.columns or (rule.column,))}


@functools.cache
def of_table(name: str, codes: CodeLists) -> tuple[Check, ...]:
    """Every check of a table, code lists and obligations included; two of one rule at one column are numbered.

    codes: the year's (`Campaign.codes`).
    """
    return tuple(numbered(made(codes.of(tables()[name]))))


def made(table: Table) -> Iterator[Check]:
    for rule in table.rules:
        yield from of_rule(rule, table)
    for column in table.columns:
        if column.codes and column.name not in looked_after(table, "$codes"):
            yield from of_rule(code_rule(column, table), table)
        if column.required and column.name not in looked_after(table, "IS NOT NULL"):
            yield from of_rule(presence_rule(column, table), table)


def numbered(checks: Iterable[Check]) -> Iterator[Check]:
    seen: dict[str, int] = {}
    for check in checks:
        seen[check.uid] = seen.get(check.uid, 0) + 1
        yield check if seen[check.uid] == 1 else dataclasses.replace(check, uid=f"{check.uid}~{seen[check.uid]}")


def package_checks(name: str, codes: CodeLists) -> tuple[Check, ...]:
    return tuple(c for c in of_table(name, codes) if c.rule.scope == "package")
