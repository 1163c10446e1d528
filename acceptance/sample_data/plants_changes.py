"""Defects that show only beside the register of earlier years, and contradictions with what departments hold."""

from acceptance.sample_data.plant import HOUSEHOLDS, PERSONS, VILLAGES, Found, Plant, person

AT_HOUSEHOLD, AT_PERSON = ("household", HOUSEHOLDS), ("person", PERSONS)
LAST, FIRST = "getvariable('year') - 1", "getvariable('year') - 2"
OF_HOUSEHOLD = "household_id IN (SELECT household_id FROM picked)"
OF_PERSON = "person_id IN (SELECT person_id FROM picked)"


def home(name: str, where: str, statement: str, *found: Found) -> Plant:
    """What the earlier register says of one household of today."""
    return Plant(name, "heads", where, (statement,), found or ((name.split()[0], *AT_HOUSEHOLD),))


def member(name: str, where: str, statement: str) -> Plant:
    """What the earlier register or a department says of one person of today; never of a head."""
    return Plant(name, "people", f"seq > 1 AND ({where})", (statement,), ((name.split()[0], *AT_PERSON),))


def gone(name: str, status: str, number: str) -> Plant:
    """A household of last year of which nothing is said today."""
    added = (
        f"INSERT INTO made.earlier_household BY NAME SELECT h.* REPLACE (county_code || '{number}' AS household_id, "
        f"'{status}' AS exit_status) FROM made.earlier_household h SEMI JOIN picked USING (household_id) "
        f"WHERE snapshot_year = {LAST}"
    )
    return home(name, "true", added, (name, "household", f"SELECT {{county}} || '{number}'"))


NO_LONGER_POOR = "exit_status = '预脱贫'"
CHANGES: tuple[Plant, ...] = (
    Plant(
        "E013",
        "villages",
        f"exit_apply = '否' AND is_poor_village = '否' AND prior_exit_year IS DISTINCT FROM {LAST}",
        (
            "INSERT INTO made.earlier_outcome SELECT county_code, 'village', village_code, '建议同意销号', "
            f"{LAST} FROM picked",
        ),
        (("E013", "village", VILLAGES),),
    ),
    gone("E031", "已脱贫(享受政策)", "99999990"),
    gone("E031b", "未脱贫", "99999991"),
    home("E031c", NO_LONGER_POOR, f"DELETE FROM made.earlier_household WHERE {OF_HOUSEHOLD}"),
    home("E031d", NO_LONGER_POOR, f"UPDATE made.earlier_household SET reg_year = reg_year - 1 WHERE {OF_HOUSEHOLD}"),
    home(
        "E031d status",
        NO_LONGER_POOR,
        f"UPDATE made.earlier_household SET exit_status = '已脱贫(享受政策)' WHERE {OF_HOUSEHOLD}",
    ),
    home(
        "E034",
        f"main_cause = '因病' AND household_id IN (SELECT household_id FROM made.household WHERE reg_year = {FIRST})",
        f"UPDATE made.earlier_person SET health = '健康' WHERE {OF_HOUSEHOLD}",
    ),
    member(
        "E059",
        "schooling LIKE '%年级'",
        f"UPDATE made.earlier_person SET schooling = p.schooling FROM picked p WHERE earlier_person.{OF_PERSON} "
        "AND earlier_person.person_id = p.person_id",
    ),
    member("E067", "age BETWEEN 20 AND 60", f"DELETE FROM made.earlier_person WHERE {OF_PERSON}"),
    Plant(
        "E067 gone",
        "heads",
        "true",
        (
            "INSERT INTO made.earlier_person BY NAME SELECT p.* REPLACE (household_id || '08' AS person_id, "
            "with_check(id17(county_code, DATE '1990-03-04', 991)) AS id_no) FROM made.earlier_person p "
            f"SEMI JOIN picked USING (household_id) WHERE seq = 1 AND snapshot_year = {LAST}",
        ),
        (("E067", "person", "SELECT household_id || '08' FROM picked"),),
    ),
    Plant(
        "E094",
        "county",
        "true",
        (f"INSERT INTO made.earlier_delivery SELECT county_code, 'vehicle', 1, {LAST} FROM picked",),
        (("E094", "manifest", "SELECT '机动车登记'"),),
    ),
)
DEPARTMENTS: tuple[Plant, ...] = (
    Plant("E095", "county", "true", (), (("E095", "manifest", "SELECT '人口表'"),)),
    Plant("E095b", "county", "true", (), (("E095b", "manifest", "SELECT '人口表'"),)),
    person("E061b", "age BETWEEN 30 AND 55 AND length(id_no) = 18 AND health = '健康'", "health = '残疾'"),
    member(
        "E066",
        "(hid + seq) % 7 <> 0 AND age > 30 AND length(id_no) = 18",
        f"UPDATE made.residence SET status = '死亡', \"date\" = on_day(-200) WHERE {OF_PERSON}",
    ),
    member(
        "E097 school",
        "pupil AND hid % 5 = 0 AND length(id_no) = 18",
        f"UPDATE made.school SET status = '退学' WHERE {OF_PERSON}",
    ),
    member(
        "E097 insured",
        "hid % 5 = 1 AND length(id_no) = 18",
        f"UPDATE made.social_insurance SET months = 0 WHERE {OF_PERSON}",
    ),
    Plant(
        "E097 house",
        "heads",
        "hid % 5 = 2 AND house_grade = 'B'",
        (f"UPDATE made.housing_safety SET grade = 'C' WHERE {OF_PERSON}",),
        (("E097", *AT_HOUSEHOLD),),
    ),
)
