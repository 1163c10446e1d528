"""County facts for tests: one county that nothing speaks against, changed where a test cares."""

from decimal import Decimal
from typing import Any

from acceptance.verdicts.county_facts import REQUIRED_RATES, CountyFacts, Reading

EVALUATORS = ("exit_evaluation", "precision_evaluation")
TITLES = dict(zip(REQUIRED_RATES, ("错退率", "漏评率", "综合贫困发生率", "群众认可度"), strict=True))
ALL_LINES = frozenset({"self_check", "municipal", *EVALUATORS, "opinion"})


def rates(line: str, **sides: bool | None) -> tuple[Reading, ...]:
    """F2–F5 of one evaluator, passing unless named: wrong_exit_rate=False."""
    return tuple(Reading(line, r, TITLES[r], sides.get(r, True), words="0.50%") for r in REQUIRED_RATES)


BOTH = rates(EVALUATORS[0]) + rates(EVALUATORS[1])
MET = {g: True for g in ("G1", "G2", "G7", "G8", "G9")}


def county(**changes: Any) -> CountyFacts:
    """A 重点县 that applies and to which nothing stands in the way."""
    facts: dict[str, Any] = {
        "county_code": "500229",
        "county_name": "城口县",
        "is_key": True,
        "applies": True,
        "has_task": True,
        "agri_pop": 1000,
        "poor_lo": 10,
        "poor_hi": 10,
        "poverty_threshold": Decimal("0.03"),
        "met": MET,
        "in_force": ALL_LINES,
        "readings": BOTH,
        "overturn": Reading("municipal", "self_check_overturn_rate", "自查推翻率", True, words="1.00%"),
        "redo": False,
        "satisfaction": Reading("opinion", "satisfaction_rate", "满意率", True, words="95.00%"),
        "completes": 240,
        "min_completes": 200,
        "decided": frozenset(),
        "plan_met": True,
    }
    return CountyFacts(**(facts | changes))
