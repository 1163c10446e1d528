"""What is hidden before anything is shown or written (RULEBOOK P8): numbers keep the first 6 and last 2 digits."""

import re
import unicodedata

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXx]\d{0,4}|\d{15}|1[3-9]\d{9})(?![0-9A-Za-z])")
_GAPS = re.compile(r"(?<=\d)[\s\-.·]+(?=[\dXx])")


def hide(text: object) -> str:
    """A text with every identity and telephone number in it masked."""
    return _NUMBER.sub(lambda found: number(found[0]), str(text))


def holds_number(text: str) -> bool:
    """Whether somebody typed an identity or telephone number, in wide digits or with gaps between them too."""
    closed = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    return hide(closed) != closed


def number(text: object) -> str:
    """An identity or telephone number: first 6 and last 2; one too short for that is hidden whole."""
    plain = "" if text is None else str(text).strip()
    return f"{plain[:6]}{'*' * (len(plain) - 8)}{plain[-2:]}" if len(plain) > 8 else "*" * len(plain)


def name(text: object) -> str:
    """A person's name: the first character, the others hidden."""
    plain = "" if text is None else str(text).strip()
    return plain[:1] + "＊" * (len(plain) - 1)
