"""Work done in the browser: packages sent, decisions by two, reports signed by two; each becomes a package."""

import datetime as dt
import os
from pathlib import Path

import httpx
import pyarrow as pa
import pytest
import yaml
from python_calamine import CalamineWorkbook

from acceptance import contracts, findings, season, store
from console import audit, drafts, packages, signing
from console.app import CheckView
from console.read import published
from tests.console.offices import HOSTILE, ID_NUMBER, NOW, OTHER, OWN, PHONE, Browser, Clock, Office
from tests.console.test_console_hostile import upload

DECISION = {"kind": "豁免", "object": f"{OWN}0001", "rule_id": "E042", "reason": "=核实无误", "doc_id": "渝扶办1号"}


def inbox(office: Office, county: str, line: str) -> list[Path]:
    return sorted(p for p in (office.home / "inbox" / county / line).glob("*") if p.is_file())


def rows(path: Path) -> list[dict[str, str]]:
    heads, *found = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(heads, row, strict=True)) for row in found]


def test_a_sound_package_is_checked_and_put_into_the_inbox(office: Office) -> None:
    answer = upload(office.browser("county"), "城口县区县自查.xlsx", b"bytes as sent")
    assert "检查结果：接收" in answer.text and "已放入收件箱" in answer.text
    [placed] = inbox(office, OWN, "self_check")
    assert (placed.name, placed.read_bytes()) == ("城口县区县自查.xlsx", b"bytes as sent")
    assert office.checked == [("城口县区县自查.xlsx", "self_check", OWN)]
    assert not list((office.home / "tmp").glob("*/*.xlsx"))


def test_a_refused_package_is_answered_and_not_sent_unless_asked(office: Office, tmp_path: Path) -> None:
    marked = tmp_path / "x.feedback.xlsx"
    marked.write_bytes(b"marked")
    office.view = CheckView(
        "退回", {"block": 1}, (("E001", "表齐全", "block", 1),), (("户表", 3, "户编号", "缺少<b>"),), marked
    )
    browser = office.browser("county")
    answer = upload(browser)
    assert (
        "尚未报送" in answer.text
        and "E001" in answer.text
        and "<b>缺少" not in answer.text
        and inbox(office, OWN, "self_check") == []
    )
    link = answer.text.split('class="button" href="')[1].split('"')[0]
    assert browser.get(link).content == b"marked"
    assert office.browser("county", "quxian2").get(link).status_code == 404
    [kept] = (office.home / "console" / "answers" / "county").iterdir()
    os.utime(kept, (0, 0))
    upload(office.browser("county", "quxian2"))
    assert not kept.exists()
    upload(browser, anyway="yes")
    assert len(inbox(office, OWN, "self_check")) == 1


def test_checking_alone_sends_nothing(office: Office) -> None:
    assert "尚未报送" in upload(office.browser("county"), mode="check").text
    assert inbox(office, OWN, "self_check") == []


def test_a_role_sends_its_own_lines_for_its_own_counties(office: Office) -> None:
    assert upload(office.browser("county"), line="municipal").status_code == 403
    assert upload(office.browser("survey"), line="self_check").status_code == 403
    assert upload(office.browser("survey"), line="opinion").status_code == 200
    assert upload(office.browser("county"), line="nonsense").status_code == 403
    assert len(inbox(office, OWN, "opinion")) == 1


def test_a_failing_check_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> CheckView:
        raise RuntimeError

    monkeypatch.setattr(office.app.state.desk, "check", broken)
    assert upload(office.browser("county")).status_code == 500
    assert inbox(office, OWN, "self_check") == [] and list((office.home / "tmp").iterdir()) == []


def test_a_decision_needs_two_people_and_becomes_a_package(office: Office) -> None:
    first, second = office.browser("municipal"), office.browser("municipal", "zweiter")
    path = f"/county/{OWN}/entry/decision"
    assert first.post(path, DECISION | {"signer2": "冒名", "county_code": OTHER}).status_code == 303
    [waiting] = drafts.waiting(office.home, OWN, ("decision",))
    own = first.post(f"{path}/{waiting.id}", {"answer": "confirm"})
    assert (
        own.status_code == 409
        and "另一个人" in own.text
        and not (office.home / "inbox" / "municipal" / "decision").exists()
    )
    assert second.post(f"{path}/{waiting.id}", {"answer": "confirm"}).status_code == 303
    [package] = inbox(office, "municipal", "decision")
    [row] = rows(package)
    assert (row["区县代码"], row["签批人1"], row["签批人2"], row["理由"]) == (
        OWN,
        "姓名municipal",
        "姓名zweiter",
        "=核实无误",
    )
    assert second.post(f"{path}/{waiting.id}", {"answer": "confirm"}).status_code == 409
    assert any(one["outcome"] == audit.DONE and "市级决定" in one["what"] for one in audit.newest(office.home, 9))


def test_an_entry_that_cannot_be_used_is_refused_with_the_field_named(office: Office) -> None:
    browser = office.browser("municipal")
    for change, said in (({"reason": ""}, "理由"), ({"kind": "放行"}, "类别"), ({"expires": "明天"}, "有效期至")):
        answer = browser.post(f"/county/{OWN}/entry/decision", DECISION | change)
        assert answer.status_code == 422 and f"「{said}」" in answer.text
    assert drafts.waiting(office.home, OWN, ("decision",)) == []


def test_entries_can_be_taken_back_and_belong_to_their_role(office: Office) -> None:
    browser = office.browser("municipal")
    browser.post(f"/county/{OWN}/entry/decision", DECISION)
    [waiting] = drafts.waiting(office.home, OWN, ("decision",))
    county = office.browser("county")
    assert county.get(f"/county/{OWN}/entry/decision").status_code == 403
    assert county.post(f"/county/{OWN}/entry/adjudication/{waiting.id}", {"answer": "confirm"}).status_code == 409
    assert browser.post(f"/county/{OWN}/entry/decision/{waiting.id}", {"answer": "withdraw"}).status_code == 303
    assert drafts.waiting(office.home, OWN, ("decision",)) == []


def test_a_county_answers_leads_with_two_people(office: Office) -> None:
    first, second = office.browser("county"), office.browser("county", "quxian2")
    path = f"/county/{OWN}/entry/adjudication"
    assert first.get(path + "?object=abc").text.count('value="abc"') == 1
    given = {
        "lead_id": "abc",
        "household_id": f"{OWN}0001",
        "result": "保留",
        "reason_code": "R02",
        "doc_id": "D1",
        "amount_due": "0",
    }
    assert first.post(path, given).status_code == 303
    [waiting] = drafts.waiting(office.home, OWN, ("adjudication",))
    assert second.post(f"{path}/{waiting.id}", {"answer": "confirm"}).status_code == 303
    [row] = rows(inbox(office, OWN, "adjudication")[0])
    assert row["核查结果"] == "保留" and row["核查人"] != row["复核人"]


def test_a_county_answers_an_issue_with_two_people(office: Office) -> None:
    first, second = office.browser("county"), office.browser("county", "quxian2")
    path = f"/county/{OWN}/entry/rectification"
    given = {"issue_id": "a1", "action": "已补公示", "doc_id": "D2", "done_on": "2026-12-19"}
    assert first.post(path, given | {"reviewer": "冒名"}).status_code == 303
    [waiting] = drafts.waiting(office.home, OWN, ("rectification",))
    assert second.post(f"{path}/{waiting.id}", {"answer": "confirm"}).status_code == 303
    [row] = rows(inbox(office, OWN, "rectification")[0])
    assert (row["责任人"], row["复核人"]) == ("姓名county", "姓名quxian2")


def core(office: Office) -> str:
    return published.result(season.open_season(office.home), OWN)["core_sha256"]


def test_a_report_is_signed_in_two_steps_by_two_people(office: Office) -> None:
    first, second, path = office.browser("evaluator_a"), office.browser("evaluator_b"), f"/county/{OWN}/review"
    given = {"action": "审核通过", "core": core(office)}
    assert first.post(path, given | {"action": "签发"}).status_code == 409
    assert first.post(path, given).status_code == 303
    assert first.post(path, given).status_code == 409  # once is enough
    alone = first.post(path, given | {"action": "签发"})
    assert alone.status_code == 409 and "另一个人" in alone.text
    assert "正在审签" in upload(office.browser("county")).text
    assert second.post(path, given | {"action": "签发"}).status_code == 303
    assert "已经办结" in second.get(path).text
    signed = [row for package in inbox(office, OWN, "review") for row in rows(package)]
    assert len(signed) == 2 and all(core(office) in row.values() for row in signed)
    assert {name for row in signed for name in row.values()} >= {
        "审核通过",
        "签发",
        "姓名evaluator-a",
        "姓名evaluator-b",
    }


def test_returning_a_report_needs_a_reason_and_ends_the_review(office: Office) -> None:
    browser, path = office.browser("evaluator_a"), f"/county/{OWN}/review"
    empty = browser.post(path, {"action": "退回", "reason": "  ", "core": core(office)})
    assert empty.status_code == 409 and "必须写明理由" in empty.text
    assert browser.post(path, {"action": "退回", "reason": "c4 依据不足", "core": core(office)}).status_code == 303
    assert signing.next_actions(signing.steps(office.home, OWN, {"core_sha256": core(office)})) == ()


def test_only_the_result_that_was_read_can_be_signed(office: Office) -> None:
    answer = office.browser("evaluator_a").post(f"/county/{OWN}/review", {"action": "审核通过", "core": "0" * 64})
    assert answer.status_code == 409 and "已经更新" in answer.text and inbox(office, OWN, "review") == []


def test_a_line_that_is_not_in_use_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(contracts.lines(), "review", raising=False)
    monkeypatch.delitem(contracts.lines(), "rectification", raising=False)
    assert "尚未启用报告审签" in office.browser("evaluator_a").get(f"/county/{OWN}/review").text
    assert office.browser("county").get(f"/county/{OWN}/entry/rectification").status_code == 503
    with pytest.raises(packages.EntryError):
        packages.line("review")


def test_what_a_check_found_is_counted_gravest_first(tmp_path: Path) -> None:
    rows = [("warn", "E042", 5), ("block", "E001", 3), ("warn", "E042", 6), ("row", "E046", 7)]
    found = pa.Table.from_pylist(
        [dict.fromkeys(findings.SCHEMA.names, "") | {"severity": s, "rule_id": r, "row_no": n} for s, r, n in rows],
        schema=findings.SCHEMA,
    )
    view = CheckView.of("退回", found, tmp_path)
    assert view.counts == {"block": 1, "row": 1, "warn": 2} and [one[0] for one in view.rules] == [
        "E001",
        "E046",
        "E042",
    ]
    assert len(view.examples) == 4 and view.rules[0][1]
    assert CheckView.of("接收", findings.SCHEMA.empty_table(), None) == CheckView("接收")


def comment(browser: Browser, office: Office, text: str, **facts: str) -> httpx.Response:
    return browser.post(f"/county/{OWN}/comments", {"text": text, "core": core(office)} | facts)


def test_observers_comment_and_the_office_answers_each_as_a_package(office: Office) -> None:
    observer, path = office.browser("observer"), f"/county/{OWN}/comments"
    assert comment(observer, office, f"=1+1 {HOSTILE} 请看户 {OWN}0001").status_code == 303
    shown = observer.get(path).text
    assert "未答复" in shown and "等待接收" in shown and HOSTILE not in shown and "&lt;script&gt;" in shown
    [row] = rows(inbox(office, OWN, "review")[0])
    assert (row["审签意见"], row["签字人"], row["报告校验值"]) == ("意见", "姓名observer", core(office))
    assert row["理由"].startswith("=1+1") and "提意见" in {one["what"] for one in audit.newest(office.home, 9)}
    municipal = office.browser("municipal")
    assert "1 条未答复" in municipal.get(f"/county/{OWN}").text
    answer = f"{path}/{row['审签编号']}/answer"
    assert municipal.post(answer, {"text": " "}).status_code == 422
    assert municipal.post(answer, {"text": "已核实"}).status_code == 303
    assert municipal.post(answer, {"text": "再答"}).status_code == 422
    assert municipal.post(f"{path}/Y1/answer", {"text": "没有这条"}).status_code == 422
    shown = observer.get(path).text
    assert "已核实" in shown and "未答复" not in shown.partition("<h1>")[2].partition("</p>")[2].partition("</p>")[2]
    second = next(one for package in inbox(office, OWN, "review") for one in rows(package) if one["审签意见"] == "答复")
    assert (second["所答复意见"], second["签字人"]) == (row["审签编号"], "姓名municipal")
    assert observer.post(answer, {"text": "x"}).status_code == 403
    assert comment(office.browser("county"), office, "x").status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        "",
        "字" * 501,
        f"他的号码 {ID_NUMBER}",
        "500229 19800101 1234",
        f"电话{PHONE}",
        "电话 138-1234-5678",
        "１３８１２３４５６７８",
    ],
)
def test_comments_that_cannot_be_printed_are_refused_with_the_reason(text: str, office: Office) -> None:
    answer = comment(office.browser("leader"), office, text)
    assert answer.status_code == 422 and any(
        word in answer.text for word in ("写明", "最多 500 字，", "证件号码或电话，")
    )
    assert inbox(office, OWN, "review") == []


def test_a_comment_is_made_on_the_report_that_was_read(office: Office) -> None:
    answer = comment(office.browser("observer"), office, "x", core="0" * 64)
    assert answer.status_code == 422 and "已经更新" in answer.text


def test_the_county_is_told_until_when_its_package_waits_for_the_review(office: Office, clock: Clock) -> None:
    county = office.browser("county")
    assert "正在审签" not in county.get(f"/send/{OWN}").text
    office.browser("evaluator_a").post(f"/county/{OWN}/review", {"action": "审核通过", "core": core(office)})
    assert "最迟至2026-12-27" in county.get(f"/send/{OWN}").text and "正在审签" in upload(county).text
    assert len(inbox(office, OWN, "self_check")) == 1
    day(office, dt.date(2026, 12, 27))
    assert "正在审签" in county.get(f"/send/{OWN}").text
    day(office, dt.date(2026, 12, 28))
    assert "正在审签" not in county.get(f"/send/{OWN}").text


def day(office: Office, today: dt.date) -> None:
    """Has the drill play on another day."""
    stated = office.home / "campaign.yaml"
    facts = yaml.safe_load(stated.read_text(encoding="utf-8")) | {"drill_today": today}
    stated.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")


def test_what_is_entered_in_a_drill_counts_on_the_day_it_plays_on(office: Office, clock: Clock) -> None:
    clock.pass_by(days=40)
    browser = office.browser("municipal")
    browser.post(f"/county/{OWN}/entry/decision", DECISION)
    assert drafts.waiting(office.home, OWN, ("decision",))[0].row["decided_on"] == "2026-12-20"


def test_the_office_takes_away_what_came_of_its_own_packages_and_nobody_else_does(office: Office) -> None:
    opened = season.open_season(office.home)
    store.submit_bytes(opened.home, store.MUNICIPAL, "decision", "决定.xlsx", b"as sent by the office")
    [receipt] = store.receive_all(opened.home, NOW, lambda line: False)
    store.write_check(
        opened.home, receipt, opened.basis, "退回", {"E003": 2}, findings.SCHEMA.empty_table(), ["rule_id"]
    )
    folder = opened.home.results(store.MUNICIPAL) / "feedback"
    folder.mkdir(parents=True)
    (folder / "decision-1.feedback.xlsx").write_bytes(b"marked")
    place = "/county/municipal/feedback/decision/1"
    browser = office.browser("municipal")
    assert f'href="{place}"' in browser.get("/send/municipal").text
    assert browser.get(place).content == b"marked"
    assert browser.get("/county/municipal/feedback/decision/2").status_code == 404
    for role in ("county", "inspector", "evaluator_a", "survey", "leader"):
        assert office.browser(role).get(place).status_code == 403, role
