"""Under review a county's new package waits and says so; and what observers and leaders say is printed and answered."""

import datetime as dt

import pytest
import yaml

from acceptance import comments, review_hold, season, status, store
from tests import spine_homes
from tests.spine_homes import DONE, result
from tests.test_signatures import signed, text_of

pytestmark = pytest.mark.xdist_group("spine")


def inbox(home):
    return sorted(one.name for one in (home / "inbox" / DONE / "self_check").glob("*.xlsx"))


def versions(home):
    return [one.version for one in store.receipts(store.Home.open(home), DONE, "self_check")]


def sent_again(home, tmp_path):
    book = spine_homes.resubmitted(spine_homes.self_check(home, DONE), tmp_path / "再报.xlsx")
    spine_homes.put(home, DONE, "self_check", book)


def at(home, days=0):
    return dt.datetime.fromisoformat(result(home, DONE)["as_of"]) + dt.timedelta(days=days, hours=9)


def test_a_new_package_waits_for_the_review_and_is_received_when_it_ends(home, tmp_path):
    core, day = result(home, DONE)["core_sha256"], at(home, 1)
    signed(home, tmp_path, core, "审核通过", "钱审核", day)
    sent_again(home, tmp_path)  # in the same moment: the signature is taken first
    spine_homes.prepare(home, [DONE], day.date().isoformat())
    assert inbox(home) == ["再报.xlsx"] and versions(home) == [1]
    opened = season.open_season(home)
    [said] = [one for one in status.row(opened, DONE, day.date())["waits_for"] if "审签" in one and "区县自查" in one]
    assert f"{day.date() + dt.timedelta(days=7)}" in said and "待确认" in said
    assert not review_hold.receivable(opened, day.date())(DONE, "self_check")
    assert review_hold.receivable(opened, day.date())(DONE, "review")
    signed(home, tmp_path, core, "退回", "李签发", day + dt.timedelta(hours=1), reason="依据不足")
    spine_homes.prepare(home, [DONE], day.date().isoformat())
    assert inbox(home) == [] and len(versions(home)) == 2


def test_a_review_that_nobody_ends_lapses(home, tmp_path):
    signed(home, tmp_path, result(home, DONE)["core_sha256"], "审核通过", "钱审核", at(home))
    spine_homes.prepare(home, [DONE])
    sent_again(home, tmp_path)
    facts = yaml.safe_load((home / "campaign.yaml").read_text(encoding="utf-8"))
    facts["review_days"]["value"] = 3
    (home / "campaign.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    spine_homes.prepare(home, [DONE], at(home, 3).date().isoformat())
    assert inbox(home) == ["再报.xlsx"]
    spine_homes.prepare(home, [DONE], at(home, 4).date().isoformat())
    assert inbox(home) == [] and len(versions(home)) == 2


def test_comments_are_printed_with_their_answers_and_change_no_result(home, tmp_path):
    before, day = result(home, DONE), at(home, 1)
    signed(
        home,
        tmp_path,
        before["core_sha256"],
        "意见",
        "周观察",
        day,
        review_id="Y1",
        role="观察员",
        reason="二轮公示照片不全",
    )
    phone = "13812345678"
    signed(home, tmp_path, before["core_sha256"], "意见", "吴领导", day.replace(hour=10), review_id="Y2", role="领导",
           reason=f"请核实 {phone}")  # fmt: skip
    later = day + dt.timedelta(hours=2)
    signed(
        home,
        tmp_path,
        before["core_sha256"],
        "答复",
        "郑办",
        later,
        review_id="D1",
        answers="Y1",
        reason="已补齐并复核",
    )
    spine_homes.advance(home, [DONE], today=day.date().isoformat())
    after, text = result(home, DONE), text_of(home).replace("\r\n", "").replace("\n", "")
    assert (after["core_sha256"], after["signatures"]) == (before["core_sha256"], [])
    for said in ("二轮公示照片不全", "已补齐并复核", "周观察", "吴领导", "未答复"):
        assert said in text, said
    assert phone not in text
    one, two = comments.of_county(season.open_season(home), DONE)
    assert (one.id, one.answer, one.answered_by) == ("Y1", "已补齐并复核", "郑办")
    assert (two.id, two.answer) == ("Y2", "") and phone not in two.text
