"""审签: a signature is a package; the next report prints it, and what was signed does not change (DESIGN 8)."""

import datetime as dt

import pypdfium2
import pytest
import yaml

from acceptance import season, signatures, status
from tests import spine_homes
from tests.spine_homes import DONE, WAITING, result

pytestmark = pytest.mark.xdist_group("spine")


def signed(home, tmp_path, core, action, signer, at, **changes):
    row = {
        "county_code": DONE, "review_id": f"S{at:%d%H%M}", "core_sha256": core, "action": action, "signer": signer,
        "role": "评估组长", "signed_at": at.isoformat(" "),
    }  # fmt: skip
    book = spine_homes.workbook(tmp_path / f"审签{at:%d%H%M}.xlsx", {"review": [row | changes]})
    spine_homes.put(home, DONE, "review", book)


def text_of(home):
    with pypdfium2.PdfDocument(home / "results" / DONE / "report.pdf") as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def test_signatures_are_printed_and_what_was_signed_stays(home, tmp_path, request):
    before = result(home, DONE)
    day = dt.datetime.fromisoformat(before["as_of"]) + dt.timedelta(days=1, hours=9)
    signed(home, tmp_path, before["core_sha256"], "审核通过", "钱审核", day)
    signed(home, tmp_path, "0" * 64, "签发", "孙他人", day.replace(hour=10))
    assert spine_homes.advance(home, [DONE], today=day.date().isoformat())[DONE].state == "published"
    after = result(home, DONE)
    assert after["core_sha256"] == before["core_sha256"]
    assert [(one["action"], one["signer"]) for one in after["signatures"]] == [("审核通过", "钱审核")]
    assert "钱审核" in text_of(home) and "孙他人" not in text_of(home)
    request.getfixturevalue("unprinted")  # the printed page has been looked at
    opened = season.open_season(home)
    assert status.row(opened, DONE, day.date())["stage"] == before["stage"]

    later = day + dt.timedelta(days=1)
    signed(home, tmp_path, before["core_sha256"], "签发", "李签发", later)
    spine_homes.advance(home, [DONE], today=later.date().isoformat())
    assert result(home, DONE)["core_sha256"] == before["core_sha256"]
    row = status.row(opened, DONE, later.date())
    assert row["stage"] == "signed"
    assert {one["id"]: one["state"] for one in row["stages"]}["signed"] == "完成"
    assert spine_homes.advance(home, [DONE], today=later.date().isoformat())[DONE].state == "unchanged"

    stated = home / "campaign.yaml"
    facts = yaml.safe_load(stated.read_text(encoding="utf-8"))
    facts["thresholds"]["recognition_rate"]["value"] = 0.91
    stated.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    assert spine_homes.advance(home, [DONE], today=later.date().isoformat())[DONE].state == "published"
    assert result(home, DONE)["signatures"] == []  # signed was another result
    assert status.row(season.open_season(home), DONE, later.date())["stage"] == before["stage"]


def test_a_decision_concerns_its_county_and_an_issued_notice_changes_no_result(home, tmp_path, unprinted):
    before = {county: result(home, county) for county in (DONE, WAITING)}
    notice = spine_homes.reopening(WAITING, 1, decision_id="D1", kind="通知签发", line=None, value=None)
    spine_homes.put(home, "municipal", "decision", spine_homes.workbook(tmp_path / "1.xlsx", {"decision": [notice]}))
    assert [one.state for one in spine_homes.advance(home, [DONE, WAITING]).values()] == ["unchanged", "published"]
    assert result(home, WAITING)["core_sha256"] == before[WAITING]["core_sha256"]

    hearing = notice | {"decision_id": "D2", "kind": "联合复核完成"}
    spine_homes.put(home, "municipal", "decision", spine_homes.workbook(tmp_path / "2.xlsx", {"decision": [hearing]}))
    assert [one.state for one in spine_homes.advance(home, [DONE, WAITING]).values()] == ["unchanged", "published"]
    after = result(home, WAITING)
    assert [one["version"] for one in after["inputs"] if one["line"] == "decision"] == [2]
    assert after["core_sha256"] != before[WAITING]["core_sha256"] and result(home, DONE) == before[DONE]


@pytest.mark.parametrize(
    ("steps", "issued", "following"),
    [
        ([], False, ("审核通过", "退回")),
        ([("审核通过", "甲")], False, ("签发", "退回")),
        ([("审核通过", "甲"), ("签发", "乙")], True, ()),
        ([("审核通过", "甲"), ("签发", " 甲 ")], False, ()),
        ([("签发", "乙"), ("审核通过", "甲")], False, ()),
        ([("审核通过", "甲"), ("退回", "乙")], False, ()),
        ([("审核通过", "甲"), ("签发", "乙"), ("退回", "丙")], False, ()),
    ],
)
def test_two_people_pass_and_issue_in_this_order(steps, issued, following):
    given = [{"action": action, "signer": signer} for action, signer in steps]
    assert signatures.issued(given) is issued
    assert signatures.next_actions(given) == following
