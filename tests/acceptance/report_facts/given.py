"""What a test gives of a county beside its rows: versions in force, estimates, a verdict."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any

from acceptance import store
from acceptance.case import Case
from acceptance.estimates import estimates
from acceptance.evidence import InForce
from acceptance.verdicts.county import CountyVerdict, judge_county
from acceptance.verdicts.county_facts import LINES, CountyFacts
from acceptance.verdicts.facts import county_facts
from acceptance.verdicts.gate import GateItem
from tests.support import COUNTY


@dataclasses.dataclass(frozen=True)
class County:
    """What `report_extras` is given; a test that needs no verdict leaves it out."""

    case: Case
    estimates: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    verdict: CountyVerdict | None = None
    facts: CountyFacts | None = None
    readiness: tuple[GateItem, ...] = ()
    census: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def version(line: str, outcome: str = "接收", **check: Any) -> tuple[store.Receipt, store.Check]:
    """The first version of a line and its check."""
    arrival = {"version": 1, "name": "x", "sha256": "0" * 64, "size": 1, "files": (), "received_at": "2026-11-20"}
    kept = {"outcome": outcome, "check_hash": "", "counts": {}, "details": {}, "findings_sha256": ""}
    return store.Receipt(county=COUNTY, line=line, **arrival), store.Check(**(kept | check))


def force(lines: Iterable[str], newest: Iterable[tuple[store.Receipt, store.Check]] = ()) -> InForce:
    """The first version of each of these lines is in force."""
    return InForce(dict.fromkeys(lines, (1,)), {receipt.line: (receipt, check) for receipt, check in newest})


def with_verdict(case: Case) -> County:
    """The county's verdict on a judged case."""
    found, readiness = estimates(case), case.readiness()
    lines = {line: case.line_state(line) for line in LINES}
    facts = county_facts(case.con, case.season.campaign, case.task, lines, found, readiness)
    return County(case, found, judge_county(facts), facts, tuple(readiness))
