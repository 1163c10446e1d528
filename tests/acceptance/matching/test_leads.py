import datetime as dt
import hashlib
import random

import pytest

from acceptance.matching import LeadCounts, apply_adjudications, lead_counts, load_registry, match

from .town import REGISTRIES, connection, id_no, obvious, person, record, write_csv

DAY = dt.date(2026, 12, 1)


@pytest.fixture
def load(tmp_path):
    def loaded(**deliveries):
        paths = {}
        for name, records in deliveries.items():
            paths[name] = tmp_path / f"{name}.parquet"
            load_registry(REGISTRIES[name], [write_csv(tmp_path / f"{name}.csv", name, records)], paths[name])
        return paths

    return loaded


def leads(con):
    found = con.execute("SELECT lead_id, household_id, person_id, registry, kind FROM hit").fetchall()
    assert con.execute("FROM hit WHERE (kind = '姓名不符') = name_agrees").fetchall() == []
    return set(found)


def hits(load, persons, **deliveries):
    """(household, registry, kind) of every lead; the same leads as the slow way finds."""
    con = connection(persons)
    match(con, "person", load(**deliveries), 2026)
    assert leads(con) == obvious(persons, deliveries, 2026)
    return con.execute("SELECT household_id, registry, kind FROM hit ORDER BY ALL").fetchall()


CAR = ("h1", "vehicle", "命中")


@pytest.mark.parametrize(
    ("one", "records", "expected"),
    [
        (person(1), [record("vehicle", 1)], [CAR]),
        (person(1), [record("vehicle", 1, name="张 三")], [CAR]),
        (person(1, id_no=f" {id_no(1).lower()} "), [record("vehicle", 1)], [CAR]),
        (person(1, id_no=f"{id_no(1)}43"), [record("vehicle", 1)], [CAR]),  # certificate of disability
        (person(1), [record("vehicle", 1, name="李四")], [("h1", "vehicle", "姓名不符")]),
        (person(1), [record("vehicle", 1, name="张珊")], [("h1", "vehicle", "姓名不符")]),  # san and shan
        (person(1), [record("vehicle", 1, name="張三")], [CAR]),
        (person(1, "张姗"), [record("vehicle", 1, name="张珊")], [("h1", "vehicle", "姓名近似")]),
        (person(1, "张国强"), [record("vehicle", 1, name="张國墙")], [("h1", "vehicle", "姓名近似")]),
        (person(1, "张国强"), [record("vehicle", 1, name="张强")], [("h1", "vehicle", "姓名不符")]),
        (person(1, "阿依·古丽"), [record("vehicle", 1, name="阿依古丽·买买提")], [("h1", "vehicle", "姓名近似")]),
        (person(1), [record("vehicle", 2, name="张三")], []),  # the same name, another person
        (person(1), [record("vehicle", 1, id_no=id_no(1)[:16] + "7" + id_no(1)[17])], []),  # one digit off
        (person(1, id_no="500101800101001"), [record("vehicle", 1)], [CAR]),  # 15 digits
        (person(1), [record("vehicle", 1, id_no="500101800101001")], [CAR]),
        (person(1, id_no="500101801301001"), [record("vehicle", 1, id_no="500101801301001")], []),  # no such month
        (person(1), [record("vehicle", 1, type="摩托车")], []),
        (person(1), [record("vehicle", 1, type="农用车")], []),
        (person(1), [record("vehicle", 1), record("vehicle", 1)], [CAR]),  # a record delivered twice
        (person(1), [record("vehicle", 1), record("vehicle", 1, plate="渝B1")], [CAR, CAR]),
        (person(1), [record("vehicle", 1, name="")], [("h1", "vehicle", "姓名不符")]),
        # of one record under two spellings the better one speaks
        (person(1, "张姗"), [record("vehicle", 1, name="张珊"), record("vehicle", 1, name="张姗")], [CAR]),
    ],
)
def test_what_is_a_hit_on_vehicles(load, one, records, expected):
    # a few sound records, so that a bad one does not spoil the delivery
    assert hits(load, [one], vehicle=[*records, *(record("vehicle", n) for n in range(100, 103))]) == expected


@pytest.mark.parametrize(
    ("registry", "more", "counts"),
    [
        ("property", {}, True),
        ("property", {"address": ""}, True),
        ("property", {"address": "某镇搬迁安置点3号"}, False),
        ("property", {"use": "商业"}, True),
        ("fiscal_payroll", {}, True),
        ("fiscal_payroll", {"post_type": "村干部补贴"}, False),
    ],
)
def test_what_counts_in_the_other_registries(load, registry, more, counts):
    assert hits(load, [person(1)], **{registry: [record(registry, 1, **more)]}) == (
        [("h1", registry, "命中")] if counts else []
    )


def test_two_members_who_own_one_thing_are_one_lead(load):
    family = [person(1, household="h"), person(2, "李四", household="h")]
    both = [record("property", 1, cert_no="C"), record("property", 2, "李四", cert_no="C")]
    assert hits(load, family, property=both) == [("h", "property", "命中")]


def test_a_number_in_two_households_is_a_lead_for_both(load):
    twins = [person(1, household="a"), person(1, "李四", household="b") | {"person_id": "p9"}]
    assert hits(load, twins, vehicle=[record("vehicle", 1)]) == [("a", "vehicle", "命中"), ("b", "vehicle", "姓名不符")]


def test_spellings_of_one_number_are_one_record(load):
    rows = [record("fiscal_payroll", 1), record("fiscal_payroll", 1, id_no=" " + id_no(1))]
    assert hits(load, [person(1)], fiscal_payroll=rows) == [("h1", "fiscal_payroll", "命中")]


def test_the_same_leads_as_the_slow_way_in_a_dirty_town(load):
    dice = random.Random(7)
    names = ["张三", "李四", "阿依·古丽", "王五"]

    def spoiled(number):
        return dice.choice(
            [id_no(number)] * 6
            + [f" {id_no(number)}", id_no(number).lower(), id_no(number)[:17] + "?", id_no(number)[:15], ""]
        )

    persons = [
        person(n, dice.choice(names), f"h{n % 70}") | {"person_id": f"p{i}", "id_no": spoiled(n)}
        for i, n in enumerate(dice.choices(range(150), k=220))
    ]
    deliveries = {
        registry: [
            record(registry, n, dice.choice([*names, "阿依古丽", "张 三"]), id_no=spoiled(n), **extra)
            for n in dice.choices(range(200), k=250)
            for extra in [dice.choice(choices)]
        ]
        for registry, choices in {
            "vehicle": [{}, {}, {"type": "摩托车"}, {"plate": "渝A1"}],
            "property": [{}, {"cert_no": "C1"}, {"address": "搬迁安置房"}],
            "fiscal_payroll": [{}, {"post_type": "村干部补贴"}, {"unit": "甲局"}],
        }.items()
    }
    found = hits(load, persons, **deliveries)
    assert len(found) > 100 and {kind for _, _, kind in found} == {"命中", "姓名不符"}


def test_several_counties_at_once_give_what_each_gives_alone(load):
    paths = load(vehicle=[record("vehicle", n) for n in range(20)])
    towns = {
        c: [person(n, county_code=c) | {"household_id": f"{c}h{n}"} for n in range(n0, 15, 2)]
        # registered in both, once under one household number
        + [person(16, household=f"{c}h16", county_code=c), person(17, household="h17", county_code=c)]
        for n0, c in enumerate(("500101", "500229"))
    }

    def rows(people):
        con = connection(people)
        return match(con, "person", paths, 2026).fetchall()

    assert rows(towns["500101"] + towns["500229"]) == rows(towns["500101"]) + rows(towns["500229"])


def test_a_lead_says_where_it_comes_from_and_hides_the_number(load):
    con = connection([person(1)])
    paths = load(vehicle=[record("vehicle", 1)], fiscal_payroll=[record("fiscal_payroll", 1)])
    match(con, "person", paths, 2026)
    facts = con.execute(
        "SELECT registry, indicator, record_key, evidence, snapshot_date, src_file, src_row FROM hit ORDER BY registry"
    ).fetchall()
    assert facts == [
        ("fiscal_payroll", "财政供养", "某中学，事业", "某中学，事业", dt.date(2026, 11, 1), "fiscal_payroll.csv", 2),
        (
            "vehicle",
            "机动车",
            "渝A00001",
            "小型轿车，2018年03月登记，价值80000.00元",
            dt.date(2026, 11, 1),
            "vehicle.csv",
            2,
        ),
    ]
    assert id_no(1)[6:17] not in str(con.table("hit").fetchall())


def test_a_number_of_15_digits_is_brought_to_18_for_matching_only_and_says_so(load):
    con = connection([person(1, id_no="500101800101001"), person(2)])
    match(con, "person", load(vehicle=[record("vehicle", 1), record("vehicle", 2)]), 2026)
    shown = con.execute("SELECT person_id, contains(evidence, '15位') FROM hit ORDER BY 1").fetchall()
    assert shown == [("p1", True), ("p2", False)]


def test_supporting_registries_give_records_and_no_leads(load):
    grade = {"snapshot_date": "2026-11-01", "name": "张三", "id_no": id_no(1), "grade": "C", "report_no": "B1"}
    con = connection([person(1)])
    assert match(con, "person", load(housing_safety=[grade]), 2026).fetchall() == []
    rows = con.execute("SELECT household_id, registry, kind, states, evidence FROM department_record").fetchall()
    assert rows == [("h1", "housing_safety", "命中", "C", "C级，鉴定报告B1")]


def test_a_record_or_a_person_without_a_name_agrees_with_nobody(load):
    grade = {"snapshot_date": "2026-11-01", "id_no": id_no(1), "grade": "C", "report_no": "B1"}
    sound = [grade | {"id_no": id_no(n), "name": "张三"} for n in (2, 3)]
    con = connection([person(1), person(2) | {"name": None}])
    match(con, "person", load(housing_safety=[grade, *sound]), 2026)
    found = con.execute("SELECT person_id, kind FROM department_record ORDER BY 1").fetchall()
    assert found == [("p1", "姓名不符"), ("p2", "姓名不符")]


def test_of_a_thing_delivered_twice_the_newest_record_speaks(load):
    con = connection([person(1)])
    days = ("2026-10-01", "2026-11-01", "2026-09-01")
    match(con, "person", load(vehicle=[record("vehicle", 1, snapshot_date=day) for day in days]), 2026)
    assert con.execute("SELECT snapshot_date, src_row FROM hit").fetchall() == [(dt.date(2026, 11, 1), 3)]


def test_the_identity_of_a_lead_is_what_the_design_says(load):
    con = connection([person(1)])
    match(con, "person", load(vehicle=[record("vehicle", 1)]), 2026)
    expected = hashlib.sha256(f"2026|500101|{id_no(1)[:17]}|vehicle|渝A00001".encode()).hexdigest()[:16]
    assert con.execute("SELECT lead_id FROM hit").fetchall() == [(expected,)]


def test_no_registry_no_person_no_hit(load):
    con = connection([])
    assert match(con, "person", {}, 2026).fetchall() == []
    assert match(con, "person", load(vehicle=[record("vehicle", 1)]), 2026).fetchall() == []
    assert apply_adjudications(con).fetchall() == []
    assert lead_counts(con, ["vehicle"]) == {"vehicle": LeadCounts(0, 0, 0, 0)}


def entry(lead, result="属实", household="h1", **more):
    return {
        "county_code": "500101",
        "lead_id": lead,
        "household_id": household,
        "result": result,
        "reason_code": "R1",
        "doc_id": "D1",
        "signer1": "甲",
        "signer2": "乙",
        "decided_on": DAY,
        "version": 1,
        "src_file": "a.xlsx",
        "src_row": 2,
    } | more


def statuses(load, entries, records=None, earlier=None):
    """Statuses of the leads after adjudication of the one on vehicle 1 of h1."""
    paths = load(vehicle=records if records is not None else [record("vehicle", 1)])
    lead = hashlib.sha256(f"2026|500101|{id_no(1)[:17]}|vehicle|渝A00001".encode()).hexdigest()[:16]
    con = connection([person(1)], [{**one, "lead_id": lead} for one in entries])
    match(con, "person", paths, 2026)
    apply_adjudications(con, earlier)
    return con.execute("SELECT household_id, status FROM lead").fetchall(), con


@pytest.mark.parametrize(
    ("entries", "status"),
    [
        ([], "待核查"),
        ([entry("", "属实")], "属实"),
        ([entry("", "保留")], "保留"),
        ([entry("", "撤销")], "撤销"),
        ([entry("", "保留", reason_code=None)], "待核查"),
        ([entry("", "保留", reason_code=" ")], "待核查"),
        ([entry("", "保留", doc_id=None)], "待核查"),
        ([entry("", "保留", signer2=None)], "待核查"),
        ([entry("", "保留", signer2="甲 ")], "待核查"),  # one person is not two
        ([entry("", "撤销", doc_id=None)], "待核查"),
        ([entry("", "属实", household="h2")], "待核查"),  # names another household
        ([entry("", "属实"), entry("", "保留", decided_on=dt.date(2026, 12, 2))], "保留"),
        ([entry("", "保留", decided_on=dt.date(2026, 12, 2)), entry("", "属实")], "保留"),
        ([entry("", "保留", version=2), entry("", "属实", version=1, src_row=9)], "保留"),
        ([entry("", "保留", src_row=3), entry("", "属实", src_row=2)], "保留"),
        ([entry("", "属实"), entry("", "保留", doc_id=None, decided_on=dt.date(2026, 12, 2))], "待核查"),
    ],
)
def test_what_an_adjudication_makes_of_a_lead(load, entries, status):
    found, con = statuses(load, entries)
    assert found == [("h1", status)]
    counts = LeadCounts(status != "撤销", status == "属实", status == "保留", status == "待核查")
    assert lead_counts(con, ["vehicle"]) == {"vehicle": counts}


def test_a_lead_whose_record_is_gone_is_kept_as_withdrawn(load):
    found, con = statuses(load, [entry("", "属实")], [record("vehicle", 2)])
    assert found == [("h1", "撤销")]
    assert con.execute("SELECT registry, evidence FROM lead").fetchall() == [
        ("", "现有数据中已无此命中（原认定：属实）")
    ]


def test_a_withdrawn_lead_takes_its_facts_from_the_earlier_delivery(load):
    _, con = statuses(load, [entry("", "属实")])
    con.execute("CREATE TABLE before AS FROM hit")
    con.execute("INSERT INTO before SELECT * REPLACE (snapshot_date - 30 AS snapshot_date, 1 AS src_row) FROM hit")
    con.execute("DELETE FROM hit")
    apply_adjudications(con, "before")
    assert con.execute("SELECT registry, record_key, kind, status, src_row FROM lead").fetchall() == [
        ("vehicle", "渝A00001", "命中", "撤销", 2)
    ]
    assert con.execute("SELECT evidence FROM lead").fetchall()[0][0].startswith("小型轿车")
