"""Chinese justification for WeasyPrint 70.0: every character of a justified line takes an equal share of what is left.

WeasyPrint stretches U+0020 and U+00A0 only: a Chinese paragraph keeps a ragged right edge, and one lonely space of a
line becomes a huge gap. Three of its private functions are replaced, so the version is pinned and checked.
`install()` once per process, before the first rendering; it changes justified text only.
"""

from __future__ import annotations

import re
from typing import Any

TESTED_WITH = "70.0"
# A gap wider than this (CSS pixels) looks worse than a ragged edge: leave such a line as it is.
WIDEST_GAP = 8.0

# What may stretch: Chinese dashes, quotes and dots, Han, Hangul, full-width forms, supplementary Han. No spaces: at an
# edge of a stretched run Pango would take a space from another face than the one it was measured in, where it is twice
# as wide, and the line would run over the margin.
_CHINESE = (
    "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026"
    "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
_STRETCHES = re.compile(f"[{_CHINESE}]+")


def install() -> None:
    """Replace WeasyPrint's justification. Raises RuntimeError with any version but the tested one."""
    import weasyprint
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    if weasyprint.__version__ != TESTED_WITH:
        raise RuntimeError(f"typesetting.py 只在 WeasyPrint {TESTED_WITH} 上验证过，现为 {weasyprint.__version__}")
    if getattr(line_break.Layout.set_text, "stretches_chinese", False):
        return
    inline.count_expandable_spaces = stretchable
    inline.justify_line = _justify_line
    line_break.Layout.set_text = _stretching(line_break.Layout.set_text)


def stretchable(box: Any) -> int:
    """How many characters of a line box, inline box or text box may stretch; anything else on the line has none."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return sum(len(run.group()) for run in _STRETCHES.finditer(box.text))
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return sum(stretchable(child) for child in box.children)
    return 0


def _justify_line(context: Any, line: Any, extra_width: float) -> None:
    from weasyprint.layout import inline

    gaps = stretchable(line) - _ends_stretchable(line)  # the last character must touch the margin: no gap after it
    if gaps > 0 and extra_width / gaps < WIDEST_GAP:
        inline.add_word_spacing(context, line, extra_width / gaps, 0)


def _ends_stretchable(box: Any) -> bool:
    """Whether the last character of a line may stretch: WeasyPrint widens every such character, this one included."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        return bool(box.text) and _STRETCHES.fullmatch(box.text[-1]) is not None
    children = box.children if isinstance(box, (boxes.LineBox, boxes.InlineBox)) else ()
    return bool(children) and _ends_stretchable(children[-1])


def _stretching(plain: Any) -> Any:
    """Layout.set_text that, when drawing justified text, widens each stretchable run instead of spaces alone."""

    def set_text(self: Any, text: str, justify: bool = False) -> None:
        plain(self, text, False if self.justification_spacing else justify)
        if justify and self.justification_spacing:
            _widen_runs(self)

    set_text.stretches_chinese = True  # type: ignore[attr-defined]
    return set_text


def _widen_runs(layout: Any) -> None:
    from weasyprint.text.ffi import TO_UNITS, ffi, pango

    letter = layout.style["letter_spacing"]
    units = int((layout.justification_spacing + (0 if letter == "normal" else letter)) * TO_UNITS)
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for run in _STRETCHES.finditer(layout.text):
        attribute = pango.pango_attr_letter_spacing_new(units)
        attribute.start_index = len(layout.text[: run.start()].encode())
        attribute.end_index = attribute.start_index + len(run.group().encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)
