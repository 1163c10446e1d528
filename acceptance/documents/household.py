"""一户一册: everything the evidence says of one household, criterion by criterion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from acceptance import contracts
from acceptance.documents.masking import mask_name, mask_number
from acceptance.documents.office import Office, document, part
from acceptance.documents.sheet import NoSuchObject, Row, filled, proven, queries, rows, shown, verdict_block
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, note, state, table
from acceptance.verdicts.inputs import CRITERIA, SOURCES

CRITERION_TITLES = CRITERIA | {"c9": "无未决排除命中"}
CONDITIONAL = ("休学/送教证明",)
"""Papers that only some households must have (E090)."""
INCOME = (
    "wage",
    "business",
    "business_cost",
    "property",
    "transfer",
    "transfer_dibao",
    "one_off",
    "net_total",
    "net_pc",
)


@dataclass(frozen=True)
class Household:
    """What is known of one household: its verdict and register row, and lists by name (household.sql)."""

    head: Row
    lists: Mapping[str, list[Row]]


def household(con: duckdb.DuckDBPyConnection, household_id: str) -> Household:
    """Read one household from a judged case's connection with names. Raises NoSuchObject."""
    found = {name: rows(con, query, household_id) for name, query in queries("household").items()}
    if not found["head"]:
        raise NoSuchObject(f"没有户编号为「{household_id}」的建档立卡户。")
    return Household(found.pop("head")[0], found)


def household_context(office: Office, home: Household, as_of: dt.date, address: str) -> dict[str, Any]:
    """The context of dossier_household.html.j2. address: of this household in the console. Names and numbers masked."""
    head = home.head
    context = document(office, ["一户一册"], as_of, subject=head["household_id"], marked=False)
    context["meta"]["title"] = f"一户一册 {head['household_id']}"
    context |= {
        "identity": identity(head),
        "verdict": verdict(head),
        "parts": [
            part("逐项判定", _criteria(home), 1),
            part("家庭成员", _members(home.lists["members"]), 2),
            part("收入核算", _income(home.lists["income"]), 3),
            part("退出程序", _steps(home.lists["steps"]), 4),
            part("资料目录", _papers(head, home.lists["papers"]), 5),
            part("比对线索", _leads(home.lists["leads"]), 6),
            part("问题与整改", _issues(home.lists["issues"]), 7),
            part("入户走访", _visits(home.lists["visits"]), 8),
        ],
    }
    return proven(context, address)


def identity(head: Row) -> list[tuple[str, str]]:
    """(label, value) of who and where first, then of the register; masked."""
    area = contracts.tables()["household"]
    listed = ("members", "hh_attr", "exit_status", "exit_year", "main_cause", "house_grade", "self_verdict")
    return [
        ("户编号", head["household_id"]),
        ("户主", mask_name(head.get("head_name")) or words.NOTHING),
        ("所在地", "".join(filter(None, (head.get("township"), head.get("village"), head.get("group_name"))))),
        ("联系电话", mask_number(head.get("phone")) or words.NOTHING),
        *filled(area, head, listed),
        ("帮扶责任人", mask_name(head.get("helper_name")) or words.NOTHING),
    ]


def verdict(head: Row) -> dict[str, Any]:
    """The box with the household's outcome."""
    return verdict_block(
        head["outcome"], head.get("rule") or "", head["reasons"] or [], f"证据等级：{head['evidence_grade']}"
    )


def said(outcome: str | None) -> str:
    """A criterion's outcome in words; nothing said is 缺证据 (P4)."""
    return outcome or "缺证据"


def _criteria(home: Household) -> list[Block]:
    labels = {source.id: source.label for source in SOURCES}
    columns = [("标准", 20, "l"), ("判定", 20, "c"), ("各方依据", 60, "l")]
    heard: dict[str, list[str]] = {}
    for row in home.lists["marks"]:
        words_ = row["words"] or labels.get(row["source"], row["source"]) + row["mark"]
        heard.setdefault(row["criterion"], []).append(words_)
    heard["c9"] = [f"{row['title']}{row['status']}" for row in home.lists["leads"]]
    made = [
        [f"{key} {title}", state(said(home.head.get(key))), words.listed(dict.fromkeys(heard.get(key, ())))]
        for key, title in CRITERION_TITLES.items()
    ]
    return [table("逐项判定", columns, made, "criteria", small=True)]


def _members(members: Sequence[Row]) -> list[Block]:
    columns = [
        ("姓名", 10, "c"), ("关系", 11, "c"), ("性别", 7, "c"), ("证件号码", 17, "m"), ("文化程度", 12, "c"),
        ("在校", 11, "c"), ("健康", 13, "c"), ("劳动技能", 11, "c"), ("医保", 8, "c"),
    ]  # fmt: skip
    made = [
        [
            mask_name(row["name"]), shown(row["relation"]), shown(row["sex"]), mask_number(row["id_no"]),
            shown(row["education"]), shown(row["schooling"]), shown(row["health"]), shown(row["labour"]), _insured(row),
        ]
        for row in members
    ]  # fmt: skip
    return [table("家庭成员", columns, made, "record", small=True) if made else note("区县自查未报送本户成员。")]


def _insured(row: Row) -> str:
    held = {row["resident_med"], row["employee_med"]}
    return "是" if "是" in held else "否" if held == {"否"} else words.NOTHING


def _income(income: Sequence[Row]) -> list[Block]:
    if not income:
        return [note("区县自查未报送本户收入核算。")]
    contract = contracts.tables()["income"]
    columns = [("时点", 10, "c"), *((contract.header(name), 10, "r") for name in INCOME)]
    made = [
        [str(row["phase"]), *(words.count(row[name], 2 if name == "net_pc" else 0) for name in INCOME)]
        for row in income
    ]
    periods = [f"{row['phase']}{shown(row['period_from'])}至{shown(row['period_to'])}" for row in income]
    return [
        table("收入核算", columns, made, "change", small=True),
        note(f"单位：元；核算期：{words.listed(periods)}。"),
    ]


def _steps(steps: Sequence[Row]) -> list[Block]:
    columns = [("步骤", 22, "l"), ("日期", 30, "c"), ("地点", 18, "l"), ("到会/同意", 15, "c"), ("异议/办结", 15, "c")]
    made = [
        [
            step_name(row), _days(row), shown(row["place"]),
            f"{shown(row['present_n'])}/{shown(row['agree_n'])}",
            f"{shown(row['objection_n'])}/{shown(row['objection_closed'])}",
        ]
        for row in steps
    ]  # fmt: skip
    return (
        [table("退出程序", columns, made, "procedure", small=True)] if made else [note("区县自查未报送本户程序记录。")]
    )


def step_name(row: Row) -> str:
    """村公示, 村评议: the level is said once."""
    level, step = row["level"] or "", row["step"] or ""
    return step if step.startswith(level) else level + step


def _days(row: Row) -> str:
    first, last = words.short_day(row["date_from"]), words.short_day(row["date_to"])
    return first if first == last or not row["date_to"] else f"{first}至{last}"


def _papers(head: Row, papers: Sequence[Row]) -> list[Block]:
    wanted = contracts.codes()["household_doc"]
    return [papers_table(wanted, papers, CONDITIONAL)]


def papers_table(wanted: Sequence[str], papers: Sequence[Row], conditional: Sequence[str] = ()) -> Block:
    """The mandatory list with what is there: number, date, pages, hash; what is missing says so."""
    columns = [
        ("资料", 25, "l"),
        ("有无", 12, "c"),
        ("编号", 23, "m"),
        ("日期", 15, "c"),
        ("页数", 8, "r"),
        ("校验值", 17, "m"),
    ]
    made: list[list[Any]] = []
    for kind in wanted:
        held = [row for row in papers if row["doc_type"] == kind]
        made += [
            [kind, {"text": "有", "tone": "good", "mark": "✓"}, shown(row["doc_id"]), words.short_day(row["doc_date"]),
             words.count(row["pages"]), (row["file_hash"] or words.NOTHING)[:16]]
            for row in held
        ]  # fmt: skip
        if not held:
            need = "按需" if kind in conditional else "缺"
            missing = {"text": need, "tone": "" if need == "按需" else "bad", "mark": "" if need == "按需" else "✗"}
            made.append([kind, missing, *([words.NOTHING] * 4)])
    return table("资料目录", columns, made, "record", small=True)


def _leads(leads: Sequence[Row]) -> list[Block]:
    columns = [("线索编号", 20, "m"), ("部门数据", 20, "l"), ("类别", 14, "c"), ("依据", 32, "l"), ("核查", 14, "c")]
    made = [[row["lead_id"], row["title"], row["kind"], shown(row["evidence"]), row["status"]] for row in leads]
    return [table("比对线索", columns, made, "leads", small=True)] if made else [note("本户没有比对线索。")]


def _issues(issues: Sequence[Row]) -> list[Block]:
    columns = [
        ("问题编号", 20, "m"),
        ("规则", 10, "c"),
        ("要求", 38, "l"),
        ("处理", 10, "c"),
        ("状态", 9, "c"),
        ("期限", 13, "c"),
    ]
    made = [
        [
            row["issue_id"],
            row["rule_id"],
            shown(row["title"]),
            shown(row["word"]),
            row["state"],
            words.short_day(row["due"]),
        ]
        for row in issues
    ]
    return [table("问题与整改", columns, made, "issues", small=True)] if made else [note("本户没有问题。")]


def _visits(visits: Sequence[Row]) -> list[Block]:
    columns = [("证据线", 20, "l"), ("时间", 22, "c"), ("人员", 28, "l"), ("结果", 30, "l")]
    made = [
        [
            row["line"],
            words.short_day(row["seen"]),
            words.listed(filter(None, (row["one"], row["other"]))),
            shown(row["said"]),
        ]
        for row in visits
    ]
    return (
        [table("入户走访", columns, made, "record", small=True)]
        if made
        else [note("本户未被抽中走访，或走访结果尚未报送。")]
    )
