"""Parts 1 and 2: the lines side by side, the entry that decided, the tests G and the gate R."""

import datetime as dt

from acceptance.case import Case
from acceptance.report_facts.judged import Judged, receipts_in_force, version_words
from acceptance.reporting.rows import CheckRow, FiredRule, MatrixRow

STATES = {True: "满足", False: "未满足", None: "待定"}


def matrix(judged: Judged) -> list[MatrixRow]:
    """Each line with its mark, why, the versions used and the day the newest of them arrived."""
    case = judged.case
    return [
        MatrixRow(row.title, row.mark, row.why, version_words(case, row.line), _arrived(case, row.line))
        for row in judged.verdict.matrix
    ]


def _arrived(case: Case, line: str) -> dt.date | None:
    days = [dt.date.fromisoformat(receipt.received_at[:10]) for receipt in receipts_in_force(case, line)]
    return max(days, default=None)


def fired(judged: Judged) -> FiredRule:
    """The entry of the first-match list that decided."""
    return FiredRule(judged.verdict.rule, judged.verdict.sentence, judged.verdict.verdict)


def tests(judged: Judged) -> list[CheckRow]:
    """G1–G9."""
    return [CheckRow(test.id, test.title, STATES[test.met], test.why) for test in judged.verdict.tests]


def readiness(judged: Judged) -> list[CheckRow]:
    """R1–R6."""
    return [CheckRow(item.id, item.title, STATES[item.met], item.words) for item in judged.readiness]
