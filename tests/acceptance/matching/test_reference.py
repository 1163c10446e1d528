"""The same leads and records as plain loops find, on numbers and names as people write them."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acceptance.matching import load_registry, match, with_key

from .town import REGISTRIES, connection, id_no, kind_of, match_key_of, obvious, person, record, write_csv

NAMES = st.builds(
    "{}{}".format,
    st.sampled_from(["张", "張", " 张", "李"]),
    st.text(st.sampled_from("三珊姗国國强·•Ａa 　"), max_size=4),
)
LEADS = ("vehicle", "property", "fiscal_payroll")


@st.composite
def numbers(draw):
    """A number of one of a few people, written in one of many ways; some of them are nobody's."""
    good = id_no(draw(st.integers(0, 7)), born=draw(st.sampled_from(["19800101", "20000229", "19991231"])))
    old = good[:6] + good[8:17]
    place = draw(st.integers(0, 16))
    return draw(
        st.sampled_from(
            [good] * 4
            + [
                good.lower(),
                f" {good}　",
                good[:place] + draw(st.sampled_from([" ", "　", "\u200b", "\u00a0"])) + good[place:],
                good[:place] + chr(ord(good[place]) + 0xFEE0) + good[place + 1 :],
                good[:17] + draw(st.sampled_from("0123456789Xx？")),
                good + draw(st.text(st.sampled_from("0123456789B"), max_size=2)),
                old,
                old[:6] + draw(st.sampled_from([" ", "　", "  "])) + old[6:] + " ",
                old[:3] + " " + old[3:9] + " " + old[9:12] + " " + old[12:],
                good[:place],
                "",
                draw(st.text(st.sampled_from("019Xx０Ｘ -"), max_size=20)),
            ]
        )
    )


PEOPLE = st.lists(st.tuples(NAMES, numbers(), st.integers(0, 4)), min_size=1, max_size=12)
ROWS = st.lists(st.tuples(st.sampled_from([*LEADS, "housing_safety"]), NAMES, numbers()), max_size=25)


def stated(registry, name, number):
    if registry == "housing_safety":
        return {"snapshot_date": "2026-11-01", "name": name, "id_no": number, "grade": "C", "report_no": "B1"}
    return record(registry, 1, name, id_no=number)


def loaded(folder, rows):
    """Registry -> what was sent, with enough sound rows about strangers for it to be accepted; and its Parquet."""
    sent = {registry: [stated(registry, name, id_) for reg, name, id_ in rows if reg == registry] for registry in LEADS}
    sent["housing_safety"] = [stated(*row) for row in rows if row[0] == "housing_safety"]
    paths = {}
    for registry, records in sent.items():
        records += [stated(registry, "某人", id_no(900 + n % 90)) for n in range(len(records) + 1)]
        paths[registry] = folder / f"{registry}.parquet"
        load_registry(REGISTRIES[registry], [write_csv(folder / "a.csv", registry, records)], paths[registry])
    return sent, paths


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(people=PEOPLE, rows=ROWS)
def test_leads_and_records_are_those_of_the_slow_way(people, rows):
    persons = [
        person(n, name, f"h{home}") | {"person_id": f"p{n}", "id_no": number}
        for n, (name, number, home) in enumerate(people)
    ]
    with tempfile.TemporaryDirectory() as folder:
        sent, paths = loaded(Path(folder), rows)
        con = connection(persons)
        match(con, "person", paths, 2026)
        leads = con.execute("SELECT lead_id, household_id, person_id, registry, kind FROM hit").fetchall()
        assert set(leads) == obvious(persons, {name: sent[name] for name in LEADS}, 2026)
        assert len(leads) == len(set(leads))
        records = con.execute("SELECT person_id, kind, src_row FROM department_record ORDER BY ALL").fetchall()
        assert records == sorted(
            (one["person_id"], kind_of(one["name"], row["name"]), place)
            for place, row in enumerate(sent["housing_safety"], 2)
            for one in persons
            if match_key_of(row["id_no"]) and match_key_of(row["id_no"]) == match_key_of(one["id_no"])
        )
        # the lake's persons carry their key; nothing else changes by it
        con.execute(f"CREATE TABLE kept AS {with_key('person')}")
        match(con, "kept", paths, 2026)
        assert set(con.execute("SELECT lead_id, household_id, person_id, registry, kind FROM hit").fetchall()) == set(
            leads
        )
        con.close()
