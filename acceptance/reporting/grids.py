"""The villages of a county as a grid, township by township: a map without geodata that 500 villages fit into."""

from __future__ import annotations

from collections.abc import Sequence

from acceptance.reporting.charts import FRAME, INK, WIDTH, _line, _rect, _svg, _text

TILE, STEP, LEFT = 8.5, 10.5, 84.0
ROW = 13.0
LINES = 40
"""More lines than this do not fit a page: then the villages stand in order of code without their townships."""
SHADES = {"good": "light", "bad": "hatch", "wait": "white", "": "pale"}


def village_grid(townships: Sequence[tuple[str, Sequence[str]]], legend: Sequence[tuple[str, str]], title: str) -> str:
    """A tile per village: (township, tones of its villages in order of code). tone: good, bad, wait or '' (no verdict
    asked for). legend: (tone, words with their number), in the order shown. A tile that waits bears a stroke, a bad one
    is hatched: it can be read without colour.
    """
    fit = int((WIDTH - LEFT) // STEP)
    lines = [
        (name if not start else "", tones[start : start + fit])
        for name, tones in townships
        for start in range(0, max(len(tones), 1), fit)
    ]
    left = LEFT
    if len(lines) > LINES:
        every, wide = [tone for _, tones in townships for tone in tones], int(WIDTH // STEP)
        lines, left = [("", every[start : start + wide]) for start in range(0, len(every), wide)], 0.0
    body, top = _legend(legend), 20.0
    for number, (name, tones) in enumerate(lines):
        y = top + number * ROW
        body += [_text(left - 6, y + 7.5, name[:9], "end")] if name else []
        body += [part for place, tone in enumerate(tones) for part in _tile(left + place * STEP, y, tone)]
    return _svg(WIDTH, top + len(lines) * ROW, title, body)


def _tile(x: float, y: float, tone: str) -> list[str]:
    tile = _rect(x, y, TILE, TILE, SHADES[tone], FRAME)
    return [tile, _line(x + 2, y + TILE / 2, x + TILE - 2, y + TILE / 2, INK, 1.2)] if tone == "wait" else [tile]


def _legend(entries: Sequence[tuple[str, str]]) -> list[str]:
    body, x = [], 0.0
    for tone, words in entries:
        body += [*_tile(x, 3, tone), _text(x + 12, 10.5, words)]
        x += 24 + 8.8 * len(words)
    return body
