"""Parts 6 and 7: how the samples were drawn and weighted, where two lines differ, and incomes before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from acceptance.reporting import charts, words
from acceptance.reporting.blocks import Block, absent, figure, heading, note, table
from acceptance.reporting.extras import ReportExtras
from acceptance.reporting.rows import BeforeAfter, Draw, SampleRow
from acceptance.sampling.seeds import COMMITTED

Result = Mapping[str, Any]


def sampling_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Frames, completion and weights by line; the stored draws; each number that two lines report, with the gap."""
    return [
        heading("样本完成情况"),
        *_samples(extras),
        heading("抽样的公开复核"),
        *(_draws(extras) if extras.draws else [absent("samples")]),
        heading("多线同报指标对照"),
        _comparison(result, extras),
    ]


def _samples(extras: ReportExtras) -> list[Block]:
    columns = [
        ("证据线", 12, "l"),
        ("对象", 15, "l"),
        ("抽村", 9, "c"),
        ("总体", 10, "r"),
        ("计划", 8, "r"),
        ("完成", 8, "r"),
        ("无人", 7, "r"),
        ("拒访", 7, "r"),
        ("替换", 7, "r"),
        ("权数（低/中/高）", 17, "c"),
    ]
    made = table("样本完成情况与权数", columns, [_sample_row(row) for row in extras.samples], "samples", small=True)
    return [made, *(note(words.sentence(text)) for text in extras.sampling_notes)]


def _sample_row(row: SampleRow) -> list[str]:
    weights = [words.count(weight, 1) for weight in (row.weight_low, row.weight_median, row.weight_high)]
    weighted = "/".join(weights) if len(set(weights)) > 1 else weights[0]
    return [
        row.line,
        row.frame,
        words.NOTHING if row.villages_drawn is None else f"{row.villages_drawn:,}/{words.count(row.villages_all)}",
        *(
            words.count(number)
            for number in (row.units_all, row.planned, row.completed, row.absent, row.refused, row.replaced)
        ),
        weighted,
    ]


def _draws(extras: ReportExtras) -> list[Block]:
    columns = [("证据线", 16, "l"), ("设计", 26, "l"), ("日期", 13, "c"), ("种子与名册摘要（SHA-256）", 45, "m")]
    made = table("抽样记录", columns, [_draw_row(draw) for draw in extras.draws], "samples", small=True)
    told = [note(f"{draw.line}：{sentence}。") for draw in extras.draws for sentence in draw.told]
    return [made, *told, note(f"注：种子与冻结名册相同，任何人重做抽样均得到同一样本。{_recipe(extras)}")]


def _recipe(extras: ReportExtras) -> str:
    """How a seed by commitment is worked out (sampling.seeds)."""
    if not any(draw.seed_kind == COMMITTED for draw in extras.draws):
        return ""
    return "承诺种子是随机数、名册摘要、公开号码、区县代码、证据线代码依次以“|”相连的SHA-256；承诺是随机数的SHA-256。"


def _draw_row(draw: Draw) -> list[str]:
    return [
        draw.line,
        draw.design,
        words.short_day(draw.drawn_on),
        f"{draw.seed_kind} {draw.seed}\n冻结名册 {draw.list_sha256}",
    ]


def _comparison(result: Result, extras: ReportExtras) -> Block:
    columns = [("指标", 25, "l"), ("证据线", 25, "l"), ("点值", 14, "r"), ("95%区间", 22, "c"), ("差", 14, "r")]
    return table("同一指标各证据线数值（差为百分点）", columns, list(_compared(result, extras)), "comparison")


def _compared(result: Result, extras: ReportExtras) -> Iterator[list[str]]:
    """Rows of every indicator that at least two lines report; the gap is to the first of them, in percentage points."""
    for entry in (result.get("indicators") or {}).values():
        lines = {line: value for line, value in (entry.get("by_line") or {}).items() if _point(value) is not None}
        first = next(iter(lines.values()), None)
        for number, (line, value) in enumerate(lines.items() if len(lines) > 1 else ()):
            gap = words.NOTHING if not number else f"{(_point(value) - _point(first)) * 100:+.2f}"
            low, high = (value.get("lower"), value.get("upper")) if isinstance(value, Mapping) else (None, None)
            yield [
                entry["title"],
                extras.line_labels.get(line, line),
                words.percent(_point(value)),
                words.interval(low, high),
                gap,
            ]


def _point(value: Any) -> Any:
    return value.get("point") if isinstance(value, Mapping) else value


def change_part(result: Result, extras: ReportExtras) -> list[Block]:
    """Net income per head before and after, with the poverty line (F7)."""
    change = extras.change
    if change is None or not (sum(change.before) or sum(change.after)):
        return [absent("change")]
    title = "脱贫前后人均纯收入分布（户）"
    return [
        figure(title, charts.histogram(change.edges, change.before, change.after, change.poverty_line, title)),
        *_quartiles(change),
        *([note(words.sentence(change.note))] if change.note else []),
    ]


def _quartiles(change: BeforeAfter) -> list[Block]:
    if not change.quantiles:
        return []
    rows = [(f"{row.label}（{row.n:,}户）", row.p25, row.p50, row.p75) for row in change.quantiles]
    title = "人均纯收入四分位数（元：下四分位/中位/上四分位）"
    return [figure(title, charts.boxes(rows, change.poverty_line, title))]
