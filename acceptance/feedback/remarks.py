"""What is said on a marked cell: rule, what is wrong and expected, why it matters, how to put it right."""

from collections.abc import Iterable, Sequence

from acceptance.code_lists import CodeLists
from acceptance.feedback import words
from acceptance.feedback.marks import Mark, Note
from acceptance.feedback.words import LABELS, SEVERITIES
from acceptance.workbooks import wording

ORDER = list(SEVERITIES)
READ_AS = ("E000", "E004")
"""Rules about how a cell is written: here the column's own instruction is the remedy, whatever its type."""
SAYS_HOW = ("code", "date", "ts", "time")


def remark(mark: Mark, codes: CodeLists) -> str:
    """The comment of a marked cell; several findings are said one after the other, the gravest first.

    codes: the year's, which the comment names.
    """
    said = [_aside(mark)] if mark.aside is not None else []
    said += [_note(note) for note in mark.notes]
    if mark.rank is not None:
        said.append(f"怎样改：{_remedy(mark.notes, mark.rank, codes)}")
    return "\n".join(said)


def in_one_line(marks: Iterable[Mark]) -> str:
    """All findings of a row, each with its column."""
    notes = (note for mark in marks for note in mark.notes)
    return " ".join(f"【{n.rule_id}】{f'{n.column}：' if n.column else ''}{sentence(n.message)}" for n in notes)


def _aside(mark: Mark) -> str:
    effect = "本行有问题致整包退回" if ORDER[mark.aside or 0] == "block" else "本行待核（未采用）"
    return f"▲ {effect}：{'、'.join(mark.aside_rules)}，见本行标色的单元格。"


def _note(note: Note) -> str:
    where = f"“{note.column}”列：" if note.elsewhere and note.column else ""
    reason = words.of_rule(note.rule_id, note.table, note.column).reason
    why = f"\n  缘由：{reason}" if reason else ""
    return f"【{note.rule_id} {LABELS[ORDER[note.rank]]}】{where}{sentence(note.message)}{why}"


def sentence(text: str) -> str:
    """A text with a full stop at its end."""
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def _remedy(notes: Sequence[Note], rank: int, codes: CodeLists) -> str:
    hows = list(dict.fromkeys(filter(None, (_how_to_fill(note, codes) for note in notes))))
    return "；".join([*hows, SEVERITIES[ORDER[rank]].action]) + "。"


def _how_to_fill(note: Note, codes: CodeLists) -> str | None:
    """The column's instruction where it helps: which codes, or in which form, and not only that text is text."""
    column = words.column_of(note.table, note.column, codes)
    if column is None or note.elsewhere:
        return None
    helps = column.codes or column.type in SAYS_HOW or note.rule_id in READ_AS
    return wording.how_to_fill(column) if helps else None
