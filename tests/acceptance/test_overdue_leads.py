"""What an overdue lead is, and how many of each county `campaign status`, the status page and the console tell of."""

import datetime as dt
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from acceptance import overdue_leads, sql, standing, store
from acceptance.overdue_leads import Overdue

DAY = dt.date(2026, 12, 20)
EARLIER = DAY - dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "due", "late"),
    [
        ("待核查", EARLIER, 1),
        ("待核查", DAY, 0),  # the day itself is in time
        ("待核查", DAY + dt.timedelta(days=3), 0),
        ("待核查", None, 0),  # a record that is no longer held says nothing of its arrival
        ("属实", EARLIER, 0),
        ("保留", EARLIER, 0),
        ("撤销", EARLIER, 0),
    ],
)
def test_a_lead_is_overdue_from_the_day_after_its_date_while_nobody_answers(status, due, late):
    with sql.connect() as con:
        overdue_leads.define(con)
        assert con.execute("SELECT days_late($1, $2::DATE, $3)", [status, due, DAY]).fetchall() == [(late,)]


@pytest.fixture
def season(tmp_path, monkeypatch):
    """A season whose counties have these published leads; another county has published nothing."""
    given = {
        "500229": {"status": ["待核查", "待核查", "属实"], "due": [EARLIER, DAY, EARLIER]},
        "500238": {"status": ["待核查"] * 2, "due": [DAY - dt.timedelta(days=9), EARLIER]},
        "500242": {"status": ["待核查"]},  # an earlier release did not publish dates
    }
    for county, columns in given.items():
        (tmp_path / county).mkdir()
        pq.write_table(pa.table(columns), tmp_path / county / "leads.parquet")

    def read(home, county, use):
        return use(SimpleNamespace(folder=tmp_path / county)) if county in given else None

    monkeypatch.setattr(store, "read_published", read)
    return SimpleNamespace(home=None, county_names={"500229": "城口县", "500238": "巫溪县"})


COUNTIES = ("500229", "500238", "500242", "500243")


def test_each_county_with_how_many_and_how_long(season):
    assert overdue_leads.of_counties(season, COUNTIES, DAY) == {
        "500229": Overdue(1, 1), "500238": Overdue(2, 9), "500242": Overdue(), "500243": Overdue(),
    }  # fmt: skip


def test_they_are_told_the_longest_first_and_as_of_the_day_that_is_asked(season):
    assert standing.late_leads(season, COUNTIES, DAY) == [
        "巫溪县：比对线索2条逾期未认定，最长已逾期9天",
        "城口县：比对线索1条逾期未认定，最长已逾期1天",
    ]
    assert standing.late_leads(season, COUNTIES, DAY - dt.timedelta(days=20)) == []
