"""Deliveries of whole registries and of single counties' parts: which is in force for whom, and what a county keeps."""

import datetime as dt

import pyarrow as pa
import pytest

from acceptance import campaign, contracts, deliveries, evidence, lead_origins, sql, store
from acceptance.season import Season

from .town import id_no, person, record, write_csv

NOW = dt.datetime(2026, 12, 1, 9)
HERE, THERE = "500101", "500229"
REST = {"sex": "男", "village_code": "500101100201", "relation": "户主"}


def table(name, rows):
    columns = [c.name for c in contracts.tables()[name].columns]
    return pa.table({c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns})


def empty_evidence(con):
    for name in ("adjudication", "person", "household"):
        columns = contracts.evidence_schema(name)
        con.execute(f"CREATE TABLE {name} (" + ", ".join(f"{n} {t}" for n, t in columns.items()) + ")")


class Office:
    """A home with two counties, one person each, whose self_check is said to be in force."""

    def __init__(self, path, monkeypatch):
        home = store.Home.init(path, 2026, True)
        areas = table("dim_area", [{"code": c, "name": c, "level": "区县"} for c in (HERE, THERE)])
        facts = campaign.parse(campaign.default_text(2026), "2026")
        self.season = Season(home, facts, areas, table("county_task", []))
        self.sent, self.now = 0, NOW
        versions = dict.fromkeys(contracts.lines(), ()) | {"self_check": (1,)}
        monkeypatch.setattr(evidence, "in_force", lambda season, county: evidence.InForce(versions, {}))
        for number, county in ((1, HERE), (2, THERE)):
            self.register(county, person(number, county_code=county))

    def register(self, county, one):
        store.submit_bytes(self.season.home, county, "self_check", "a.csv", one["id_no"].encode())
        store.receive_line(self.season.home, county, "self_check", NOW, lambda line: False)
        rows = pa.table({k: [v] for k, v in (one | REST).items()})
        store.write_rows(self.season.home, "self_check", "person", county, 1, rows, ["person_id"])

    def deliver(self, *rows, county=None, registry="vehicle", name=None):
        self.sent += 1
        folder = self.season.home.tmp / (name or (f"county-{county}" if county else f"whole{self.sent}"))
        folder.mkdir()
        write_csv(folder / f"{self.sent}.csv", registry, rows)
        store.submit(self.season.home, store.REGISTRIES, registry, folder)
        store.receive_line(self.season.home, store.REGISTRIES, registry, self.now, lambda line: False)
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
        return [deliveries.load(self.season, one)["outcome"] for one in deliveries.unloaded(self.season)]

    def compare(self):
        return deliveries.compare(self.season, [HERE, THERE])

    def plates(self, county=HERE):
        with sql.connect() as con:
            con.execute(f"CREATE TABLE h AS FROM '{deliveries.hits_path(self.season, county)}'")
            return [key for (key,) in con.execute("SELECT record_key FROM h ORDER BY 1").fetchall()]

    def leads(self, *entries, county=HERE):
        with sql.connect() as con:
            empty_evidence(con)
            for entry in entries:
                con.execute(
                    f"INSERT INTO adjudication ({', '.join(entry)}) VALUES ({', '.join('?' * len(entry))})",
                    [*entry.values()],
                )
            deliveries.open_hits(con, self.season, county)
            return con.execute("SELECT lead_id, registry, status, evidence FROM lead ORDER BY registry").fetchall()


@pytest.fixture
def office(tmp_path, monkeypatch):
    return Office(tmp_path / "home", monkeypatch)


def test_a_whole_delivery_replaces_the_one_before_and_a_broken_one_does_not(office):
    assert office.deliver(record("vehicle", 1, plate="A")) == ["接收"]
    assert office.compare() == [HERE, THERE] and office.plates() == ["A"]
    assert office.deliver(record("vehicle", 1, plate="B")) == ["接收"]
    assert office.compare() == [HERE, THERE] and office.plates() == ["B"]
    assert office.deliver(*(record("vehicle", n, id_no="坏") for n in range(3))) == ["退回"]
    assert office.compare() == [] and office.plates() == ["B"]
    assert deliveries.in_force(office.season)["vehicle"].version == 2


def test_a_countys_part_replaces_that_countys_part_only(office):
    office.deliver(record("vehicle", 1, plate="W1"), record("vehicle", 2, plate="W2"))
    office.deliver(record("vehicle", 1, plate="P1"), county=HERE)
    assert office.compare() == [HERE, THERE]
    assert (office.plates(HERE), office.plates(THERE)) == (["P1"], ["W2"])
    here, there = (deliveries.in_force(office.season, c)["vehicle"] for c in (HERE, THERE))
    assert (here.version, here.county, there.version, there.county) == (2, HERE, 1, None)
    assert deliveries.in_force(office.season)["vehicle"].version == 1
    office.deliver(record("vehicle", 1, plate="P2"), county=HERE)
    assert deliveries.in_force(office.season, HERE)["vehicle"].previous == here.profile
    office.compare()
    assert (office.plates(HERE), office.plates(THERE)) == (["P2"], ["W2"])


def test_a_new_complete_snapshot_replaces_every_part(office):
    office.deliver(record("vehicle", 1, plate="P1"), county=HERE)
    office.deliver(record("vehicle", 1, plate="W1"))
    office.compare()
    assert office.plates() == ["W1"] and deliveries.in_force(office.season, HERE)["vehicle"].county is None


def test_what_one_owns_in_the_other_county_is_found_in_its_part(office):
    office.deliver(record("vehicle", 2, plate="P2"), county=HERE)  # a person of THERE in the part of HERE
    office.compare()
    assert (office.plates(HERE), office.plates(THERE)) == ([], ["P2"])
    assert "vehicle" not in deliveries.in_force(office.season, THERE)  # but THERE has delivered nothing yet: R2


def test_a_part_of_an_unknown_county_is_refused(office):
    assert office.deliver(record("vehicle", 1), name="county-999999") == ["退回"]
    assert office.deliver(record("vehicle", 1), name="county-5002299") == ["接收"]  # seven digits are only a name


def test_a_lead_that_is_gone_keeps_its_adjudication_and_its_facts(office):
    office.deliver(record("vehicle", 1, plate="A"))
    office.compare()
    [(lead, _, status, _)] = office.leads()
    assert status == "待核查"
    said = {"lead_id": lead, "household_id": "h1", "county_code": HERE, "result": "属实"}
    assert [row[2] for row in office.leads(said)] == ["属实"]
    office.deliver(record("vehicle", 5, plate="X"))
    office.compare()
    [(same, registry, status, words)] = office.leads(said)
    assert (same, registry, status) == (lead, "vehicle", "撤销") and "小型轿车" in words and "原认定：属实" in words
    assert office.leads() == []  # nobody asks after what was never decided


def test_a_lead_seen_before_is_known_as_such_whatever_was_delivered_since(office):
    office.deliver(record("vehicle", 1, plate="A"))
    office.deliver(record("vehicle", 1, plate="A"), record("vehicle", 1, plate="B"))
    office.compare()
    with sql.connect() as con:
        con.execute(f"CREATE TABLE h AS FROM '{deliveries.hits_path(office.season, HERE)}'")
        assert con.execute("SELECT record_key, seen_before FROM h ORDER BY 1").fetchall() == [("A", True), ("B", False)]
    assert deliveries.hits_hash(office.season, HERE) != deliveries.hits_hash(office.season, THERE)


def test_leads_count_from_the_arrival_of_register_and_delivery(office, monkeypatch):
    monkeypatch.setattr(store, "accepted", lambda home, county, line, basis: [1])
    assert lead_origins.arrivals(office.season, HERE) == {}
    office.deliver(record("vehicle", 1))
    day = NOW.date()
    office.now = NOW + dt.timedelta(days=5)
    office.deliver(record("vehicle", 1), record("vehicle", 2))
    assert lead_origins.arrivals(office.season, HERE) == {"vehicle": (day + dt.timedelta(days=5), day)}


def test_supporting_records_reach_the_county(office):
    grade = {"snapshot_date": "2026-11-01", "name": "张三", "id_no": id_no(1), "grade": "C", "report_no": "B1"}
    office.deliver(grade, registry="housing_safety")
    office.compare()
    with sql.connect() as con:
        empty_evidence(con)
        deliveries.open_hits(con, office.season, HERE)
        assert con.execute("SELECT person_id, states FROM department_record").fetchall() == [("p1", "C")]
        assert con.execute("SELECT registry, snapshot_date FROM registry_in_force").fetchall() == [
            ("housing_safety", dt.date(2026, 11, 1))
        ]


def test_doubts_compare_a_delivery_with_the_one_before(office):
    office.deliver(*(record("vehicle", n) for n in range(10)))
    assert deliveries.doubts(office.season, HERE) == []
    office.deliver(*(record("vehicle", n) for n in range(5)))
    [doubt] = deliveries.doubts(office.season, HERE)
    assert (doubt.rule_id, doubt.value) == ("E094", -0.5) and "由 10 变为 5" in doubt.message
    assert office.deliver(
        *(record("vehicle", n, plate=f"{n}x") for n in range(4)), record("vehicle", 9, id_no="坏")
    ) == ["接收"]
    assert [d.rule_id for d in deliveries.doubts(office.season, HERE)] == ["E093"]


def test_the_same_deliveries_give_the_same_bytes(office):
    office.deliver(*(record("vehicle", n % 3, plate=f"{n}") for n in range(50)))
    seen = set()
    for _ in range(2):
        office.compare()
        seen.add(tuple(deliveries.slice_path(office.season, HERE, t).read_bytes() for t in deliveries.TABLES))
        deliveries.hits_path(office.season, HERE).with_suffix(".json").unlink()
    assert len(seen) == 1
