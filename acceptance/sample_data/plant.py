"""What one planted kind is: which object is picked, what SQL changes, and which findings must follow."""

import dataclasses

Found = tuple[str, str, str]
"""Kind, table, and the SELECT of the objects it is found at (their key, joined by '|')."""

POOLS = {
    "people": "FROM made.people p WHERE NOT EXISTS (FROM made.used u WHERE u.household_id = p.household_id)",
    "heads": "FROM made.people p WHERE seq = 1 AND NOT EXISTS (FROM made.used u WHERE u.household_id = p.household_id)",
    "villages": "SELECT village_code AS object_id, NULL::VARCHAR AS household_id, * FROM made.village v "
    "WHERE NOT EXISTS (FROM made.used u WHERE u.village_code = v.village_code)",
    "visits": "SELECT visit_id AS object_id, * FROM made.municipal_household v WHERE NOT EXISTS (FROM made.used u "
    "WHERE u.household_id = v.household_id)",
    "village visits": "SELECT visit_id AS object_id, NULL::VARCHAR AS household_id, * FROM made.municipal_village",
    "questionnaires": "SELECT questionnaire_id AS object_id, * FROM made.evaluation_household q "
    "WHERE household_id IS NULL OR NOT EXISTS (FROM made.used u WHERE u.household_id = q.household_id)",
    "adjudications": "SELECT lead_id AS object_id, * FROM made.adjudication",
    "answers": "SELECT respondent_hash AS object_id, * FROM made.opinion_response WHERE disposition = '完成'",
    "county": "SELECT code AS object_id, NULL::VARCHAR AS household_id, code AS county_code, * EXCLUDE (code) "
    "FROM county",
}
"""What can be picked: every SELECT gives object_id, household_id, county_code and more. People and heads come from
households nobody else uses, with what their household is (see pools.sql)."""


@dataclasses.dataclass(frozen=True)
class Plant:
    """One kind of defect.

    name: the rule it breaks, with a word more where a rule is broken in two ways. where: condition on the pool. do:
    statements over the table `picked`; {county} is the quoted county code, {line} the poverty line. found: what must
    be found, collateral findings included, recorded after the change. of_county: whether its findings name the county;
    those in a package of the municipal office name none.
    """

    name: str
    pool: str
    where: str
    do: tuple[str, ...]
    found: tuple[Found, ...]
    count: int = 1
    line: str = "self_check"
    of_county: bool = True


PERSONS = "SELECT person_id FROM picked"
HOUSEHOLDS = "SELECT household_id FROM picked"
VILLAGES = "SELECT village_code FROM picked"
INCOME_AFTER = "SELECT household_id || '|脱贫后' FROM picked"


def change(table: str, values: str, key: str = "household_id", more: str = "true") -> str:
    """UPDATE of the picked objects' rows; bare names in `values` and `more` are the table's columns, p.… of `picked`"""
    return (
        f"UPDATE made.{table} SET {values} FROM (SELECT {key} AS picked_key, p FROM picked p) WHERE {key} = "
        f"picked_key AND ({more})"
    )


def person(name: str, where: str, values: str, *more: Found, count: int = 1) -> Plant:
    """A plant in one person's own row; never the head's, whose number and name stand in other tables too."""
    found: tuple[Found, ...] = ((name.split()[0], "person", PERSONS), *more)
    return Plant(name, "people", f"seq > 1 AND ({where})", (change("person", values, "person_id"),), found, count=count)


def household(name: str, where: str, values: str, *more: Found, count: int = 1) -> Plant:
    """A plant in one household's own row."""
    return Plant(
        name,
        "heads",
        where,
        (change("household", values),),
        ((name.split()[0], "household", HOUSEHOLDS), *more),
        count=count,
    )


def village(name: str, where: str, values: str, *more: Found) -> Plant:
    """A plant in one village's own row."""
    return Plant(
        name,
        "villages",
        where,
        (change("village", values, "village_code"),),
        ((name.split()[0], "village", VILLAGES), *more),
    )


def income(name: str, where: str, values: str, *more: Found) -> Plant:
    """A plant in a household's income after the exit; sums must be right afterwards unless they are what is planted."""
    return Plant(
        name,
        "heads",
        where,
        (change("income", values, more="phase = '脱贫后'"),),
        ((name.split()[0], "income", INCOME_AFTER), *more),
    )


def step(name: str, which: str, values: str, *more: Found, where: str = "true") -> Plant:
    """A plant in one step of a candidate's procedure."""
    at = f"SELECT procedure_id FROM made.procedure SEMI JOIN picked USING (household_id) WHERE step = '{which}'"
    return Plant(
        name,
        "heads",
        f"exit_status = '预脱贫' AND ({where})",
        (change("procedure", values, more=f"step = '{which}'"),),
        ((name.split()[0], "procedure", at), *more),
    )
