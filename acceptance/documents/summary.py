"""全市汇总: the counties on a grid and in one table, verdicts and totals counted, what is still awaited."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance import contracts
from acceptance.documents.office import Office, document, part
from acceptance.documents.tiles import tile_grid
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, Cell, figure, note, state, table, tone_of
from acceptance.reporting.extras import HEADLINE
from acceptance.stages import LABELS

NOT_REPORTED = "尚未报送"
NOT_DUE = "不适用"
WAITS_SHOWN = 12


@dataclass(frozen=True)
class CountyResult:
    """A county of the year. type: 国家重点, 市级重点, 其他, or '' without a task. result: result.json or None."""

    code: str
    name: str
    type: str
    applies: bool
    result: Mapping[str, Any] | None = None

    @property
    def verdict(self) -> str:
        """The verdict in words; why there is none."""
        if self.result is None:
            return NOT_REPORTED if self.type else NOT_DUE
        return self.result.get("verdict") or "尚未形成结论"

    @property
    def tone(self) -> str:
        """good, bad, wait, or '' where nothing has arrived or is due."""
        return "" if self.result is None else words.tone(self.verdict)


def summary_context(
    office: Office, counties: Sequence[CountyResult], as_of: dt.date, headline: Sequence[str] = HEADLINE
) -> dict[str, Any]:
    """The context of summary.html.j2. counties: all of the year by code. headline: indicator ids of the table."""
    title = [f"{office.year}年度脱贫验收情况汇总"]
    context = document(office, title, as_of, serial=f"汇总{as_of:%Y%m%d}")
    found = [one for one in counties if one.result is not None]
    return context | {
        "addressee": office.group,
        "paragraphs": [_standing(counties, as_of), _people(found), _closing(office, found)],
        "enclosures": [],
        "parts": [
            part("验收结论", _verdicts(counties), 1),
            part("区县一览", _table(counties, headline), 2),
            part("户、村结论", _outcomes(found), 3),
            part("部门数据比对", _leads(found), 4),
            part("尚待办理", _waits(found), 5),
        ],
    }


def _standing(counties: Sequence[CountyResult], as_of: dt.date) -> str:
    due = [one for one in counties if one.type]
    counted = verdict_counts(due)
    listed = words.listed(f"{verdict}{number}个" for verdict, _, number in counted)
    applying = sum(one.applies for one in due)
    return (
        f"截至{words.day(as_of)}，全市{len(counties)}个区县中有年度脱贫任务的{len(due)}个，其中申请摘帽的重点区县{applying}个。"
        f"按区县分：{listed}。"
    )


def verdict_counts(counties: Sequence[CountyResult]) -> list[tuple[str, str, int]]:
    """(verdict, tone, counties), good ones first, then bad, waiting, not reported."""
    counted = Counter((one.verdict, one.tone) for one in counties)
    rank = {"good": 0, "bad": 1, "wait": 2, "": 3}
    order = sorted(counted, key=lambda key: (rank[key[1]], key))
    return [(verdict, tone, counted[verdict, tone]) for verdict, tone in order]


def added(found: Sequence[CountyResult], key: str) -> dict[str, int]:
    """outcome -> number over all counties (household_outcomes or village_outcomes), most first."""
    total: Counter[str] = Counter()
    for one in found:
        total.update((one.result or {}).get(key) or {})
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))


def _people(found: Sequence[CountyResult]) -> str:
    homes, villages = added(found, "household_outcomes"), added(found, "village_outcomes")
    if not homes:
        return "尚无户级、村级结论。"
    return (
        f"已形成结论的建档立卡户{words.count(sum(homes.values()))}户："
        f"{words.listed(f'{name}{words.count(number)}户' for name, number in homes.items())}。"
        f"行政村{words.count(sum(villages.values()))}个："
        f"{words.listed(f'{name}{words.count(number)}个' for name, number in villages.items())}。"
    )


def _closing(office: Office, found: Sequence[CountyResult]) -> str:
    open_ = sum(sum((one.result or {}).get("issues", {}).values()) for one in found)
    return (
        f"各区县未销号问题共{words.count(open_)}件。以上均为建议结论，由{office.group}审定，按规定公示后生效；"
        "各区县详细情况见各自验收报告。"
    )


def _verdicts(counties: Sequence[CountyResult]) -> list[Block]:
    tiles = [(one.name, _short(one), one.tone) for one in counties]
    spoken = "全市区县验收结论格图：" + "，".join(f"{one.name}{one.verdict}" for one in counties)
    rows = [[_marked(verdict, tone), str(number)] for verdict, tone, number in verdict_counts(counties)]
    return [
        figure("区县验收结论（按区划代码排列）", tile_grid(tiles, spoken)),
        note("注：浅蓝为同意或通过，斜线为不予或不通过，浅黄为待定，虚线为尚未报送或本年度无任务。"),
        table("各类结论的区县数", [("结论", 70, "l"), ("区县数", 30, "r")], rows, "outcomes"),
    ]


_SHORT = (
    ("建议同意", "同意"),
    ("建议不予", "不予"),
    ("整改后复核", "整改复核"),
    ("通过", "通过"),
    ("尚未形成", "待定"),
)


def _short(one: CountyResult) -> str:
    mark = words.TONE_MARKS.get(one.tone, "")
    word = next((short for start, short in _SHORT if one.verdict.startswith(start)), one.verdict.split("(")[0])
    return f"{mark}{word[:5]}"


def _table(counties: Sequence[CountyResult], headline: Sequence[str]) -> list[Block]:
    titles = _titles(counties, headline)
    width = 50 // max(len(titles), 1)
    rest = 50 - width * len(titles)
    columns = [
        ("区县", 13 + rest, "l"), ("类型", 11, "c"), ("阶段", 8, "c"), ("结论", 18, "l"),
        *((title, width, "r") for title in titles.values()),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            one.name, one.type or NOT_DUE, LABELS.get(str((one.result or {}).get("stage")), words.NOTHING),
            _marked(one.verdict, one.tone), *(_value(one, key) for key in titles),
        ]
        for one in counties
    ]  # fmt: skip
    said = note("注：✓达标或同意，✗不达标或不予，？待定；指标为点值，区间、分母和统计标志见各区县报告。")
    return [table("区县验收情况一览", columns, rows, "outcomes", small=True), said]


def _titles(counties: Sequence[CountyResult], headline: Sequence[str]) -> dict[str, str]:
    """Headline indicators that any county's result holds, with their titles as printed there."""
    found: dict[str, str] = {}
    for one in counties:
        indicators = (one.result or {}).get("indicators") or {}
        found |= {key: indicators[key]["title"] for key in headline if key in indicators}
    return {key: found[key] for key in headline if key in found}


def _value(one: CountyResult, key: str) -> Cell:
    entry = ((one.result or {}).get("indicators") or {}).get(key) or {}
    if entry.get("point") is None:
        return words.NOTHING
    tone = tone_of(entry.get("official") or "")
    shown = words.percent(entry["point"], entry.get("threshold"))
    return _marked(shown, tone)


def _marked(text: str, tone: str) -> Cell:
    return {"text": text, "tone": tone, "mark": words.TONE_MARKS.get(tone, "")}


def _outcomes(found: Sequence[CountyResult]) -> list[Block]:
    rows = []
    for level, key in (("户", "household_outcomes"), ("村", "village_outcomes")):
        counted = added(found, key)
        total = sum(counted.values())
        rows += [
            [level, state(name), words.count(number), words.percent(number / total)] for name, number in counted.items()
        ]
        rows += [[level, "合计", words.count(total), words.percent(1)]] if total else []
    columns = [("层级", 14, "c"), ("结论", 46, "l"), ("数量", 20, "r"), ("占比", 20, "r")]
    return [table("户级、村级结论合计", columns, rows, "outcomes", small=True)]


def _leads(found: Sequence[CountyResult]) -> list[Block]:
    total: dict[str, Counter[str]] = {}
    for one in found:
        for registry, counts in ((one.result or {}).get("leads") or {}).items():
            total.setdefault(registry, Counter()).update(counts)
    titles = {name: registry.title for name, registry in contracts.registries().items()}
    keys = ("hits", "confirmed", "kept", "open")
    rows = [[titles.get(name, name), *(words.count(total[name][key]) for key in keys)] for name in sorted(total)]
    if len(rows) > 1:
        rows.append(["合计", *(words.count(sum(one[key] for one in total.values())) for key in keys)])
    columns = [("部门数据", 40, "l"), ("命中", 15, "r"), ("属实", 15, "r"), ("保留", 15, "r"), ("未办结", 15, "r")]
    return [table("比对线索办理情况（条）", columns, rows, "leads", small=True)]


def _waits(found: Sequence[CountyResult]) -> list[Block]:
    where: dict[str, list[str]] = {}
    for one in found:
        for wait in (one.result or {}).get("waits_for") or []:
            where.setdefault(str(wait), []).append(one.name)
    order = sorted(where, key=lambda wait: (-len(where[wait]), wait))[:WAITS_SHOWN]
    rows = [[wait, str(len(where[wait])), _some(where[wait])] for wait in order]
    columns = [("事项", 50, "l"), ("区县数", 12, "r"), ("区县", 38, "l")]
    return [table("尚待办理的事项", columns, rows, "indicators", small=True)]


def _some(names: Sequence[str], most: int = 6) -> str:
    return words.listed(names[:most]) + ("等" if len(names) > most else "")


def data(counties: Sequence[CountyResult], headline: Sequence[str] = HEADLINE) -> tuple[list[str], list[list[Any]]]:
    """The table as data: heads and rows; indicators as percentages, unrounded as far as twelve digits."""
    titles = _titles(counties, headline)
    outcomes = [
        list(added([one for one in counties if one.result], key)) for key in ("household_outcomes", "village_outcomes")
    ]
    heads = ["区县代码", "区县", "类型", "阶段", "结论", *(f"{title}%" for title in titles.values())]
    heads += [f"户：{name}" for name in outcomes[0]] + [f"村：{name}" for name in outcomes[1]] + ["未销号问题"]
    rows = []
    for one in counties:
        result = one.result or {}
        points = [((result.get("indicators") or {}).get(key) or {}).get("point") for key in titles]
        homes, villages = (result.get(key) or {} for key in ("household_outcomes", "village_outcomes"))
        rows.append([
            one.code, one.name, one.type, LABELS.get(str(result.get("stage")), ""), one.verdict,
            *(None if point is None else 100 * point for point in points),
            *(homes.get(name, 0) for name in outcomes[0]), *(villages.get(name, 0) for name in outcomes[1]),
            sum((result.get("issues") or {}).values()),
        ])  # fmt: skip
    return heads, rows
