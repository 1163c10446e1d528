"""Issues over several versions: states, dates, owners, counts."""

import datetime as dt
import hashlib

import pyarrow as pa
import pytest

from acceptance import findings, ledger
from acceptance.ledger import Sent
from tests.support import COUNTY, TOWNSHIP, VILLAGE, evidence

D = dt.date
FIRST, SECOND = D(2026, 12, 1), D(2026, 12, 10)
ROW = {
    "rule_id": "E042",
    "severity": "warn",
    "table_name": "household",
    "object_id": "h1",
    "household_id": "h1",
    "village_code": VILLAGE,
}


def found(*rows):
    return pa.Table.from_pylist(
        [{name: None for name in findings.SCHEMA.names} | ROW | row for row in rows], findings.SCHEMA
    )


def sent(version, *rows, in_force=True, day=None, line="self_check"):
    return Sent(line, version, day or {1: FIRST, 2: SECOND}[version], in_force, found(*rows))


def opened(*versions, exempt=(), overdue_days=15, **more):
    con = evidence(village=[{}], **more)
    con.execute("CREATE TABLE exemption (object VARCHAR, rule_id VARCHAR)")
    for pair in exempt:
        con.execute("INSERT INTO exemption VALUES (?, ?)", list(pair))
    ledger.issues(con, versions, 2026, COUNTY, overdue_days, SECOND)
    return con


def states(*versions, **more):
    with opened(*versions, **more) as con:
        return con.execute("SELECT object_id, state, first_version, findings FROM issue ORDER BY object_id").fetchall()


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([], []),
        ([sent(1)], []),
        ([sent(1, {})], [("h1", "新增", 1, 1)]),
        ([sent(1, {}, {})], [("h1", "新增", 1, 2)]),  # two cells, one issue
        ([sent(1, in_force=False), sent(2, {})], [("h1", "新增", 2, 1)]),
        ([sent(1, {}, in_force=False), sent(2, {})], [("h1", "整改中", 1, 1)]),
        ([sent(1, {}, {}, in_force=False), sent(2)], [("h1", "销号", 1, 0)]),
        ([sent(1, {}), sent(2)], [("h1", "新增", 1, 1)]),  # an accumulating line adds up
        ([sent(1, {}), sent(2, {})], [("h1", "新增", 1, 2)]),
        (
            [sent(1, {}, {"object_id": "h2"}, in_force=False), sent(2, {"object_id": "h2"})],
            [("h1", "销号", 1, 0), ("h2", "整改中", 1, 1)],
        ),
    ],
)
def test_the_life_of_an_issue(versions, expected):
    assert states(*versions) == expected


@pytest.mark.parametrize(
    ("exempt", "state"),
    [
        (("h1", "E042"), "豁免"),
        ((VILLAGE, "E042"), "豁免"),
        (("h1", "E043"), "新增"),
        (("h2", "E042"), "新增"),
    ],
)
def test_an_exemption_counts_on_the_object_and_above(exempt, state):
    assert states(sent(1, {}), exempt=[exempt]) == [("h1", state, 1, 1)]


def test_what_is_gone_needs_no_exemption():
    assert states(sent(1, {}, in_force=False), sent(2), exempt=[("h1", "E042")]) == [("h1", "销号", 1, 0)]


def test_rule_table_and_object_tell_issues_apart_and_make_their_identity():
    rows = [{}, {"rule_id": "E036"}, {"table_name": "person"}, {"object_id": "h2"}]
    with opened(sent(1, *rows)) as con:
        ids = [row[0] for row in con.execute("SELECT issue_id FROM issue").fetchall()]
    expected = hashlib.sha256(f"2026|{COUNTY}|E042|household|h1".encode()).hexdigest()[:16]
    assert len(set(ids)) == 4 and expected in ids and ids == sorted(ids)


def test_the_order_of_the_rows_does_not_matter():
    rows = [{"object_id": f"h{n % 20}", "severity": severity} for n in range(40) for severity in ("warn", "row")]

    def made(given):
        with opened(sent(1, *given, in_force=False), sent(2, *given)) as con:
            return con.execute("SELECT * FROM issue").fetchall()

    assert len(made(rows)) == 20 and made(rows) == made(rows[::-1])


@pytest.mark.parametrize(
    ("row", "owner"),
    [
        ({}, VILLAGE),  # a household is its village's
        ({"household_id": None, "object_id": VILLAGE, "table_name": "village"}, TOWNSHIP),  # a village its township's
        ({"household_id": None, "village_code": None, "object_id": "m"}, COUNTY),
        ({"village_code": None}, COUNTY),
        ({"household_id": None, "village_code": "500229199999"}, COUNTY),  # a village nobody knows
        ({"object_id": None, "household_id": None, "village_code": None}, COUNTY),
    ],
)
def test_who_sets_it_right(row, owner):
    with opened(sent(1, row)) as con:
        assert con.execute("SELECT owner FROM issue").fetchall() == [(owner,)]


def test_the_date_counts_from_the_first_version_that_had_it():
    with opened(sent(1, {}, in_force=False), sent(2, {}, {"object_id": "h2"}), overdue_days=10) as con:
        due = dict(con.execute("SELECT object_id, due FROM issue").fetchall())
    assert due == {"h1": D(2026, 12, 11), "h2": D(2026, 12, 20)}


def test_counts_and_due_dates():
    rows = [{}, {"object_id": "h2", "severity": "judge"}, {"object_id": "h3", "severity": "row"}, {"object_id": "gone"}]
    later = [sent(1, {"object_id": "gone"}, {}, in_force=False), sent(2, *rows[:3])]
    with opened(*later, exempt=[("h3", "E042")], overdue_days=15) as con:
        assert ledger.issue_counts(con) == {"block": 0, "row": 0, "judge": 1, "warn": 1}
        assert con.execute("SELECT object_id, due FROM issue ORDER BY object_id").fetchall()[1] == (
            "h1",
            D(2026, 12, 16),
        )


def test_columns_are_those_the_verdicts_and_the_parquet_expect():
    with opened() as con:
        assert con.table("issue").columns == [
            "issue_id",
            "rule_id",
            "table",
            "object_id",
            "household_id",
            "village_code",
            "severity",
            "state",
            "owner",
            "due",
            "first_due",
            "first_version",
            "findings",
            "first_seen",
            "replied_on",
            "responsible",
            "reviewer",
            "reply_doc",
            "sent_on",
            "notice",
        ]
        assert ledger.issue_counts(con) == {"block": 0, "row": 0, "judge": 0, "warn": 0}


ISSUE = hashlib.sha256(f"2026|{COUNTY}|E042|household|h1".encode()).hexdigest()[:16]


def reply(day, **more):
    return {"issue_id": ISSUE, "done_on": day, "responsible": "甲", "reviewer": "乙", "doc_id": "Z1"} | more


@pytest.mark.parametrize(
    ("versions", "day", "state"),
    [
        ([sent(1, {})], FIRST, "待复核"),  # done on the day the version came: nothing has shown it since
        ([sent(1, {})], FIRST - dt.timedelta(days=1), "整改中"),  # the version that came later still has it
        ([sent(1, {}, in_force=False), sent(2, {})], FIRST, "整改中"),
        ([sent(1, {}, in_force=False), sent(2, {})], SECOND, "待复核"),
        ([sent(1, {}, in_force=False), sent(2)], SECOND, "销号"),
    ],
)
def test_a_reply_waits_for_the_next_version_to_show_it(versions, day, state):
    with opened(*versions, rectification=[reply(day)]) as con:
        assert con.execute("SELECT state, replied_on, responsible FROM issue").fetchall() == [(state, day, "甲")]


def test_an_exemption_stands_above_a_reply_and_the_latest_reply_counts():
    replies = [reply(SECOND, responsible="丙", version=1), reply(SECOND, responsible="丁", version=2), reply(FIRST)]
    with opened(sent(1, {}), rectification=replies) as con:
        assert con.execute("SELECT state, responsible FROM issue").fetchall() == [("待复核", "丁")]
    with opened(sent(1, {}), rectification=replies, exempt=[("h1", "E042")]) as con:
        assert con.execute("SELECT state FROM issue").fetchall() == [("豁免",)]


def notice(to, day=FIRST, **more):
    return {
        "kind": "通知签发",
        "object": to,
        "decided_on": day,
        "number": "整改〔2026〕1号",
        "county_code": COUNTY,
    } | more


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (notice(COUNTY), "已下发"),
        (notice(TOWNSHIP), "已下发"),
        (notice("500229199"), "新增"),
        (notice(COUNTY, FIRST - dt.timedelta(days=1)), "新增"),  # sent before there was such an issue
        (notice(COUNTY, signer2="甲"), "新增"),  # one signer is none
        (notice(COUNTY, kind="通报签发"), "新增"),
        (notice(COUNTY, SECOND + dt.timedelta(days=1)), "新增"),  # dated later than today
    ],
)
def test_a_notice_to_the_county_or_township_hands_a_new_issue_down(given, state):
    with opened(sent(1, {}), decision=[given]) as con:
        shown = con.execute("SELECT state, notice FROM issue").fetchall()
        assert shown == [(state, "整改〔2026〕1号" if state == "已下发" else None)]


def test_what_is_being_set_right_was_handed_down_already():
    with opened(sent(1, {}), rectification=[reply(FIRST)], decision=[notice(COUNTY)]) as con:
        assert con.execute("SELECT state, sent_on FROM issue").fetchall() == [("待复核", FIRST)]


DUE = FIRST + dt.timedelta(days=15)
LATER, LATEST = D(2026, 12, 25), D(2026, 12, 30)


@pytest.mark.parametrize(
    ("notices", "overdue_days", "due"),
    [
        ([], 15, DUE),
        ([notice(COUNTY)], 15, DUE),  # it states no day, and nothing is late
        ([notice(COUNTY, expires=LATER)], 15, LATER),
        ([notice(COUNTY, expires=D(2026, 12, 5))], 15, D(2026, 12, 5)),  # the office may also shorten it
        ([notice(COUNTY, expires=LATER), notice(TOWNSHIP, SECOND, expires=LATEST)], 15, LATEST),  # the newest counts
        ([notice(COUNTY, expires=LATER, signer2="甲")], 15, DUE),
        ([notice("500229199", expires=LATER)], 15, DUE),  # another township's letter
        ([notice(COUNTY, D(2026, 12, 3))], 2, D(2026, 12, 3)),  # due on the very day: not late
        ([notice(COUNTY, D(2026, 12, 4))], 2, D(2026, 12, 6)),  # late: as many days again, as the letter says
        ([notice(COUNTY, D(2026, 12, 4)), notice(COUNTY, SECOND)], 2, D(2026, 12, 6)),  # once only
    ],
)
def test_a_notice_moves_the_date(notices, overdue_days, due):
    numbered = [one | {"decision_id": f"d{n}"} for n, one in enumerate(notices)]
    with opened(sent(1, {}), decision=numbered, overdue_days=overdue_days) as con:
        first = FIRST + dt.timedelta(days=overdue_days)
        assert con.execute("SELECT due, first_due FROM issue").fetchall() == [(due, first)]
