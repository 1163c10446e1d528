"""County verdicts with their reasons, the 四位一体 matrix and the tests G1–G9 (RULEBOOK D.4 "County").

Nothing here reads a file, a table or a clock.
"""

import dataclasses

from acceptance.verdicts.county_facts import LINES, RATE_TESTS, TESTS, CountyFacts, Mark, line_words
from acceptance.verdicts.county_lists import KEY_LIST, NOT_APPLICABLE, YEARLY_LIST, Entry, opinion_words, said


@dataclasses.dataclass(frozen=True)
class MatrixRow:
    """One row of the 四位一体 matrix."""

    line: str
    title: str
    mark: Mark
    why: str


@dataclasses.dataclass(frozen=True)
class Test:
    """One of G1–G9: met true, false, or None while it cannot be said."""

    id: str
    title: str
    met: bool | None
    why: str


@dataclasses.dataclass(frozen=True)
class CountyVerdict:
    """What is proposed, by which entry, why; `attachments`: unproven flags, points on the line, what to correct."""

    verdict: str
    rule: str
    sentence: str
    reasons: tuple[str, ...]
    matrix: tuple[MatrixRow, ...]
    tests: tuple[Test, ...]
    attachments: tuple[str, ...]


def judge_county(f: CountyFacts) -> CountyVerdict:
    """The first entry that holds."""
    listed = (NOT_APPLICABLE, *(KEY_LIST if f.exits else YEARLY_LIST))
    entry = next(e for e in listed if e.holds(f))
    proposes = f.decided_by and entry.id not in ("NA", "K0", "K1")
    decided_by = [f"以上为建议，由{f.decided_by}在社会公示后审定"] if proposes else []
    return CountyVerdict(
        entry.outcome,
        entry.id,
        entry.sentence,
        tuple([*entry.why(f), *decided_by]),
        tuple(MatrixRow(line, title, f.marks[line], line_words(f, line)) for line, title in LINES.items()),
        tuple(_test(f, g) for g in TESTS),
        tuple(_attachments(f, entry)),
    )


def _test(f: CountyFacts, g: str) -> Test:
    if g not in RATE_TESTS:
        met = f.met.get(g)
        return Test(g, TESTS[g], met, f.why.get(g, ""))
    sides = [r for r in f.rates if r.id == RATE_TESTS[g]]
    met = False if any(r.passes is False for r in sides) else None if any(r.passes is None for r in sides) else True
    return Test(g, TESTS[g], met, "；".join(f"{LINES[r.line]}{r.words}" for r in sides))


def _attachments(f: CountyFacts, entry: Entry) -> list[str]:
    """K5 names what to correct; a pass lists 未证实 flags; a point on its line is marked everywhere."""
    passing = entry.id in ("K5", "K6", "Y3", "Y4")
    correct = [f"整改事项：{w}" for w in opinion_words(f)] if entry.id == "K5" else []
    unproven = [f"{said(r)}（{r.flag}）" for r in f.rates if passing and r.flag in ("未证实", "样本不足")]
    on_line = [f"压线待确认：{said(r)}" for r in f.rates if r.on_line]
    return [*correct, *unproven, *on_line]
