"""Parts 8 and 10: the issue ledger, the notices issued, the decisions in force."""

from acceptance import comments
from acceptance.case import Case
from acceptance.report_facts.judged import rows
from acceptance.reporting.rows import Decision, IssueAge, IssueState, Notice, Observer

NAMED = 3
"""Objects of one decision that are named; the others are counted."""
NOTICE, BULLETIN = "通知签发", "通报签发"


def issue_states(case: Case) -> list[IssueState]:
    """Issues by state; an issue is one rule on one object."""
    found: dict[str, IssueState] = {}
    for r in rows(case.con, "issue_states"):
        before = found.get(r["state"], IssueState(r["state"], {}))
        counts = {**before.counts, r["severity"]: r["issues"]}
        found[r["state"]] = IssueState(r["state"], counts, before.overdue + r["overdue"])
    return list(found.values())


def issue_ages(case: Case) -> list[IssueAge]:
    """Open issues by age."""
    return [IssueAge(**r) for r in rows(case.con, "issue_ages")]


def notices(case: Case) -> list[Notice]:
    """整改通知书 that a decision has issued. How many problems a notice lists is not stated in the decision."""
    return [
        Notice(r["number"] or r["doc_id"], _covered(r["covered"]), r["decided_on"], None, r["expires"])
        for r in rows(case.con, "decisions")
        if r["kind"] == NOTICE
    ]


def observers(case: Case) -> list[Observer]:
    """Everybody of the municipal line's list of observers, then every comment on the report; with what was answered."""
    query = "SELECT name, category, days::DOUBLE, opinion, answer FROM observer ORDER BY category, name, src_row"
    read = case.con.execute(query).fetchall()
    listed = [Observer(name, kind, days, opinion or "", answer or "") for name, kind, days, opinion, answer in read]
    said = comments.of_connection(case.con)
    spoken = [Observer(one.signer, one.role, None, one.text, one.answer) for one in said]
    return [*listed, *spoken]


def decisions(case: Case) -> list[Decision]:
    """Decisions on this county, but for notices and bulletins; what one document decides of many objects is one row."""
    return [
        Decision(
            r["kind"],
            _covered(r["covered"]),
            r["reason"] or "",
            r["doc_id"] or "",
            (r["signer1"], r["signer2"]),
            r["decided_on"],
            r["expires"],
            r["number"] or "",
        )
        for r in rows(case.con, "decisions")
        if r["kind"] not in (NOTICE, BULLETIN)
    ]


def _covered(objects: list[str]) -> str:
    named = "、".join(objects[:NAMED])
    return named if len(objects) <= NAMED else f"{named}等{len(objects):,}项"
