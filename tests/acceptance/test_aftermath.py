"""After the verdict: a county is signed, published and archived in this order, on the days decisions give."""

import datetime as dt
from types import SimpleNamespace

import pytest

from acceptance import aftermath, store
from acceptance.aftermath import APPROVAL, OBJECTION, PUBLICITY
from tests.support import evidence

COUNTY = "500229"
RESULT = {
    "county_code": COUNTY, "core_sha256": "abcdef" + "0" * 58, "as_of": "2026-12-25", "stage": "reported",
    "waits_for": ["等待报告审签"],
    "signatures": [{"action": "审核通过", "signer": "甲"}, {"action": "签发", "signer": "乙"}],
}  # fmt: skip
NOTICE = {"kind": PUBLICITY, "value": "公示500229-abcdef", "number": "公1号", "decided_on": dt.date(2026, 12, 26)}
APPROVED = {"kind": APPROVAL, "value": "同意", "number": "批1号", "decided_on": dt.date(2027, 1, 5)}
LAST = dt.date(2027, 1, 1)


def objection(value, day=dt.date(2026, 12, 28), about="户甲"):
    return {"kind": OBJECTION, "value": value, "object": about, "decided_on": day}


@pytest.fixture
def standing(tmp_path, monkeypatch):
    """(stage, what it waits for) of RESULT after some decisions, on a day."""

    def stands(*decisions, day=LAST + dt.timedelta(days=1), result=RESULT, sealed=False):
        rows = [
            {"decision_id": f"D{n}", "county_code": COUNTY, "expires": None} | row for n, row in enumerate(decisions)
        ]
        con = evidence(decision=rows)
        file = tmp_path / "decision.parquet"
        con.execute(f"COPY (FROM decision) TO '{file}'")
        monkeypatch.setattr(store, "accepted", lambda *given: [1])
        monkeypatch.setattr(store, "lake_files", lambda *given: [file])
        home = SimpleNamespace(path=tmp_path)
        season = SimpleNamespace(home=home, basis=None, campaign=SimpleNamespace(notice_days=SimpleNamespace(number=7)))
        if sealed:
            path = aftermath.archive_path(season, COUNTY, result)
            path.parent.mkdir(parents=True)
            path.write_bytes(b"")
        after = aftermath.of_result(season, COUNTY, result, day)
        return aftermath.stage(result, after, day), aftermath.waits_for(result, after, day)

    return stands


def test_an_unsigned_report_waits_as_its_result_says(standing):
    assert standing(NOTICE, result=RESULT | {"signatures": []}) == ("reported", ["等待报告审签"])
    assert standing(NOTICE, result=RESULT | {"stage": "sampled"}) == ("sampled", ["等待报告审签"])


def test_a_signed_report_waits_for_its_notice_under_its_own_number(standing):
    assert standing() == ("signed", ["等待公示签发（公示500229-abcdef）"])
    older = NOTICE | {"value": "公示500229-000000"}
    assert standing(older) == ("signed", ["等待公示签发（公示500229-abcdef）"])
    one_person = NOTICE | {"signer1": "甲", "signer2": "甲 "}
    assert standing(one_person) == ("signed", ["等待公示签发（公示500229-abcdef）"])


def test_a_notice_hangs_seven_days_its_first_included(standing):
    assert standing(NOTICE, day=LAST) == ("signed", ["公示中，至2027-01-01止"])
    assert standing(NOTICE) == ("published", ["等待批复"])
    longer = NOTICE | {"expires": dt.date(2027, 1, 2)}
    assert standing(longer) == ("signed", ["公示中，至2027-01-02止"])


@pytest.mark.parametrize(
    ("decisions", "held"),
    [
        ([objection("核查中")], ["等待办结异议：户甲（核查中，2026-12-28登记）"]),
        ([objection("核查中"), objection("不成立", dt.date(2026, 12, 30))], []),
        (
            [objection("核查中"), objection("成立", dt.date(2026, 12, 30))],
            ["等待办结异议：户甲（成立，2026-12-30登记）"],
        ),
        ([objection("不成立"), objection("核查中", about="户乙")], ["等待办结异议：户乙（核查中，2026-12-28登记）"]),
        ([objection("成立", dt.date(2026, 12, 24))], []),
    ],
    ids=["open", "unfounded", "founded", "another open", "before this result"],
)
def test_objections_hold_the_county_until_each_is_settled(standing, decisions, held):
    assert standing(NOTICE, *decisions) == (("signed", held) if held else ("published", ["等待批复"]))


def test_approved_and_sealed_it_is_archived(standing):
    day = dt.date(2027, 1, 6)
    assert standing(NOTICE, APPROVED, day=day) == ("published", ["等待归档"])
    assert standing(NOTICE, APPROVED | {"value": "不同意"}, day=day) == ("published", ["等待批复"])
    assert standing(NOTICE, APPROVED, day=day, sealed=True) == ("archived", [])
