"""Which documents are signed: two different persons, not after the day, the newest decision on each serial."""

import datetime as dt
from types import SimpleNamespace

import pytest

from acceptance import store
from acceptance.documents import signing
from acceptance.documents.office import Signed
from tests.support import evidence

D = dt.date
SERIAL = "整改500229-abc123"


def signed(tmp_path, monkeypatch, *decisions, as_of=D(2026, 12, 10)):
    con = evidence(decision=[{"kind": signing.NOTICE, "value": SERIAL, "number": "甲1号"} | row for row in decisions])
    file = tmp_path / "decision.parquet"
    con.execute(f"COPY (FROM decision ORDER BY decision_id) TO '{file}'")
    monkeypatch.setattr(store, "accepted", lambda *given: [1])
    monkeypatch.setattr(store, "lake_files", lambda *given: [file] if decisions else [])
    season = SimpleNamespace(home=None, basis=None)
    return signing.signed(season, signing.NOTICE, as_of)


def test_a_decision_gives_number_and_date(tmp_path, monkeypatch):
    found = signed(tmp_path, monkeypatch, {"decided_on": D(2026, 12, 3)})
    assert found == {SERIAL: Signed("甲1号", D(2026, 12, 3), ("甲", "乙"))}


def test_a_decision_may_state_until_when(tmp_path, monkeypatch):
    rows = [{"decided_on": D(2026, 12, 3), "expires": D(2026, 12, 20)}, {"value": "整改500229100-ffffff"}]
    found = signed(tmp_path, monkeypatch, *rows)
    assert {code: one.until for code, one in found.items()} == {SERIAL: D(2026, 12, 20), "整改500229100-ffffff": None}


@pytest.mark.parametrize(
    "row",
    [
        {"signer2": " 甲 "},
        {"decided_on": D(2026, 12, 11)},
        {"number": None},
        {"kind": "通报签发"},
        {"value": None},
    ],
    ids=["one person", "later", "without a number", "another kind", "nothing named"],
)
def test_what_signs_nothing(tmp_path, monkeypatch, row):
    assert signed(tmp_path, monkeypatch, row) == {}


def test_the_newest_decision_on_a_serial_stands(tmp_path, monkeypatch):
    rows = [{"decided_on": D(2026, 12, day), "number": f"{day}号"} for day in (2, 9, 5)]
    other = {"value": "整改500229100-ffffff", "number": "乙号"}
    found = signed(tmp_path, monkeypatch, *rows, other)
    assert {code: one.number for code, one in found.items()} == {SERIAL: "9号", "整改500229100-ffffff": "乙号"}


def test_without_any_decision_nothing_is_signed(tmp_path, monkeypatch):
    assert signed(tmp_path, monkeypatch) == {}
