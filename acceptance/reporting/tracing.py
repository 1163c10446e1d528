"""Where every number of a county report comes from: the queries behind each block of each part (RULEBOOK E114).

A query id is `result.json/<key>`, `report_facts/<query>` (its .sql file), `indicators/<id>`, `samples/<line>`,
`campaign.yaml/<fact>`, `contracts/<table>`, `overviews/<id>` or `signals/<id>`. A block may name its own `queries`;
else it is known by the first words of its caption; what has no caption (正文) draws on all that its part draws on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from typing import Any

from acceptance import contracts, indicators, overviews, signals
from acceptance.campaign import Campaign

TEXT = "正文"
_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
_SHAPES = re.compile(r"<(?!text|title|/)[^>]*>|<[^>]*>")
_NOT_PRINTED = ("kind", "id", "number", "qr", "columns", "queries")
_FIGURES = ("result.json/indicators",)
_LOOKS = ("report_facts/look_facts", "report_facts/looks")
_OUTCOMES = ("result.json/household_outcomes", "result.json/village_outcomes")
_DRAWS = ("samples/municipal", "samples/exit_evaluation", "samples/precision_evaluation")
_LEDGER = ("report_facts/issue_states", "report_facts/issue_ages", "result.json/issues")

SOURCES: dict[str, dict[str, tuple[str, ...]]] = {
    "公文": {TEXT: ("result.json/verdict", *_FIGURES, "campaign.yaml/window", "campaign.yaml/thresholds")},
    "验收结论": {
        TEXT: ("result.json/verdict_reasons", *_FIGURES, *_OUTCOMES, "result.json/leads", "result.json/issues"),
        "主要指标与标准对照": (*_FIGURES, "campaign.yaml/thresholds"),
    },
    "四位一体对照": {
        TEXT: ("result.json/verdict_reasons",),
        "四位一体对照": ("result.json/inputs", *_FIGURES),
        "结论条件核对": ("result.json/verdict_reasons", *_FIGURES, "result.json/leads", "result.json/issues"),
        "就绪条件核对": ("result.json/waits_for", "result.json/leads"),
    },
    "五看": {
        TEXT: (*_LOOKS, "report_facts/criteria"),
        "五看情况": (*_LOOKS, *_FIGURES),
        "申请退出户各项判定": ("report_facts/criteria",),
        "户级与村级结论": _OUTCOMES,
        "其他指标": (*_FIGURES, "campaign.yaml/thresholds"),
    },
    "程序时间线": {TEXT: ("report_facts/procedure", "report_facts/procedure_failures")},
    "比对与清退": {TEXT: ("result.json/leads", "campaign.yaml/registries", "contracts/recovery")},
    "抽样设计与加权": {
        TEXT: ("report_facts/fieldwork", "report_facts/fieldwork_remarks", *_DRAWS, *_FIGURES),
        "样本完成情况与权数": ("report_facts/fieldwork",),
        "抽样记录": _DRAWS,
        "同一指标各证据线数值": _FIGURES,
    },
    "脱贫前后对比": {TEXT: ("report_facts/incomes", "campaign.yaml/poverty_line")},
    "问题台账与整改通知书": {TEXT: (*_LEDGER, "report_facts/decisions")},
    "参与人员意见及答复": {TEXT: ("contracts/observer", "contracts/review")},
    "豁免与人工改判": {TEXT: ("report_facts/decisions",)},
    "数据质量": {TEXT: ("report_facts/rule_counts",)},
    "口径、版本与核对": {
        TEXT: ("campaign.yaml/thresholds", "campaign.yaml/poverty_line", "indicators/poverty_rate"),
        "所用申报包": ("result.json/inputs",),
    },
    "听证与复核": {
        TEXT: ("report_facts/hearings", "campaign.yaml/municipality"),
        "听证与复核个案": ("report_facts/hearings",),
        "人口基数": ("report_facts/populations",),
        "结论的稳固程度": ("report_facts/reversals", *_FIGURES),
    },
}
"""Part title -> caption -> queries."""


def traced(context: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row per block that a report prints: part, place (caption or 正文), numbers, queries.

    context: from `county_context`. The signatures and the colophon repeat what the result says of itself.
    """
    letter = context["letter"]
    yield _row("公文", "公文", TEXT, [letter["title"], letter["paragraphs"], letter["enclosure"], letter["date"]])
    for part in context["parts"]:
        for block in part["blocks"]:
            printed = {key: value for key, value in block.items() if key not in _NOT_PRINTED}
            row = _row(part["title"], f"{part['number']}{part['title']}", block.get("caption") or TEXT, printed)
            yield row | {"queries": list(block.get("queries") or row["queries"])}


def _row(part: str, shown: str, place: str, printed: Any) -> dict[str, Any]:
    stated = SOURCES.get(part, {})
    named = next((caption for caption in stated if caption != TEXT and place.startswith(caption)), TEXT)
    numbers = sum(len(_NUMBER.findall(_SHAPES.sub(" ", text))) for text in texts(printed))
    return {"part": shown, "place": place, "numbers": numbers, "queries": list(stated.get(named, ()))}


def texts(value: Any) -> Iterator[str]:
    """Every text in a context, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def resolves(query: str, result: Mapping[str, Any]) -> bool:
    """Whether there is what a query id names."""
    place, _, name = query.partition("/")
    if place == "result.json":
        return name in result
    if place == "report_facts":
        return (resources.files("acceptance.report_facts") / f"{name}.sql").is_file()
    if place == "indicators":
        return name in indicators.load()
    if place == "campaign.yaml":
        return name in Campaign.model_fields
    listed: dict[str, Callable[[], Mapping[str, Any]]] = {
        "samples": contracts.lines,
        "contracts": contracts.tables,
        "overviews": overviews.load,
        "signals": signals.load,
    }
    return place in listed and name in listed[place]()
