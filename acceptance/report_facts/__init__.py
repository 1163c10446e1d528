"""What a county report prints beside result.json, from a judged county: its tables, draws and year (RULEBOOK D.4).

`report_extras(judged, core)` fills every field of `reporting.extras.ReportExtras` that has data; a field without stays
at its default, and the report prints its 待补 sentence there. Read on the evidence connection: the contract tables,
lead, draw_unit, aside, issue, and what `verdicts` wrote (verdict_setting, household_fact, criterion, household_verdict,
village_verdict, finding_in_force, decision_in_force). Nothing is written; every query has a fixed order.
"""

from acceptance.report_facts.assembly import report_extras
from acceptance.report_facts.judged import Judged

__all__ = ["Judged", "report_extras"]
