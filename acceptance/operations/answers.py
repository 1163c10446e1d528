"""An answer of `campaign doctor`."""

from dataclasses import dataclass

WELL, CARE, WRONG = "正常", "注意", "问题"


@dataclass(frozen=True)
class Answer:
    """state: 正常, 注意 or 问题. what: the question in two or four characters. said: one sentence."""

    state: str
    what: str
    said: str
