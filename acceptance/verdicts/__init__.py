"""Verdicts: criteria -> household -> village -> county, as first-match lists (RULEBOOK D.4, rates of D.3 F1).

Read from the evidence connection (one county's versions in force, every contract table a view, empty without data):
    household, person, income, procedure, document, village, work_team, municipal_household, evaluation_household,
    decision, manifest                       the columns of their contracts
    finding(rule_id, severity, scope, table_name, object_id, household_id, village_code)
        household_id where the row belongs to a household, village_code where it belongs to a village (or both)
    lead(lead_id, household_id, indicator, status)
    aside(household_id)                      households set aside because a row of theirs is wrong (待核)
Optional, an empty table is made where they are missing (see `inputs.OPTIONAL`):
    department_mark(household_id, criterion, mark, source), inspection_visit(household_id, c1..c8),
    issue(issue_id, rule_id, severity, object_id, household_id, village_code, state, due),
    registry_in_force(registry, title, snapshot_date)
Written: household_verdict, village_verdict, criterion (tables); register_list, poor_persons (views).
Every other name written is a working table of this package: decision_in_force, finding_in_force, ruling, exemption,
member, registered, mark, self_mark, household_fact, village_fact, verdict_setting, criterion_title, rule_feeds,
village_item.
"""

from acceptance.verdicts.households import judge_households, register_lists, revisits
from acceptance.verdicts.inputs import Setting, prepare
from acceptance.verdicts.villages import judge_villages

__all__ = ["Setting", "judge_households", "judge_villages", "prepare", "register_lists", "revisits"]
