"""Parts 2–4: the lines side by side, the five looks, the procedure in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from acceptance.reporting import charts, words
from acceptance.reporting.blocks import Block, absent, figure, heading, note, paragraph, state, table
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.grids import village_grid
from acceptance.reporting.rows import CheckRow, Look, ProcedureStep, TownshipVillages
from acceptance.reporting.verdict_part import other_indicators

Result = Mapping[str, Any]

_MARK_WORDS = {"✓": "符合", "✗": "不符合", "?": "待定", "？": "待定"}
_CRITERIA_SHADES = {"通过": "dark", "通过(仅自查)": "light", "不通过": "hatch", "争议": "amber", "缺证据": "white"}


def matrix_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Each line's ✓ ✗ ? as mark and word, the rule that fired, the county tests G and the readiness gate R."""
    columns = [("证据线", 24, "l"), ("判定", 12, "c"), ("说明", 39, "l"), ("所用版本", 11, "c"), ("接收日期", 14, "c")]
    rows = [
        [
            row.line,
            _mark(row.mark),
            row.words or words.NOTHING,
            row.versions or words.NOTHING,
            words.short_day(row.date),
        ]
        for row in extras.matrix
    ]
    return [
        heading("各证据线判定"),
        table("四位一体对照", columns, rows, "matrix"),
        *_fired(result, extras),
        heading("结论条件核对"),
        _checks("结论条件核对", extras.tests),
        heading("就绪条件核对"),
        _checks("就绪条件核对", extras.readiness),
    ]


def _mark(mark: str) -> dict[str, str] | str:
    return state(_MARK_WORDS[mark]) if mark in _MARK_WORDS else "不适用"


def _fired(result: Result, extras: ReportExtras) -> list[Block]:
    if extras.fired is None:
        return []
    leads_to = extras.fired.leads_to or result.get("verdict") or ""
    return [
        paragraph(
            f"按结论规则自上而下核对，首先符合的是{extras.fired.id}（{extras.fired.words.rstrip('。')}），"
            f"据此结论为“{leads_to}”。自查只作申报，不作为区县各项比率的正面证据；各线比率不作平均。"
        )
    ]


def _checks(caption: str, rows: Sequence[CheckRow]) -> Block:
    columns = [("编号", 7, "c"), ("条件", 27, "l"), ("状态", 13, "c"), ("说明", 53, "l")]
    return table(
        caption,
        columns,
        [[row.id, row.title, state(row.state), row.words or words.NOTHING] for row in rows],
        "tests",
        small=True,
    )


def looks_part(result: Result, extras: ReportExtras) -> list[Block]:
    """The five looks, households by criterion, outcomes of households and villages, the other indicators."""
    return [
        heading("五看情况"),
        *_looks(extras.looks),
        heading("户级逐项判定"),
        *_criteria(extras),
        heading("户级与村级结论"),
        *_outcomes(result),
        *_villages(extras.villages),
        *other_indicators(result, extras),
    ]


def _looks(looks: Sequence[Look]) -> list[Block]:
    columns = [("看什么", 16, "l"), ("判定", 13, "c"), ("情况", 40, "l"), ("数据", 31, "l")]
    rows = [
        [
            look.title,
            state(look.state or "待补"),
            look.words or "本期未收到相应资料，待补",
            "；".join(f"{label} {value}" for label, value in look.facts) or words.NOTHING,
        ]
        for look in looks
    ]
    return [table("五看情况", columns, rows, "looks")]


def _criteria(extras: ReportExtras) -> list[Block]:
    if not any(sum(row.counts.values()) for row in extras.criteria):
        return [absent("criteria")]
    rows = [(f"{row.id} {row.title}", row.counts) for row in extras.criteria]
    return [
        figure("申请退出户各项判定（户）", charts.stacked(rows, _CRITERIA_SHADES, "申请退出户各项判定户数")),
        note("注：“通过（仅自查）”尚无市级、第三方或部门证据印证；“争议”须复核认定，不以多数或平均代替。"),
    ]


def _outcomes(result: Result) -> list[Block]:
    rows = []
    for level, key, unit in (("户级", "household_outcomes", "户"), ("村级", "village_outcomes", "村")):
        outcomes = result.get(key) or {}
        total = sum(outcomes.values())
        rows += [
            [
                level,
                state(name),
                f"{words.count(number)}{unit}",
                words.percent(number / total) if total else words.NOTHING,
            ]
            for name, number in words.in_order(outcomes)
        ]
    return [
        table(
            "户级与村级结论",
            [("层级", 16, "c"), ("结论", 44, "l"), ("数量", 20, "r"), ("占比", 20, "r")],
            rows,
            "outcomes",
            small=True,
        )
    ]


_VILLAGES = (("good", "同意销号、保持"), ("bad", "不予销号、返贫预警"), ("wait", "暂缓、待核、需整改"), ("", "不适用"))


def _villages(townships: Sequence[TownshipVillages]) -> list[Block]:
    """Where the villages of each outcome lie."""
    drawn = [(one.name, [_village_tone(outcome) for outcome in one.outcomes]) for one in townships]
    counted = Counter(tone for _, tones in drawn for tone in tones)
    if not counted:
        return []
    legend = [(tone, f"{said}{counted[tone]}村") for tone, said in _VILLAGES if counted[tone]]
    spoken = "各乡镇行政村结论：" + "；".join(f"{one.name}{len(one.outcomes)}村" for one in townships)
    return [figure("各乡镇行政村结论（每格一村，按区划代码排列）", village_grid(drawn, legend, spoken))]


def _village_tone(outcome: str) -> str:
    if outcome.startswith(("建议同意", "保持")):
        return "good"
    if outcome.startswith(("建议不予", "返贫")):
        return "bad"
    return "" if outcome == "不适用" else "wait"


def procedure_part(result: Result, extras: ReportExtras) -> list[Block]:
    """When each step ran at each level (bar: first to last day, stroke: median), where it failed."""
    drawn = [
        (_held(step), step.first, step.median, step.last, _remark(step))
        for step in extras.procedure
        if step.first and step.last
    ]
    if len(drawn) < len(extras.procedure) or not drawn:
        return [_steps(extras.procedure), *(note(words.sentence(text)) for text in extras.procedure_notes)]
    key = "注：横条为首日至末日，竖线为中位日；右侧为起止日期、件数，“不符”为违反程序规则的件数。"
    return [
        figure("各级程序起止时间", charts.timeline(drawn, "各级程序起止时间")),
        note(key + "".join(map(words.sentence, extras.procedure_notes))),
    ]


def _held(step: ProcedureStep) -> str:
    """村公示; a step that begins with its level (村评议) says it once."""
    return step.step if step.step.startswith(step.level) else step.level + step.step


def _remark(step: ProcedureStep) -> str:
    days = f"{step.first:%m-%d}至{step.last:%m-%d}　{step.objects:,}件"
    return days + (f"，不符{step.failed:,}" if step.failed else "")


def _steps(steps: Sequence[ProcedureStep]) -> Block:
    columns = [
        ("层级", 12, "c"),
        ("步骤", 16, "c"),
        ("首日", 18, "c"),
        ("中位日", 18, "c"),
        ("末日", 18, "c"),
        ("件数", 9, "r"),
        ("不符", 9, "r"),
    ]
    rows = [
        [
            step.level,
            step.step,
            words.short_day(step.first),
            words.short_day(step.median),
            words.short_day(step.last),
            words.count(step.objects),
            words.count(step.failed),
        ]
        for step in steps
    ]
    return table("程序执行情况", columns, rows, "procedure")
