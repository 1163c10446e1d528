"""The check room: every wrong cell of a batch of packages, found by rules stated once in `expectations/`.

    prepared = prepare(con, packages, campaign, dim_area, county_task)   read, type, load, facts
    found = locate(con, prepared)                                        every failing cell (findings.SCHEMA)
    results = outcomes(con, prepared, found)                             接收 / 部分接收 / 退回 for each package

`expectations.suites.validate(con, prepared)` has Great Expectations count the same predicates on the same facts.
`locate_county(con, county_code, campaign)` asks the rules of scope county of one county's evidence,
`locate_municipal(con, campaign)` those of scope municipal of all counties together.
"""

from acceptance.checking.county import locate_county, locate_municipal
from acceptance.checking.earlier import Today, open_earlier
from acceptance.checking.intake import PackageToCheck, Received
from acceptance.checking.locate import locate, located_counts
from acceptance.checking.outcomes import ACCEPTED, PARTLY, REFUSED, CheckResult, aside, outcomes
from acceptance.checking.prepare import Asked, NotEvaluated, Prepared, prepare

__all__ = [
    "ACCEPTED",
    "PARTLY",
    "REFUSED",
    "Asked",
    "CheckResult",
    "NotEvaluated",
    "PackageToCheck",
    "Prepared",
    "Received",
    "Today",
    "aside",
    "locate",
    "locate_county",
    "locate_municipal",
    "located_counts",
    "open_earlier",
    "outcomes",
    "prepare",
]
