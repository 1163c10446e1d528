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
from acceptance.documents.sheet import NoSuchObject, Row, filled, paired, proven, queries, rows, shown, verdict_block
from acceptance.documents.sheet_tables import days, issues_table, listed, papers_table, step_name, visits_table
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, note, state, table
from acceptance.verdicts.inputs import CRITERIA, SOURCES

CRITERION_TITLES = CRITERIA | {"c9": "无未决排除命中"}
NOT_SEEN = "本户未被抽中走访，或走访结果尚未报送。"
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
            part("帮扶措施", _measures(home.lists["measures"]), 4),
            part("退出程序", _steps(home.lists["steps"]), 5),
            part("资料目录", [papers_table(office.codes["household_doc"], home.lists["papers"], CONDITIONAL)], 6),
            part("比对与清退", [*_leads(home.lists["leads"]), *_recovery(home.lists["recovery"])], 7),
            part("问题与整改", [issues_table(home.lists["issues"], "本户没有问题。")], 8),
            part("走访与听证", [visits_table(home.lists["visits"], NOT_SEEN), *_hearings(home.lists["hearings"])], 9),
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


def _measures(measures: Sequence[Row]) -> list[Block]:
    columns = [("批次", 20, "l"), ("措施", 44, "l"), ("落实日期", 18, "c"), ("金额（元）", 18, "r")]
    made = [
        [shown(row["measure_family"]), row["measure"], words.short_day(row["date"]), words.count(row["amount"], 2)]
        for row in measures
    ]
    return [listed("帮扶措施", columns, made, "区县自查未报送本户帮扶措施。")]


def _recovery(recovery: Sequence[Row]) -> list[Block]:
    columns = [
        ("清退项目", 34, "l"),
        ("应清退（元）", 18, "r"),
        ("已清退（元）", 18, "r"),
        ("日期", 15, "c"),
        ("凭证", 15, "m"),
    ]
    made = [
        [
            row["item"], words.count(row["due"], 2), words.count(row["paid"], 2), words.short_day(row["date"]),
            shown(row["voucher"]),
        ]
        for row in recovery
    ]  # fmt: skip
    return [table("清退台账", columns, made, "recovery", small=True)] if made else []


def _hearings(hearings: Sequence[Row]) -> list[Block]:
    columns = [("听证日期", 16, "c"), ("评估方主张", 32, "l"), ("区县举证", 36, "l"), ("裁定", 16, "c")]
    made = [[words.short_day(r["date"]), r["claim"], r["county_evidence"], r["ruling"]] for r in hearings]
    return [table("听证", columns, made, "hearings", small=True)] if made else []


def _steps(steps: Sequence[Row]) -> list[Block]:
    columns = [("步骤", 22, "l"), ("日期", 30, "c"), ("地点", 18, "l"), ("到会/同意", 15, "c"), ("异议/办结", 15, "c")]
    made = [
        [
            step_name(row), days(row), shown(row["place"]),
            paired(row["present_n"], row["agree_n"]),
            paired(row["objection_n"], row["objection_closed"]),
        ]
        for row in steps
    ]  # fmt: skip
    return (
        [table("退出程序", columns, made, "procedure", small=True)] if made else [note("区县自查未报送本户程序记录。")]
    )


def _leads(leads: Sequence[Row]) -> list[Block]:
    columns = [("线索编号", 20, "m"), ("部门数据", 20, "l"), ("类别", 14, "c"), ("依据", 32, "l"), ("核查", 14, "c")]
    made = [[row["lead_id"], row["title"], row["kind"], shown(row["evidence"]), row["status"]] for row in leads]
    return [listed("比对线索", columns, made, "本户没有比对线索。")]
