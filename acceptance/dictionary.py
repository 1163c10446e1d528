"""The data dictionary (docs/dictionary.md), written from the contracts: what every line, table, column and rule is."""

from collections.abc import Iterable, Iterator

from acceptance import contracts
from acceptance.contracts import Column, Line, Registry, Rule, Table
from acceptance.findings import SEVERITIES
from acceptance.sheets import CODES

OPENING = """# Data dictionary (数据字典)

Generated from `expectations/*.yaml` by `make docs`; do not edit. Headers, codes and texts are Chinese, as the people
who fill in the tables read them; names in `code` are those of the software.
"""
TYPES = {
    "text": "text",
    "code": "identifier (stays text)",
    "int": "whole number",
    "dec": "number, 2 decimals",
    "num": "number, 6 decimals",
    "float": "number",
    "date": "date",
    "ts": "date and time",
    "time": "time of day",
}
SCOPES = {"package": "申报包", "county": "区县", "municipal": "全市", "report": "报告"}


def dictionary_markdown() -> str:
    """The whole dictionary as Markdown; the same text for the same contracts."""
    parts = [
        OPENING,
        *_lines(contracts.lines().values()),
        *_severities(),
        *(text for table in contracts.tables().values() for text in _table(table)),
        "## Registries (部门数据)",
        "",
        *(text for registry in contracts.registries().values() for text in _registry(registry)),
        *_reading(),
        *_report(),
        *_code_lists(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _row(cells: Iterable[str | None]) -> str:
    """One line of a Markdown table."""
    return "| " + " | ".join((cell or "").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _grid(heads: tuple[str, ...], rows: Iterable[Iterable[str | None]]) -> Iterator[str]:
    yield _row(heads)
    yield "|" + "---|" * len(heads)
    yield from map(_row, rows)
    yield ""


def _anchor(table: Table) -> str:
    """A link to a table's own heading, which carries this anchor."""
    return f"[{table.title}](#{table.name})"


def _lines(lines: Iterable[Line]) -> Iterator[str]:
    yield "## Lines (线)"
    yield ""
    heads = ("Line", "线", "Sent by", "Versions", "Tables (* must be there)")
    yield from _grid(heads, map(_line, lines))


def _line(line: Line) -> tuple[str, ...]:
    known = contracts.tables()
    named = [_anchor(known[n]) + ("*" if n in line.required else "") for n in line.tables if n in known]
    kind = "add up" if line.accumulates else "the newest accepted one counts"
    return f"`{line.id}`", line.title, "区县" if line.owner == "county" else "市级", kind, "、".join(named)


def _severities() -> Iterator[str]:
    yield "## Severities (处理)"
    yield ""
    meant = {
        "block": "the package is refused; of county scope: readiness is held",
        "row": "the record is set aside; its household stays in totals and denominators",
        "judge": "a failed criterion, not bad data; feeds the verdict",
        "warn": "goes to the issue ledger",
    }
    yield from _grid(("Severity", "处理", "Effect"), ((f"`{s}`", word, meant[s]) for s, word in SEVERITIES.items()))


def _table(table: Table) -> Iterator[str]:
    yield f'## <a id="{table.name}"></a>{table.title} (`{table.name}`)'
    yield ""
    where = "configuration of the home" if table.configuration else "package"
    yield f"Key: {'、'.join(table.header(k) for k in table.key)} (`{'`, `'.join(table.key)}`). Part of: {where}."
    yield ""
    yield from _columns(table.columns)
    yield from _rules(table)


def _registry(registry: Registry) -> Iterator[str]:
    yield f'### <a id="{registry.name}"></a>{registry.title} (`{registry.name}`)'
    yield ""
    feeds = f"Feeds: {registry.indicator}." if registry.indicator else "A supporting table, compared with the register."
    yield f"From: {registry.department}. {feeds} A record is known by: {_named(registry)}."
    if registry.indicator:
        yield f"Counts as a lead (比对线索) where `{registry.counts_when}`."
    yield ""
    yield from _columns(registry.columns)
    yield from _rules(registry)


def _named(registry: Registry) -> str:
    return "、".join(registry.header(name) for name in registry.record_key)


def _columns(columns: Iterable[Column]) -> Iterator[str]:
    heads = ("Column", "Header", "Required", "Type", "Codes", "Unit", "Note")
    yield from _grid(heads, map(_column, columns))


def _column(column: Column) -> tuple[str, ...]:
    notes = [column.note or "", "名称待确认" if column.label_unconfirmed else ""]
    notes.append(f"also: {'、'.join(column.also)}" if column.also else "")
    kind = "several codes" if column.multi else "code" if column.codes else TYPES[column.type]
    said = "；".join(filter(None, notes))
    return (
        f"`{column.name}`",
        column.header,
        "是" if column.required else "",
        kind,
        _codes(column),
        column.unit or "",
        said,
    )


def _codes(column: Column) -> str:
    """The column's code lists by name."""
    return "、".join(f"[{name}](#codes-{name})" for name in column.lists)


def _rules(table: Table) -> Iterator[str]:
    if table.rules:
        heads = ("Rule", "处理", "Scope", "列", "内容", "缘由", "Source", "Feeds")
        yield from _grid(heads, (_rule(rule, table) for rule in table.rules))


def _rule(rule: Rule, table: Table) -> tuple[str, ...]:
    columns = "、".join(table.header(c) for c in rule.columns or ((rule.column,) if rule.column else ()))
    word = SEVERITIES[rule.severity]
    if rule.block_above is not None:
        word += f"；超过 {rule.block_above:.0%} 的行时{SEVERITIES['block']}"
    feeds = rule.feeds or (f"holds {rule.holds}" if rule.holds else "")
    return rule.id, word, SCOPES[rule.scope], columns, rule.title, rule.reason, rule.source, feeds


def _reading() -> Iterator[str]:
    """What is found before any rule of a table is asked."""
    yield "## What reading finds (读取时的检查)"
    yield ""
    rules = contracts.reading_rules()
    found = [(r.id, SEVERITIES[r.severity], r.title, r.reason) for r in rules.values()]
    found += [(code, SEVERITIES[kind.severity], kind.title, "") for code, kind in CODES.items() if code not in rules]
    yield from _grid(("Rule", "处理", "内容", "缘由"), found)


def _report() -> Iterator[str]:
    """What is asked before a report is published."""
    yield "## Before a report is published (报告核对)"
    yield ""
    heads = ("Rule", "处理", "内容", "缘由", "Source")
    asked = contracts.report_rules().values()
    yield from _grid(heads, ((r.id, "报告暂不发布", r.title, r.reason, r.source) for r in asked))


def _code_lists() -> Iterator[str]:
    """The standing lists, and in which of them a year may add values."""
    yield "## Code lists (代码表)"
    yield ""
    yield "What a year adds or ends stands in its campaign.yaml, by document and day (`code_changes`). Values can be"
    yield "ended in every list, and added where the second column says so."
    yield ""
    lists = contracts.standing_codes()
    rows = (
        (f'<a id="codes-{name}"></a>`{name}`', "yes" if name in lists.open else "", "、".join(values))
        for name, values in lists.items()
    )
    yield from _grid(("List", "May grow", "Values"), rows)
