"""Registered persons with a wrong number or none, who stand in the departments' tables: whom arithmetic or the linkage
finds again, and of whom only the name is the same.
"""

from acceptance.sample_data.plant import PERSONS, POOLS, Found, Plant, change
from acceptance.sample_data.plants_registry import ADULT, WIDE, record

SPOUSE = f"relation = '配偶' AND length(name) = 3 AND left(id_no, 6) = county_code AND {ADULT}"
"""Never a head, whose number stands in other tables too; born here, and of an age that speaks for the household."""
FORGOTTEN = tuple(
    f"DELETE FROM made.{table} WHERE person_id IN (SELECT person_id FROM picked)"
    for table in ("residence", "social_insurance")
)
"""Nobody knows the person under the true number, so that there is one bearer of the name only."""
VILLAGE = "SELECT {what} FROM made.village v WHERE v.village_code = picked.village_code"
IN_VILLAGE = f"({VILLAGE.format(what='township_name || village_name')}) || '3组'"
IN_TOWNSHIP = f"({VILLAGE.format(what='township_name')}) || '农机专业合作社'"
ELSEWHERE = (
    "(SELECT min(township_name) FROM made.village v WHERE v.county_code = picked.county_code "
    "AND left(v.village_code, 9) <> left(picked.village_code, 9)) || '正街2号'"
)
WRONG_LENGTH: tuple[Found, ...] = (("E046", "person", PERSONS),)
"""Found at a number of another length, and at none."""


def lacking(name: str, planted: str, number: str, found: tuple[Found, ...], *more: str) -> Plant:
    """A record about a person whose own number becomes another (SQL). more: further statements."""
    changed = change("person", f"id_no = {number}", "person_id")
    return Plant(name, "people", SPOUSE, (planted, changed, *more), found)


def namesake(days: str) -> str:
    """The number of somebody of the same sex from here, born so many days after the person picked."""
    return f"with_check(id17(county_code, birth + {days}, CASE sex WHEN '男' THEN 993 ELSE 992 END))"


MOST_WOMEN = (
    f"SELECT village_code FROM ({POOLS['people']}) WHERE county_code = {{county}} AND sex = '女' AND {SPOUSE} "
    "GROUP BY village_code ORDER BY count(*) DESC, village_code LIMIT 1"
)
NUMBERS: tuple[Plant, ...] = (
    lacking(
        "own 15 digits", record("vehicle", "own 15 digits"), "left(p.id_no, 6) || substr(p.id_no, 9, 9)", WRONG_LENGTH
    ),
    lacking(
        "own digit off",
        record("vehicle", "own digit off"),
        "left(p.id_no, 15) || ((p.id_no[16]::INTEGER + 1) % 10)::VARCHAR || substr(p.id_no, 17)",
        (("E048", "person", PERSONS),),
    ),
    Plant(
        "own number in full width",
        "people",
        SPOUSE,
        (
            record("vehicle", "own number in full width"),
            f"INSERT INTO made.rewritten SELECT 'person', person_id, 'id_no', {WIDE} FROM picked",
        ),
        (),
    ),
    lacking(
        "own letter, own township",
        record("business", "own letter, own township", company=IN_TOWNSHIP),
        "left(p.id_no, 14) || 'O' || substr(p.id_no, 16)",
        (("E047", "person", PERSONS),),
    ),
    lacking(
        "no number, own village", record("property", "no number, own village", address=IN_VILLAGE), "NULL", WRONG_LENGTH
    ),
    lacking(
        "no number, own township",
        record("business", "no number, own township", company=IN_TOWNSHIP),
        "NULL",
        WRONG_LENGTH,
    ),
    lacking(
        "cut short, same birthday", record("vehicle", "cut short, same birthday"), "left(p.id_no, 14)", WRONG_LENGTH
    ),
    lacking(
        "cut short, other birthday",
        record("business", "cut short, other birthday", id_no=namesake("400"), company=IN_TOWNSHIP),
        "left(p.id_no, 14)",
        WRONG_LENGTH,
        *FORGOTTEN,
    ),
    lacking(
        "no number, other township",
        record("property", "no number, other township", id_no=namesake("90"), address=ELSEWHERE),
        "NULL",
        WRONG_LENGTH,
        *FORGOTTEN,
    ),
    lacking(
        "no number, too old",
        record("property", "no number, too old", id_no=namesake("-12000")),
        "NULL",
        WRONG_LENGTH,
        *FORGOTTEN,
    ),
    lacking(
        "no number, of that age",
        record("property", "no number, of that age", id_no=namesake("-600")),
        "NULL",
        WRONG_LENGTH,
        *FORGOTTEN,
    ),
    # two women of one name in one village, both on the register: the flat of the one says nothing about the other
    Plant(
        "no number, other household",
        "people",
        f"{SPOUSE} AND sex = '女' AND village_code = ({MOST_WOMEN})",
        (
            "CREATE OR REPLACE TEMP TABLE nameless AS FROM picked ORDER BY person_id LIMIT 1",
            "DELETE FROM picked WHERE person_id IN (SELECT person_id FROM nameless)",
            "UPDATE picked SET name = (SELECT name FROM nameless)",
            "UPDATE made.person SET name = p.name FROM picked p WHERE person.person_id = p.person_id",
            "UPDATE made.person SET id_no = NULL WHERE person_id IN (SELECT person_id FROM nameless)",
            record("property", "flat of her namesake", address=IN_VILLAGE),
        ),
        (
            ("E046", "person", "SELECT person_id FROM nameless"),
            (
                "record:no number, other household",
                "property",
                "SELECT n.household_id || '|' || cert_no FROM nameless n, made.property r "
                "WHERE plant = 'flat of her namesake'",
            ),
        ),
        count=2,
    ),
)
