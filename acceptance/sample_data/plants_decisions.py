"""Wrong decisions of the office itself: one row per rule on decisions, beside those that rule after a hearing."""

from acceptance.sample_data.plant import Found, Plant

SOUND = {
    "county_code": "{county}",
    "object": "{county}",
    "reason": "'核实后决定'",
    "doc_id": "'渝扶办签-' || {county}",
    "signer1": "'周主任'",
    "signer2": "'吴副主任'",
    "decided_on": "on_day(15)",
}
"""What every decision states (SQL); a row lies on top of it."""
EXEMPTION = {
    "kind": "'豁免'",
    "object": "(SELECT min(household_id) FROM made.household WHERE county_code = {county})",
    "rule_id": "'E040'",
    "expires": "on_day(60)",
}
NOTICE = {"kind": "'公示签发'", "value": "'公示' || {county} || '-0a1b2c'", "number": "'渝扶公示1号'"}


def decision(name: str, changes: dict[str, str], of_county: bool = False) -> Plant:
    """One decision that breaks the rule `name` and no other. of_county: it is found beside the county's own data."""
    number = f"'JD-' || {{county}} || '-{name.replace(' ', '-')}'"
    row = {"decision_id": number} | SOUND | changes
    put = (
        f"INSERT INTO made.decision BY NAME SELECT {', '.join(f'{value} AS {column}' for column, value in row.items())}"
    )
    found: tuple[Found, ...] = ((name.split()[0], "decision", f"SELECT {number}"),)
    return Plant(name, "county", "true", (put,), found, line="decision", of_county=of_county)


PLANTED: tuple[Plant, ...] = (
    decision("P7", {"kind": "'通知签发'", "number": "'渝扶通1号'", "signer2": "' 周主任 '"}),
    decision("P7b", {"kind": "'通报签发'"}),
    decision("P7c", {"kind": "'异议登记'", "value": "'已处理'"}),
    decision("P7d", NOTICE | {"expires": "on_day(20)"}),
    decision("P7e", {"kind": "'批复'", "value": "'同意'", "number": "'渝扶批1号'", "decided_on": "on_day(20)"}),
    decision("P9 rule", EXEMPTION | {"rule_id": "NULL"}),
    decision("P9 expiry", EXEMPTION | {"expires": "NULL"}),
    decision("P9b", EXEMPTION | {"rule_id": "'E003'"}),
    decision("P9c", EXEMPTION | {"expires": "on_day(14)"}),
    decision("P9d", EXEMPTION | {"object": "{county} || '99999999'"}, of_county=True),
)
