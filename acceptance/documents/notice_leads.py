"""What a 整改通知书 says of overdue leads: how many, until when, on which form to answer, and which they are."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from acceptance.documents.late_leads import LateLead
from acceptance.reporting import words
from acceptance.reporting.blocks import Block, note, table

ANSWERS = "比对核查"
"""The line on which leads are answered; its workbook comes from `campaign leads`."""


def asked(leads: Sequence[LateLead], last: dt.date) -> str:
    """The paragraph of the letter."""
    return (
        f"逾期未认定的线索{words.count(len(leads))}条，最迟于{words.day(last)}前逐条入户核查、作出认定，"
        f"在比对线索工作簿的“{ANSWERS}”表中填报，随“{ANSWERS}”线报送。"
    )


def listed(leads: Sequence[LateLead], most: int) -> list[Block]:
    """The list of the letter, its first `most` rows."""
    columns = [
        ("序号", 6, "c"), ("线索编号", 19, "m"), ("户", 26, "l"), ("部门数据", 24, "l"), ("期限", 12, "c"),
        ("状态", 13, "c"),
    ]  # fmt: skip
    rows = [_row(number, one) for number, one in enumerate(leads[:most], start=1)]
    more = f"本表列{most}条，共{words.count(len(leads))}条，全部见比对线索工作簿。" if len(leads) > most else ""
    return [
        table("逾期未认定的比对线索", columns, rows, "leads", small=True),
        note(f"注：线索是部门数据比对命中，不是结论；属实、保留或撤销由区县核查认定。逾期最久的在前。{more}"),
    ]


def _row(number: int, one: LateLead) -> list[Any]:
    place = "".join(dict.fromkeys((one.township, one.village)))
    same = f"（{one.kind}）" if one.kind != "命中" else ""
    late = {"text": f"逾期{one.days_late}天", "tone": "bad", "mark": "✗"}
    return [
        str(number),
        one.lead_id,
        f"{place} {one.household_id}".strip(),
        f"{one.registry}{same}",
        words.short_day(one.due),
        late,
    ]
