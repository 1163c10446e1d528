"""一村一档: everything the evidence says of one village: tests, items, households, papers, team, procedure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from acceptance import contracts
from acceptance.documents.masking import mask_name
from acceptance.documents.office import Office, document, part
from acceptance.documents.sheet import NoSuchObject, Row, filled, paired, proven, queries, rows, shown, verdict_block
from acceptance.documents.sheet_tables import issues_table, listed, papers_table, step_name, visits_table
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, note, state, table

TESTS = {
    "v1": "贫困发生率",
    "v2": "建八有解八难",
    "v3": "乡镇公示",
    "v4": "一村一档",
    "v5": "驻村工作队",
    "v6": "无逾期问题",
}
"""V1–V6 of RULEBOOK D.4 "Village"."""
FACTS = (
    "is_poor_village", "exit_apply", "prior_exit_year", "hukou_hh", "hukou_pop", "agri_pop", "reg_poor_hh",
    "reg_poor_pop", "remain_poor_hh", "remain_poor_pop", "collective_income", "hard_road", "industry_projects",
)  # fmt: skip
NOT_SEEN = "本村未被抽中走访，或走访结果尚未报送。"
LISTED = 40


@dataclass(frozen=True)
class Village:
    """What is known of one village: its verdict and row, and lists by name (village.sql)."""

    head: Row
    lists: Mapping[str, list[Row]]


def village(con: duckdb.DuckDBPyConnection, code: str) -> Village:
    """Read one village from a judged case's connection with names. Raises NoSuchObject."""
    found = {name: rows(con, query, code) for name, query in queries("village").items()}
    if not found["head"]:
        raise NoSuchObject(f"没有代码为「{code}」的行政村。")
    return Village(found.pop("head")[0], found)


def village_context(office: Office, place: Village, as_of: dt.date, address: str) -> dict[str, Any]:
    """The context of dossier_village.html.j2. address: of this village in the console."""
    head = place.head
    name = head.get("village_name") or head["village_code"]
    context = document(office, [f"一村一档　{name}"], as_of, subject=name, marked=False)
    contract = contracts.tables()["village"]
    context |= {
        "identity": [
            ("行政村代码", head["village_code"]), ("所在乡镇", shown(head.get("township"))),
            *filled(contract, head, FACTS),
        ],
        "verdict": verdict_block(head["outcome"], head.get("rule") or "", head["reasons"] or [], ""),
        "parts": [
            part("销号条件", _tests(head), 1),
            part("建八有、解八难", _items(head), 2),
            part("户级结论", _homes(place), 3),
            part("资料目录", [papers_table(office.codes["village_doc"], place.lists["papers"])], 4),
            part("驻村工作队", _team(place.lists["team"]), 5),
            part("公示公告程序", _steps(place.lists["steps"]), 6),
            part("问题与整改", _issues(place), 7),
            part("走访", [visits_table(place.lists["visits"], NOT_SEEN)], 8),
        ],
    }  # fmt: skip
    return proven(context, address)


def _tests(head: Row) -> list[Block]:
    said = {True: "满足", False: "未满足", None: "缺证据"}
    made = [[key.upper(), title, state(said[head.get(key)])] for key, title in TESTS.items()]
    return [table("销号条件", [("编号", 16, "c"), ("条件", 54, "l"), ("判定", 30, "c")], made, "tests", small=True)]


def _items(head: Row) -> list[Block]:
    """Two items to a line; a label that the office has not confirmed says so."""
    items = [c for c in contracts.tables()["village"].columns if c.name.startswith(("have_", "solve_"))]
    cells = [[c.header, state(shown(head.get(c.name)))] for c in items]
    half = len(cells) // 2
    made = [[*left, *right] for left, right in zip(cells[:half], cells[half:], strict=True)]
    columns = [("项目", 32, "l"), ("自查", 18, "c"), ("项目", 32, "l"), ("自查", 18, "c")]
    unsure = any(c.label_unconfirmed for c in items)
    return [
        table("建八有、解八难", columns, made, "looks", small=True),
        *([note("注：各项名称待确认。")] if unsure else []),
    ]


def _homes(place: Village) -> list[Block]:
    counted = [
        [state(row["outcome"]), words.count(row["households"]), words.count(row["persons"])]
        for row in place.lists["homes"]
    ]
    pending = place.lists["open"]
    listed = [[row["household_id"], state(row["outcome"]), shown(row["reason"])] for row in pending[:LISTED]]
    made = [
        table("户级结论", [("结论", 50, "l"), ("户数", 25, "r"), ("人数", 25, "r")], counted, "outcomes", small=True)
    ]
    if listed:
        made.append(
            table(
                "需继续办理的户",
                [("户编号", 28, "m"), ("结论", 24, "l"), ("理由", 48, "l")],
                listed,
                "outcomes",
                small=True,
            )
        )
    more = len(pending) - len(listed)
    return [*made, *([note(f"其余{more}户见附表。")] if more > 0 else [])]


def _team(team: Sequence[Row]) -> list[Block]:
    columns = [
        ("队员", 14, "c"),
        ("派出单位", 36, "l"),
        ("第一书记", 14, "c"),
        ("到村日期", 18, "c"),
        ("月数/驻村天数", 18, "c"),
    ]
    made = [
        [mask_name(row["member"]), shown(row["unit"]), shown(row["is_first_secretary"]), words.short_day(row["since"]),
         f"{words.count(row['months'])}/{words.count(row['days'])}"]
        for row in team
    ]  # fmt: skip
    return [listed("驻村工作队", columns, made, "区县自查未报送驻村工作队。")]


def _steps(steps: Sequence[Row]) -> list[Block]:
    columns = [("步骤", 26, "l"), ("开始", 19, "c"), ("结束", 19, "c"), ("地点", 20, "l"), ("异议/办结", 16, "c")]
    made = [
        [step_name(row), words.short_day(row["date_from"]), words.short_day(row["date_to"]), shown(row["place"]),
         paired(row["objection_n"], row["objection_closed"])]
        for row in steps
    ]  # fmt: skip
    return [listed("公示公告程序", columns, made, "区县自查未报送本村程序记录。")]


def _issues(place: Village) -> list[Block]:
    own = issues_table(place.lists["issues"], "本村没有村级问题。")
    counted = words.listed(f"{row['word']}（{row['state']}）{row['number']}件" for row in place.lists["home_issues"])
    homes = f"所辖户的问题：{counted}。" if place.lists["home_issues"] else "所辖户没有问题。"
    return [own, note(homes)]
