"""The first-match lists for counties: K0–K6 for a 重点县 applying for 摘帽, and that of the others (RULEBOOK D.4).

A list is data: each entry has its id, the outcome, the sentence, when it holds and what it says; in the order of the
rulebook. The first that holds decides.
"""

import dataclasses
from collections.abc import Callable

from acceptance.verdicts.county_facts import LINES, REQUIRED_RATES, TESTS, CountyFacts, Reading, line_words, rate_words


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line of a first-match list."""

    id: str
    outcome: str
    sentence: str
    holds: Callable[[CountyFacts], bool]
    why: Callable[[CountyFacts], list[str]]


def _not_ready(f: CountyFacts) -> bool:
    return f.marks["self_check"] == "✗" or f.met.get("G1") is not True


def _question_open(f: CountyFacts) -> bool:
    """G2, G7, G8 or G9 not met, a required indicator "?", F1 across its threshold, 口径待确认, or any line "?"."""
    return (
        any(f.met.get(g) is not True for g in ("G2", "G7", "G8", "G9"))
        or any(r.passes is None or r.caliber_open for r in f.rates)
        or (not f.lo_above and f.hi_above)
        or "?" in f.marks.values()
    )


def _municipal_failed(f: CountyFacts) -> bool:
    return f.marks["municipal"] == "✗"


def _bad(f: CountyFacts, *rates: str) -> list[str]:
    return [said(r) for r in f.rates if r.passes is False and r.id in rates]


def said(r: Reading) -> str:
    return f"{LINES[r.line]}{r.title}{r.words}"


def _gaps(f: CountyFacts) -> list[str]:
    """What K0 and K1 find open, in words."""
    tests = [f.why.get(g) or TESTS[g] + "：未满足" for g in ("G2", "G7", "G8", "G9") if f.met.get(g) is not True]
    rates = [said(r) for r in f.rates if (r.passes is None or r.caliber_open) and r.line in f.in_force]
    straddle = [f"贫困发生率{rate_words(f)}"] if not f.lo_above and f.hi_above else []
    told = {r.line for r in f.rates} & f.in_force  # their rates are named one by one above
    missing = () if f.met.get("G7") is True else [x for x in f.marks if x not in f.in_force]  # G7 has named them
    open_lines = [x for x, mark in f.marks.items() if mark == "?" and x not in told and x not in missing]
    lines = [f"{LINES[x]}：{line_words(f, x)}" for x in open_lines]
    return [*tests, *rates, *straddle, *lines]


def _readiness(f: CountyFacts) -> list[str]:
    lacking = [] if f.marks["self_check"] == "✓" else ["区县自查数据包未在有效状态"]
    return lacking + ([] if f.met.get("G1") is True else [f.why.get("G1") or "就绪条件未全部满足"])


def _overturn_words(f: CountyFacts) -> list[str]:
    return [said(f.overturn)] if f.overturn else []


def opinion_words(f: CountyFacts) -> list[str]:
    return [said(f.satisfaction)] if f.satisfaction and f.satisfaction.passes is False else []


def _poverty_words(f: CountyFacts) -> list[str]:
    return [f"贫困发生率{rate_words(f)}"] if f.lo_above else []


def _fulfilled(f: CountyFacts) -> list[str]:
    return [f"贫困发生率{rate_words(f)}", *(said(r) for r in f.rates)]


def _to_correct(f: CountyFacts) -> list[str]:
    plan = [] if f.plan_met else [f.plan_words or "年度减贫计划未完成"]
    overturn = _overturn_words(f) if f.overturned else []
    return [*_bad(f, "wrong_exit_rate", "missed_rate", "recognition_rate"), *overturn, *opinion_words(f), *plan]


BEFORE = (
    Entry("K0", "未就绪", "区县自查未在有效状态，或就绪条件未全部满足", _not_ready, _readiness),
    Entry("K1", "暂缓(待评)", "村级建议、各线数据、线索问题或听证未办结，或有指标、证据线待定", _question_open, _gaps),
)

NOT_APPLICABLE = Entry(
    "NA",
    "不适用",
    "无农业户籍人口，或未列入年度任务",
    lambda f: not f.has_task or ("self_check" in f.in_force and f.agri_pop <= 0),
    lambda f: ["未列入年度任务" if not f.has_task else "无农业户籍人口"],
)

KEY_LIST = (
    *BEFORE,
    Entry(
        "K2",
        "建议不予摘帽",
        "贫困发生率高于标准，或应评的第三方评估均不符合",
        lambda f: f.lo_above or f.failing_evaluators == len(f.evaluators),
        lambda f: _poverty_words(f) + _bad(f, *REQUIRED_RATES),
    ),
    Entry(
        "K3a",
        "暂缓(两家不一致)",
        "两家第三方评估一家不符合，尚无联合复核完成的决定",
        lambda f: f.failing_evaluators > 0 and "联合复核完成" not in f.decided,
        lambda f: _bad(f, *REQUIRED_RATES),
    ),
    Entry(
        "K3b",
        "建议不予摘帽",
        "联合复核完成后，仍有一家第三方评估不符合",
        lambda f: f.failing_evaluators > 0,
        lambda f: _bad(f, *REQUIRED_RATES),
    ),
    Entry(
        "K4a",
        "暂缓(复核)",
        "市级验收不符合而尚未完成市级复核，或自查推翻率高于标准而尚未扩样",
        lambda f: (
            (_municipal_failed(f) and "市级复核完成" not in f.decided) or (f.overturned and "扩样" not in f.decided)
        ),
        _overturn_words,
    ),
    Entry("K4b", "暂缓(重做自查)", "市级复核完成后，市级验收仍不符合", _municipal_failed, _overturn_words),
    Entry(
        "K5",
        "建议同意摘帽,附整改",
        "民意调查满意率低于标准",
        lambda f: f.marks["opinion"] == "✗",
        lambda f: opinion_words(f) + _fulfilled(f),
    ),
    Entry("K6", "建议同意摘帽", "各项条件均符合", lambda f: True, _fulfilled),
)
"""重点县 that apply for 摘帽 (RULEBOOK D.4)."""

YEARLY_LIST = (
    *BEFORE,
    Entry(
        "Y2",
        "不通过",
        "贫困发生率或综合贫困发生率高于标准，或市级验收不符合",
        lambda f: f.lo_above or bool(_bad(f, "composite_poverty_rate")) or _municipal_failed(f),
        lambda f: (
            _poverty_words(f) + _bad(f, "composite_poverty_rate") + (_overturn_words(f) if _municipal_failed(f) else [])
        ),
    ),
    Entry(
        "Y3",
        "整改后复核",
        "错退率、漏评率、群众认可度、自查推翻率、满意率或年度计划有一项不符合",
        lambda f: (
            bool(_bad(f, "wrong_exit_rate", "missed_rate", "recognition_rate"))
            or f.overturned
            or f.marks["opinion"] == "✗"
            or not f.plan_met
        ),
        _to_correct,
    ),
    Entry("Y4", "通过年度验收", "各项条件均符合", lambda f: True, _fulfilled),
)
"""Other counties, and a 重点县 that does not apply (RULEBOOK D.4, last paragraph of "County")."""
