"""What the office calls severities and outcomes, how they look, and what a county does about them."""

import dataclasses
import functools
from collections.abc import Iterable

from acceptance import contracts, findings, sheets
from acceptance.code_lists import CodeLists
from acceptance.contracts import Column, Table
from acceptance.sheets.headers import find, spellings

EXEMPT = "exempt"


@dataclasses.dataclass(frozen=True)
class Word:
    """A severity: its meaning, what to do, the colour of a wrong cell and of the first cell of a row set aside."""

    meaning: str
    action: str
    fill: str
    dark: str


SEVERITIES = {
    "block": Word(
        "有这类问题，整包退回；接收后与他处数据核对出的，改正以前本区县不能就绪",
        "必须改正，否则整包不予接收；已接收的，不能就绪",
        "#F4A6A6",
        "#C00000",
    ),
    "row": Word(
        "本行未采用，所涉户列为待核，仍计入总户数", "请改正后重新报送；改正以前所涉户为待核", "#F9C48F", "#C55A11"
    ),
    "judge": Word(
        "数据没有填错，但达不到标准，影响该户或该村的结论", "填错的请改正；情况属实的不必改", "#FFE985", "#7F6000"
    ),
    "warn": Word("可疑之处，请核实", "填错的请改正；情况属实的不必改", "#BDD7EE", "#1F4E79"),
    EXEMPT: Word("市级已批准豁免，到期前不作为问题", "已获豁免，到期前不必改", "#D9D9D9", "#595959"),
}
"""From the gravest to the lightest; an exempted finding (acceptance.exemptions) stays visible, last."""
RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES)}
LABELS = findings.SEVERITIES | {EXEMPT: "豁免"}
SET_ASIDE = (findings.BLOCK, findings.ROW)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """An outcome: what it means in a sentence (received; or checked before sending), and its colours."""

    meaning: str
    beforehand: str
    fill: str
    ink: str


OUTCOMES = {
    "接收": Outcome("申报包已接收，各行全部采用。", "照此报送可以接收，各行全部采用。", "#C6E0B4", "#1E5B1E"),
    "部分接收": Outcome(
        "申报包已接收，但标为“待核”的行未采用，所涉户列为待核。",
        "照此报送可以接收，但标为“待核”的行不予采用，所涉户列为待核。",
        "#FFE699",
        "#7F6000",
    ),
    "退回": Outcome(
        "申报包不予接收，其中任何数据都未采用；以前接收的版本（如有）继续有效。",
        "照此报送将被退回，其中任何数据都不会采用。",
        "#F4A6A6",
        "#9C0006",
    ),
}


@dataclasses.dataclass(frozen=True)
class Stated:
    """What is said of a rule wherever it is named."""

    title: str
    reason: str


@functools.cache
def stated() -> dict[tuple[str, str, str], Stated]:
    """(rule id, table, header) -> its words; '' stands for any table and any header.

    Where an id stands for several rules, the less precise keys carry the titles of all of them.
    """
    found: dict[tuple[str, str, str], list[Stated]] = {}
    for code, kind in sheets.CODES.items():
        found[code, "", ""] = [Stated(kind.title, "")]
    for rule in (*contracts.reading_rules().values(), *contracts.report_rules().values()):
        found[rule.id, "", ""] = [Stated(rule.title, rule.reason)]
    for table in (*contracts.tables().values(), *contracts.registries().values()):
        for rule in table.rules:
            headers = [table.header(column) for column in rule.columns or (rule.column,)]
            for key in (("", ""), (table.name, ""), *((table.name, header) for header in headers if header)):
                found.setdefault((rule.id, *key), []).append(Stated(rule.title, rule.reason))
    return {key: Stated(_once(s.title for s in all_), _once(s.reason for s in all_)) for key, all_ in found.items()}


def _once(texts: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(filter(None, texts)))


def of_rule(rule_id: str, table: str | None, header: str | None = None) -> Stated:
    """The words of a rule, as precisely as it is stated for the table and column; empty ones for an unknown id."""
    keys = ((table or "", header or ""), (table or "", ""), ("", ""))
    return next((words for key in keys if (words := stated().get((rule_id, *key)))), Stated("", ""))


def table_of(name: str | None) -> Table | None:
    """The contract of a table or registry."""
    return contracts.tables().get(name or "") or contracts.registries().get(name or "")


def title_of(table: str | None) -> str:
    """The Chinese title of a table; the name itself where no contract has it."""
    found = table_of(table)
    return found.title if found else table or ""


@functools.cache
def column_of(table: str | None, header: str | None, codes: CodeLists) -> Column | None:
    """The contract's column under a header, as headers are matched on reading, with the values of the year's lists."""
    found = table_of(table)
    return find(header, spellings(codes.of(found))) if found and header else None
