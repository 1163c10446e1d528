"""Every character must be printed by a pinned face: checked before rendering, and again in the finished PDF.

WeasyPrint prints a box, or borrows any installed font, without an error. `preflight` names the characters no stack
covers; `audit` proves that only pinned fonts are embedded and that each embedded glyph is the one its text says.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from report_templates.fonts import FACES, Face

PRIMARY = ("Fang", "Kai", "Hei", "Song", "XiaoBiaoSong", "Duo")
EVERYWHERE = ("Latin", "SongRare", "HeiRare", "Symbol")  # in every stack of gongwen.css
_PAIR = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>\s*\n")
_UNKNOWN = 0xFFFF


class MissingGlyph(ValueError):
    """A character that no font of the report has."""


class WrongFont(RuntimeError):
    """The PDF embeds a font from outside the pinned set, or glyphs that differ from its text."""


def preflight(text: str, fonts: Path) -> None:
    """Raise MissingGlyph, naming each character and where it stands, unless every font stack can print the text."""
    lost = {char for char in text if not char.isspace() and ord(char) not in printable(fonts)}
    if lost:
        named = "；".join(f"“{char}”（U+{ord(char):04X}），见“{_around(text, char)}”" for char in sorted(lost))
        raise MissingGlyph(f"报告用字在字库中没有字形：{named}。请改用规范字，或在 report_templates/fonts.py 增补字体")


@lru_cache(maxsize=2)
def printable(fonts: Path) -> frozenset[int]:
    """Code points that each font stack covers: those of the faces in all stacks, and those all primary faces share."""
    covers = {face.family: _codes(fonts / face.file) for face in FACES}
    shared = frozenset.intersection(*(covers[name] for name in PRIMARY))
    return shared.union(*(covers[name] for name in EVERYWHERE))


def audit(pdf: Any, fonts: Path) -> int:
    """Check the embedded fonts of an open pikepdf.Pdf; returns how many glyphs were compared. Raises WrongFont."""
    import pikepdf

    known = {face.family: face for face in FACES}
    compared = 0
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/BaseFont" in item:
            family = str(item.BaseFont)[1:].split("+")[-1].removesuffix("-Bold")
            if family not in known:
                raise WrongFont(f"PDF 中嵌入了规定之外的字体：{family}")
            if "/ToUnicode" in item:
                compared += _compare(item.ToUnicode.read_bytes().decode("latin-1"), known[family], fonts)
    return compared


def _compare(mapping: str, face: Face, fonts: Path) -> int:
    """Subsets keep glyph numbers, so the text of each glyph must agree with the source font's own table."""
    pairs = [(int(glyph, 16), int(code, 16)) for glyph, code in _PAIR.findall(mapping) if len(code) == 4]
    glyphs = _glyphs(fonts / face.file)
    # a space draws nothing: beside digits the layout may take another face's
    seen = [(glyph, code) for glyph, code in pairs if code != _UNKNOWN and not chr(code).isspace()]
    wrong = [chr(code) for glyph, code in seen if glyphs.get(code) != glyph]
    if wrong:
        raise WrongFont(f"字体 {face.family} 中有字形与文字不符：{''.join(wrong[:20])}")
    return len(pairs)


def _codes(path: Path) -> frozenset[int]:
    return frozenset(_glyphs(path))


@lru_cache(maxsize=32)
def _glyphs(path: Path) -> dict[int, int]:
    """Code point → glyph number of a font file, read once per process."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        return {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}


def _around(text: str, char: str) -> str:
    place = text.index(char)
    return " ".join(text[max(place - 8, 0) : place + 9].split())
