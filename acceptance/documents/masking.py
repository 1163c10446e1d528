"""Nothing that is published holds a full identity or telephone number or a full name (RULEBOOK P8, E115)."""

import re

_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]|1[3-9]\d{9})(?![0-9A-Za-z])"
)
"""The shapes that reporting.words.unmasked refuses to print."""

_SELF_MADE = re.compile(r"[\uE000-\uF8FF\U000F0000-\U0010FFFD]")


def hide_numbers(text: str) -> str:
    """The text with every full identity and mobile number cut to its first six and last two characters."""
    return text if len(text) < 11 else _NUMBERS.sub(lambda found: f"{found[0][:6]}…{found[0][-2:]}", text)


def mask_number(value: str | None) -> str:
    """A number known to be personal: first six and last two characters whatever its shape; a short one hidden."""
    text = (value or "").strip()
    return f"{text[:6]}…{text[-2:]}" if len(text) > 8 else "*" * len(text)


def mask_name(value: str | None) -> str:
    """张**: the family name and how long the name is."""
    text = (value or "").strip()
    return text[:1] + "*" * max(len(text) - 1, 1) if text else ""


def printed(text: str) -> str:
    """A text of somebody's making as a document may print it: numbers hidden, wide spaces plain, self-made characters
    as a box.

    A wide space beside Latin letters takes their face, which has none, and the glyph audit refuses the page; a
    self-made character (private use) is in nobody else's fonts.
    """
    return hide_numbers(" ".join(_SELF_MADE.sub("□", text).split()))
