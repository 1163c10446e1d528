"""Where a county stands and, in Chinese sentences, what it waits for (DESIGN 6)."""

import dataclasses
from collections.abc import Callable, Mapping

from acceptance import stages
from acceptance.verdicts.county import CountyVerdict
from acceptance.verdicts.county_facts import LINES, CountyFacts, rate_words
from acceptance.verdicts.county_lists import said
from acceptance.verdicts.facts import LineState
from acceptance.verdicts.gate import GateItem

TO_DRAW = "等待抽取样本"

UNDECIDED = ("NA", "K0", "K1")
"""Entries that leave a county without a proposal."""

NEXT = {
    "K3a": "等待联合复核完成的市级决定",
    "K4a": "等待市级复核完成或扩样的市级决定及其结果",
    "K4b": "等待市级批准重开区县自查",
}
"""What a 暂缓 that is a verdict waits for."""


@dataclasses.dataclass(frozen=True)
class Progress:
    """What is known of a county's way. finished: stages after the verdict that are done (reported, signed, …)."""

    facts: CountyFacts
    verdict: CountyVerdict
    readiness: list[GateItem]
    lines: Mapping[str, LineState]
    matched: bool
    drawn: bool
    frame: LineState
    finished: frozenset[str] = frozenset()

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(line for line, mark in self.facts.marks.items() if mark == "—")


def done_stages(p: Progress) -> frozenset[str]:
    """Ids of the stages that are done."""
    own = p.lines.get("self_check", LineState(False))
    needed = [line for line in stages.EVIDENCE if line not in p.left_out]
    holds = {
        "received": own.in_force or own.refused is not None,
        "checked": own.in_force,
        "matched": p.matched,
        "ready": not any(item.blocking for item in p.readiness),
        "sampled": p.drawn,
        **{line: line in p.facts.in_force for line in needed},
        "heard": p.facts.met.get("G9") is True and all(line in p.facts.in_force for line in needed),
        "judged": p.verdict.rule not in UNDECIDED,
    }
    return frozenset(stage for stage, done in holds.items() if done) | p.finished


def current_stage(p: Progress) -> str | None:
    """The stage of result.json."""
    return stages.stage_of(done_stages(p), p.left_out)


def waits_for(p: Progress) -> list[str]:
    """What would move the county on from where it stands; empty when it is archived or takes no part."""
    if p.verdict.rule == "NA":
        return []
    done, left_out = done_stages(p), p.left_out
    first = next((s.id for s in stages.STAGES if s.id not in done and s.id not in left_out), None)
    return WAITS[first](p) if first else []


def package_words(line: str, state: LineState) -> str:
    """等待市级验收数据包; 等待重报市级验收数据包（第2版已退回）."""
    title = LINES.get(line, "抽样框")
    if state.refused is not None:
        return f"等待重报{title}数据包（第{state.refused}版已退回）"
    return f"等待{title}数据包"


def _self_check(p: Progress) -> list[str]:
    return [package_words("self_check", p.lines.get("self_check", LineState(False)))]


def _gate(p: Progress) -> list[str]:
    return [f"等待{item.title}：{item.words}" for item in p.readiness if item.blocking] or ["等待部门数据比对"]


def _draw(p: Progress) -> list[str]:
    return [TO_DRAW] if p.frame.in_force else [package_words("frame", p.frame)]


def _evidence(p: Progress) -> list[str]:
    needed = (line for line in stages.EVIDENCE if line not in p.left_out and line not in p.facts.in_force)
    return [package_words(line, p.lines.get(line, LineState(False))) for line in needed]


def _hearing(p: Progress) -> list[str]:
    return [f"等待听证裁定：{p.facts.why.get('G9', '')}"]


def _verdict(p: Progress) -> list[str]:
    """What K1 finds open once all lines are in, or the gate if it has closed again."""
    f = p.facts
    if p.verdict.rule == "K0":
        return _gate(p)
    asks = {"G2": "等待申请销号村补正或撤回申请", "G7": "等待更正现场数据", "G8": "等待线索认定和问题销号"}
    tests = [f"{asked}：{f.why.get(g, '')}" for g, asked in asks.items() if f.met.get(g) is not True]
    rates = [f"等待补足样本或确认口径：{said(r)}" for r in f.rates if r.passes is None or r.caliber_open]
    straddle = [f"等待核清待核户：贫困发生率{rate_words(f)}"] if not f.lo_above and f.hi_above else []
    others = [r for r in p.verdict.matrix if r.mark == "?" and r.line in ("municipal", "opinion")]
    return [*tests, *straddle, *rates, *(f"等待补足{r.title}：{r.why}" for r in others)]


def _after(p: Progress) -> list[str]:
    return [NEXT.get(p.verdict.rule, "等待报告审签")]


WAITS: dict[str, Callable[[Progress], list[str]]] = {
    "received": _self_check,
    "checked": _self_check,
    "matched": _gate,
    "ready": _gate,
    "sampled": _draw,
    **dict.fromkeys(stages.EVIDENCE, _evidence),
    "heard": _hearing,
    "judged": _verdict,
    "reported": lambda p: ["等待生成报告"],
    "signed": _after,
    "published": lambda p: ["等待通报签发和社会公示"],
    "archived": lambda p: ["等待归档"],
}
