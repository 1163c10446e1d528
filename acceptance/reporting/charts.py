"""Drawings as SVG text: hand-made, deterministic, real text in the report's own fonts, readable in black and white.

Units are points (442 pt = the 156 mm text width). Each has a <title>, which becomes the alternative text of the tagged
figure. Fills differ in lightness as well as in colour, bad ones are hatched, and every number is printed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from html import escape

WIDTH = 442.0
CROWDED = 20.0
"""Nearer to the end of an axis than this, the threshold's own figure would touch the one of the end."""
FONTS = "Latin, Hei, HeiRare, SongRare, Symbol"
INK, GRID, FRAME = "#1a1a1a", "#c9ced6", "#5a6270"
DARK, LIGHT, PALE, AMBER, RED = "#2c5688", "#a8c3e2", "#e9eef5", "#e3b04b", "#b00020"
_HATCH = (
    '<defs><pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse">'
    f'<rect width="4" height="4" fill="#f3d3d6"/><path d="M0 4L4 0" stroke="{RED}" stroke-width="1.1"/>'
    "</pattern></defs>"
)
_SHADES = {"dark": DARK, "light": LIGHT, "pale": PALE, "amber": AMBER, "hatch": "url(#hatch)", "white": "#ffffff"}
_INKS = {"dark": "#ffffff"}


def _svg(width: float, height: float, title: str, body: Sequence[str]) -> str:
    """The whole drawing. Its hatch has a name of its own: a name twice in a document points to the first drawing."""
    drawn = f"{_HATCH if any('#hatch' in part for part in body) else ''}{''.join(body)}"
    own = f"hatch-{zlib.crc32(title.encode()):x}"
    drawn = drawn.replace("#hatch", f"#{own}").replace('id="hatch"', f'id="{own}"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width:g} {height:g}" width="{width:g}pt" '
        f'height="{height:g}pt" font-family="{FONTS}" font-size="8.5" fill="{INK}"><title>{escape(title)}</title>'
        f"{drawn}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start", size: float = 8.5, fill: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{fill}">{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str = INK, width: float = 0.8, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    course = f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
    return f'<path d="{course}" stroke="{stroke}" stroke-width="{width:g}" fill="none"{dashed}/>'


def _rect(x: float, y: float, width: float, height: float, shade: str, frame: str = FRAME) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'fill="{_SHADES[shade]}" stroke="{frame}" stroke-width=".5"/>'
    )


def against_threshold(
    point: float | None,
    lower: float | None,
    upper: float | None,
    threshold: float,
    better: str,
    title: str,
    width: float = 134.0,
) -> str:
    """Point and two-sided interval against a threshold, on an axis of its own; the good side is tinted.

    All values are ratios. `better` is lower, higher or '' (then no side is tinted). A point outside the axis is
    drawn at its edge: the number stands beside the drawing.
    """
    height, left, right, middle = 27.0, 6.0, width - 6.0, 10.0
    low, high = _axis(point, lower, upper, threshold, better)

    def at(value: float) -> float:
        return left + (right - left) * (min(max(value, low), high) - low) / (high - low)

    edge = at(threshold)
    body = []
    if better:
        start, end = (left, edge) if better == "lower" else (edge, right)
        body.append(f'<rect x="{start:.1f}" y="2" width="{end - start:.1f}" height="16" fill="{PALE}"/>')
    body += [_line(left, middle, right, middle, GRID, 0.6), _line(edge, 0, edge, 20, RED, 1.2)]
    body += _interval_marks(at, lower, upper, middle)
    if point is not None:
        body.append(_diamond(at(point), middle))
    ends = [(left, low, "start"), (right, high, "end")]
    body += [
        _text(x, 26, f"{value * 100:g}%", anchor, 6.5, FRAME) for x, value, anchor in ends if abs(edge - x) > CROWDED
    ]
    body.append(_text(edge, 26, f"{threshold * 100:g}%", "middle", 7, RED))
    return _svg(width, height, title, body)


def _axis(
    point: float | None, lower: float | None, upper: float | None, threshold: float, better: str
) -> tuple[float, float]:
    values = [value for value in (point, lower, upper, threshold) if value is not None]
    if better == "higher":
        lowest = min(values)
        return (0.8 if lowest >= 0.8 else 0.5 if lowest >= 0.5 else 0.0), 1.0
    reach = max(*values, 2 * threshold)
    return 0.0, next((top for top in (0.02, 0.04, 0.06, 0.1, 0.2, 0.5) if reach <= top), 1.0)


def _interval_marks(at: Callable[[float], float], lower: float | None, upper: float | None, middle: float) -> list[str]:
    if lower is None or upper is None:
        return []
    return [
        _line(at(lower), middle, at(upper), middle, INK, 1.6),
        _line(at(lower), middle - 4, at(lower), middle + 4, INK, 1.2),
        _line(at(upper), middle - 4, at(upper), middle + 4, INK, 1.2),
    ]


def _diamond(x: float, y: float) -> str:
    return f'<path d="M{x - 4:.1f} {y:.1f}L{x:.1f} {y - 5:.1f}L{x + 4:.1f} {y:.1f}L{x:.1f} {y + 5:.1f}Z" fill="{INK}"/>'


def stacked(rows: Sequence[tuple[str, Mapping[str, int]]], shades: Mapping[str, str], title: str) -> str:
    """Horizontal bars, one per row, split by state in the order of `shades` (state → dark, light, …, hatch).

    A segment too narrow for its number is named beside the bar: the few that failed matter most.
    """
    left, top, step = 84.0, 20.0, 17.0
    most = max((sum(counts.values()) for _, counts in rows), default=0) or 1
    scale = (WIDTH - left - 132) / most
    body = _legend(shades, left)
    for number, (label, counts) in enumerate(rows):
        y = top + number * step
        body += [_text(left - 6, y + 9.5, label, "end"), *_segments(counts, shades, left, y, scale)]
        body.append(_text(left + sum(counts.values()) * scale + 6, y + 9.5, _narrow(counts, shades, scale), size=7.5))
    return _svg(WIDTH, top + len(rows) * step, title, body)


def _legend(shades: Mapping[str, str], left: float) -> list[str]:
    body, x = [], left
    for state, shade in shades.items():
        body += [_rect(x, 3, 12, 8, shade), _text(x + 16, 10.5, state)]
        x += 30 + 8.5 * len(state)
    return body


def _fits(number: int, scale: float) -> bool:
    return number * scale > 6 + 4.4 * len(f"{number:,}")


def _narrow(counts: Mapping[str, int], shades: Mapping[str, str], scale: float) -> str:
    return "，".join(
        f"{state}{counts[state]:,}" for state in shades if counts.get(state) and not _fits(counts[state], scale)
    )


def _segments(counts: Mapping[str, int], shades: Mapping[str, str], left: float, y: float, scale: float) -> list[str]:
    body, x = [], left
    for state, shade in shades.items():
        number = counts.get(state, 0)
        width = number * scale
        body += [_rect(x, y, width, 12.5, shade)] if number else []
        if _fits(number, scale):
            body += [_plate(x + width / 2, y, number)] if shade == "hatch" else []
            body.append(_text(x + width / 2, y + 9.3, f"{number:,}", "middle", 8, _INKS.get(shade, INK)))
        x += width
    return body


def _plate(x: float, y: float, number: int) -> str:
    """White ground for a number on a hatched segment."""
    width = 5 * len(f"{number:,}")
    return f'<rect x="{x - width / 2:.1f}" y="{y + 2:.1f}" width="{width}" height="8.5" fill="#fff"/>'


def timeline(rows: Sequence[tuple[str, date, date | None, date, str]], title: str) -> str:
    """Rows (label, first day, median day, last day, remark) on one time axis with the first of each month marked."""
    left, right, top, step = 92.0, WIDTH - 128, 6.0, 17.0
    first, last = min(row[1] for row in rows), max(row[3] for row in rows)
    span = max((last - first).days, 1)
    bottom = top + len(rows) * step

    def at(moment: date) -> float:
        return left + (right - left) * (moment - first).days / span

    body = []
    for month in _months(first, last):
        body += [
            _line(at(month), top - 3, at(month), bottom, GRID, 0.6),
            _text(at(month), bottom + 11, f"{month.month}月", "middle", 7.5, FRAME),
        ]
    for number, (label, start, median, end, remark) in enumerate(rows):
        y = top + number * step
        body += [
            _text(left - 6, y + 9.5, label, "end"),
            _rect(at(start), y + 2, max(at(end) - at(start), 3), 9, "light"),
        ]
        body += [_line(at(median), y, at(median), y + 13, INK, 1.6)] if median else []
        body.append(_text(right + 10, y + 9.5, remark, "start", 8))
    return _svg(WIDTH, bottom + 16, title, body)


def _months(first: date, last: date) -> list[date]:
    month, found = first.replace(day=1), []
    while month <= last:
        found += [month] if month >= first else []
        month = (month + timedelta(days=32)).replace(day=1)
    every = max(1, -(-len(found) // 12))
    return found[::every]


def histogram(
    edges: Sequence[float], before: Sequence[int], after: Sequence[int], line: float | None, title: str
) -> str:
    """Households per income class before (light) and after (dark), side by side, with the poverty line."""
    left, right, top, bottom = 36.0, WIDTH - 18, 26.0, 138.0
    most = _rounded_up(max([*before, *after, 4]))
    step = (right - left) / max(len(before), 1)

    def high(number: int) -> float:
        return (bottom - top) * number / most

    body = _legend({"脱贫前": "light", "脱贫后": "dark"}, left)
    for quarter in range(5):
        y = bottom - (bottom - top) * quarter / 4
        body += [_line(left, y, right, y, GRID, 0.5), _text(left - 4, y + 3, f"{most * quarter / 4:,g}", "end", 7.5)]
    for number, pair in enumerate(zip(before, after, strict=True)):
        x = left + step * number
        for place, (households, shade) in enumerate(zip(pair, ("light", "dark"), strict=True)):
            body.append(
                _rect(x + step * (0.12 + 0.38 * place), bottom - high(households), step * 0.36, high(households), shade)
            )
    body += [
        _text(left + step * number, bottom + 11, f"{edge:,.0f}", "middle", 7.5) for number, edge in enumerate(edges)
    ]
    body += _poverty_line(edges, line, left, step, top, bottom)
    return _svg(WIDTH, bottom + 16, title, body)


def _rounded_up(number: int) -> int:
    """The next number whose quarter is a whole number that people like on an axis."""
    scale = 1
    while number > 100 * scale:
        scale *= 10
    return next(top * scale for top in (4, 8, 12, 16, 20, 24, 32, 40, 60, 80, 100) if number <= top * scale)


def _poverty_line(
    edges: Sequence[float], line: float | None, left: float, step: float, top: float, bottom: float
) -> list[str]:
    if line is None or not edges[0] <= line <= edges[-1]:
        return []
    index = max(number for number, edge in enumerate(edges[:-1]) if edge <= line)
    x = left + step * (index + (line - edges[index]) / (edges[index + 1] - edges[index]))
    return [
        _line(x, top - 8, x, bottom, RED, 1.2, "4 2"),
        _text(x + 3, top - 3, f"扶贫标准 {line:,.0f}元", "start", 8, RED),
    ]


def boxes(rows: Sequence[tuple[str, float, float, float]], line: float | None, title: str) -> str:
    """Quartile boxes (label, p25, p50, p75), yuan per head, on one axis."""
    left, right, top, step = 104.0, WIDTH - 96, 6.0, 22.0
    reach = max([row[3] for row in rows] + [line or 0]) * 1.08 or 1.0

    def at(value: float) -> float:
        return left + (right - left) * value / reach

    bottom = top + len(rows) * step
    body = [_line(left, bottom, right, bottom, FRAME, 0.6)]
    if line is not None:
        body += [
            _line(at(line), 0, at(line), bottom, RED, 1.2, "4 2"),
            _text(at(line), bottom + 10, f"扶贫标准 {line:,.0f}元", "middle", 8, RED),
        ]
    for number, (label, low, middle, high) in enumerate(rows):
        y = top + number * step
        body += [
            _text(left - 6, y + 11, label, "end"),
            _rect(at(low), y + 2, at(high) - at(low), 13, "light"),
            _line(at(middle), y, at(middle), y + 17, INK, 1.8),
            _text(right + 8, y + 11, f"{low:,.0f} / {middle:,.0f} / {high:,.0f}", "start", 8),
        ]
    return _svg(WIDTH, bottom + 14, title, body)
