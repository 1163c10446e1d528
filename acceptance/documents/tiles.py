"""The counties as a labelled grid in order of code: a map without geodata, readable without colour."""

import re
from collections.abc import Sequence
from html import escape

from acceptance.reporting.charts import FONTS, FRAME, INK, LIGHT, RED, WIDTH

COLUMNS = 8
HEIGHT, GAP = 32.0, 3.0
LOOKS = {
    "good": (LIGHT, INK, ""),
    "bad": ("url(#bad)", INK, ""),
    "wait": ("#f6e3b8", INK, ""),
    "": ("#ffffff", "#555555", ' stroke-dasharray="3 2"'),
}
"""Tone -> fill, ink, frame. Fills differ in lightness and pattern, and the word stands in every tile."""
_HATCH = (
    '<defs><pattern id="bad" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" '
    f'fill="#f7dfe1"/><path d="M0 5L5 0" stroke="{RED}" stroke-width=".7"/></pattern></defs>'
)
_AUTONOMOUS = re.compile(r"(.{2,}?)(?:.{1,3}族)+自治[县旗州]")


def short_name(name: str) -> str:
    """石柱 for 石柱土家族自治县; other names as they are, cut at five characters."""
    found = _AUTONOMOUS.fullmatch(name)
    return (found[1] if found else name)[:5]


def tile_grid(tiles: Sequence[tuple[str, str, str]], title: str) -> str:
    """An SVG of tiles (name, word, tone), eight in a row."""
    wide = (WIDTH - GAP * (COLUMNS - 1)) / COLUMNS
    rows = -(-len(tiles) // COLUMNS)
    body = [_HATCH]
    for place, (name, word, tone) in enumerate(tiles):
        x, y = (place % COLUMNS) * (wide + GAP), (place // COLUMNS) * (HEIGHT + GAP)
        fill, ink, dash = LOOKS[tone]
        body.append(
            f'<rect x="{x + 0.4:.1f}" y="{y + 0.4:.1f}" width="{wide - 0.8:.1f}" height="{HEIGHT - 0.8:.1f}" '
            f'fill="{fill}" stroke="{FRAME}" stroke-width=".6"{dash}/>'
        )
        if tone == "bad":  # a plate, or the hatch would run through the words
            body.append(f'<rect x="{x + 4:.1f}" y="{y + 4:.1f}" width="{wide - 8:.1f}" height="24" fill="#fff"/>')
        body += [_text(x + wide / 2, y + 14, short_name(name), 10, ink), _text(x + wide / 2, y + 26, word, 8, ink)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH:g} {rows * (HEIGHT + GAP):g}" '
        f'width="{WIDTH:g}pt" height="{rows * (HEIGHT + GAP):g}pt" font-family="{FONTS}"><title>{escape(title)}</title>'
        f"{''.join(body)}</svg>"
    )


def _text(x: float, y: float, text: str, size: float, ink: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="{size:g}" fill="{ink}">{escape(text)}</text>'
