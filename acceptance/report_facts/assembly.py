"""All facts of one report together, part by part."""

from collections.abc import Mapping
from typing import Any

from acceptance.report_facts import (
    beside,
    contested,
    county_matrix,
    fieldwork,
    incomes,
    leads,
    method,
    official,
    records,
    register,
    registries,
    rule_results,
)
from acceptance.report_facts.judged import Judged, line_titles
from acceptance.reporting.extras import ReportExtras


def report_extras(judged: Judged, core: Mapping[str, Any]) -> ReportExtras:
    """The facts that stand beside `core`, the core of this county's result.json (DESIGN 10)."""
    case = judged.case
    return ReportExtras(
        campaign=official.campaign_facts(case),
        indicators=official.indicator_facts(judged, core),
        line_labels=line_titles(),
        matrix=county_matrix.matrix(judged),
        fired=county_matrix.fired(judged),
        tests=county_matrix.tests(judged),
        readiness=county_matrix.readiness(judged),
        looks=register.looks(case, core),
        criteria=register.criteria(case),
        villages=register.villages(case),
        procedure=register.procedure(case),
        procedure_notes=register.procedure_notes(case),
        registries=registries.registries(case),
        leads_notes=registries.notes(case),
        leads=leads.lead_facts(case),
        recovery=registries.recoveries(case),
        samples=fieldwork.samples(case),
        draws=fieldwork.draws(case),
        sampling_notes=fieldwork.notes(judged),
        change=incomes.change(case),
        issue_states=records.issue_states(case),
        issue_ages=records.issue_ages(case),
        notices=records.notices(case),
        observers=records.observers(case),
        decisions=records.decisions(case),
        rule_counts=rule_results.rule_counts(case),
        rules_notes=rule_results.notes(case),
        nothing=register.nothing(case) | contested.nothing(case) | registries.nothing(case),
        method=method.sentences(case),
        thresholds=method.thresholds(case.season.campaign),
        versions=method.versions(case),
        glossary=method.GLOSSARY,
        populations=contested.populations(case),
        reversals=contested.reversals(judged),
        hearings=contested.hearings(case),
        overviews=beside.overview_tables(case),
        signals=beside.signal_facts(case),
        attachments=method.ATTACHED,
    )
