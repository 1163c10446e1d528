"""整改通知书: to whom, with which rows, numbered, dated, and the form to answer on."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from python_calamine import load_workbook

from acceptance import contracts, sheets
from acceptance.documents import names, notice, reply
from acceptance.documents.late_leads import LateLead, late_leads
from acceptance.documents.notice import Owed
from acceptance.documents.office import Office, Signed
from acceptance.documents.open_issues import open_issues
from acceptance.reporting import words
from acceptance.reporting.words import unmasked
from tests.acceptance.documents.worlds import COUNTY, DAY, FOUND, VILLAGES, judged_county

OFFICE = Office("市扶贫开发办公室", "市扶贫开发领导小组", "某市", 2026)
TO = notice.Addressee.county(COUNTY, "城口县")


@pytest.fixture(scope="module")
def issues():
    con = judged_county()
    names.name_everything(con)
    yield open_issues(con, DAY)
    con.close()


def context(issues, to=TO, signed=None, leads=()):
    return notice.notice_context(OFFICE, to, Owed(issues, leads), DAY, 15, signed, "整改回复.xlsx")


def test_open_issues_come_gravest_first_with_place_and_date(issues):
    assert [row.severity for row in issues] == ["row", "judge", "judge", "warn", "warn"]
    first = issues[0]
    assert (first.object, first.village, first.township) == ("户h2", "东方红村", "葛城街道")
    assert first.found_at == "户表第5行“人数”" and first.places == 1
    assert first.due == DAY - dt.timedelta(days=5) and first.days_late == 5 and first.overdue


def test_an_issue_is_overdue_the_day_after_its_date():
    con = judged_county(received_on=DAY - dt.timedelta(days=15))
    names.name_everything(con)
    assert not any(row.overdue for row in open_issues(con, DAY))
    assert all(row.overdue for row in open_issues(con, DAY + dt.timedelta(days=1)))


def test_closed_issues_are_not_listed():
    con = judged_county()
    names.name_everything(con)
    con.execute("UPDATE issue SET state = '销号' WHERE rule_id = 'E028'")
    con.execute("UPDATE issue SET state = '豁免' WHERE rule_id = 'E020'")
    assert {row.rule_id for row in open_issues(con, DAY)} == {"E081", "E042", "E001"}


def test_what_is_wrong_with_an_evaluators_data_is_not_put_to_the_county():
    theirs = FOUND[0] | {"rule_id": "E109", "table_name": "evaluation_household", "severity": "warn"}
    con = judged_county(found=[*FOUND, theirs])
    names.name_everything(con)
    assert "E109" not in {row.rule_id for row in open_issues(con, DAY)}


def test_each_township_gets_its_own_rows_only_and_the_county_all(issues):
    sent = {to.code: {row.object for row in own.issues} for to, own in notice.addressees(TO, Owed(issues))}
    assert list(sent) == [COUNTY, "500229100", "500229101"]
    assert len(sent[COUNTY]) == len(FOUND)
    assert sent["500229100"] == {"户h1", "户h2", "棉沙村"} and sent["500229101"] == {"户h3"}
    bodies = [to.body for to, _ in notice.addressees(TO, Owed(issues))]
    assert bodies == ["城口县扶贫开发领导小组", "葛城街道办事处", "巴山镇人民政府"]


def test_a_county_without_issues_gets_a_letter_that_says_so():
    assert notice.addressees(TO, Owed()) == [(TO, Owed())]
    made = context([])
    assert "没有未销号问题" in made["paragraphs"][0]
    assert made["parts"] == [] and made["enclosures"] == []


def test_an_unsigned_notice_is_a_draft_with_its_serial_and_a_signed_one_bears_number_and_date(issues):
    draft = context(issues)
    assert draft["watermark"] == "草稿" and draft["meta"]["number"] == f"文号待编（{notice.serial(TO, Owed(issues))}）"
    letter = context(issues, signed=Signed("渝扶整〔2026〕7号", dt.date(2026, 12, 3), ("甲", "乙")))
    assert letter["watermark"] == "" and letter["meta"]["number"] == "渝扶整〔2026〕7号"
    assert letter["head"]["date"] == "2026年12月3日"
    assert "2026年12月18日前完成" in letter["paragraphs"][1]


def test_a_signed_letter_with_a_last_day_states_it_for_all_issues_and_without_one_points_to_the_list(issues):
    def term(until, rows=issues):
        signed = Signed("渝扶整〔2026〕7号", dt.date(2026, 12, 3), ("甲", "乙"), until)
        return context(rows, signed=signed)["paragraphs"]

    stated = term(dt.date(2026, 12, 20))[1]
    assert stated == "一、期限。所列问题均于2026年12月20日前完成。"
    assert term(None)[1] == "一、期限。各问题的期限见清单；已逾期的，最迟于2026年12月18日前完成。"
    later = dt.date(2026, 12, 31)
    in_time = [replace(row, due=later, first_due=later, days_late=0) for row in issues]
    assert term(None, in_time)[1] == "一、期限。各问题的期限见清单，请按期完成。"
    assert "2026年12月20日" not in "".join(term(dt.date(2026, 12, 20), []))


def test_the_serial_names_the_list_and_a_signed_letter_is_printed_alike_on_any_later_day(issues):
    assert notice.serial(TO, Owed(issues)) == notice.serial(TO, Owed([replace(row, days_late=99) for row in issues]))
    assert notice.serial(TO, Owed(issues)) != notice.serial(TO, Owed(issues[1:]))
    assert notice.serial(TO, Owed(issues)) != notice.serial(TO, Owed([replace(issues[0], state="整改中"), *issues[1:]]))
    made = Signed("渝扶整〔2026〕7号", DAY, ("甲", "乙"))
    later = [replace(row, days_late=row.days_late + 9) for row in issues]
    one, other = (
        notice.notice_context(OFFICE, TO, Owed(rows), day, 15, made, "a.xlsx")
        for rows, day in ((issues, DAY), (later, DAY + dt.timedelta(days=9)))
    )
    assert one == other


def test_what_does_not_fit_in_a_letter_is_in_the_workbook(issues, tmp_path):
    many = issues * 20
    listed = context(many)["parts"][0]["blocks"]
    assert len(listed[2]["rows"]) == notice.LISTED and "其余60件见“整改回复.xlsx”" in listed[3]["text"]
    book = load_workbook(str(reply.write_reply(many, COUNTY, "城口县", DAY, tmp_path / "a.xlsx")))
    assert book.sheet_names == ["填表说明", "整改回复"]
    form = book.get_sheet_by_name("整改回复").to_python()
    assert [row[form[0].index("问题编号")] for row in form[1:]] == [row.issue_id for row in many]


def test_the_form_is_a_package_of_its_line(issues, tmp_path):
    path, line = (
        reply.write_reply(issues, COUNTY, "城口县", DAY, tmp_path / "a.xlsx"),
        contracts.lines()["rectification"],
    )
    package = sheets.read_package(path, line, contracts.tables())
    assert package.problems == () and package.tables["rectification"].rows == len(issues)


def test_the_form_is_filled_with_the_ids_while_they_fit_on_a_page(issues):
    form = context(issues)["parts"][1]["blocks"][1]
    assert [row[0]["text"] for row in form["rows"]] == [row.issue_id for row in issues]


def test_reply_workbook_has_the_same_bytes(issues, tmp_path):
    one, other = (
        reply.write_reply(issues, COUNTY, "城口县", DAY, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx")
    )
    assert one == other


LATE = LateLead(
    "a" * 16, "h2", "机动车登记", "机动车", "姓名近似", DAY - dt.timedelta(days=4), 4,
    "东方红村", "葛城街道", "500229100",
)  # fmt: skip


def test_overdue_leads_are_those_nobody_answered_by_their_date():
    due = {"a": DAY - dt.timedelta(days=4), "b": DAY, "c": DAY - dt.timedelta(days=9), "d": DAY - dt.timedelta(days=1)}
    status = dict.fromkeys(due, "待核查") | {"c": "属实"}
    con = judged_county(
        lead=[
            {"lead_id": x * 16, "household_id": "h2" if x == "a" else "h3", "registry": "vehicle", "status": status[x],
             "kind": "姓名近似" if x == "a" else "命中", "indicator": "机动车"}
            for x in due
        ]
    )  # fmt: skip
    con.execute("ALTER TABLE lead ADD COLUMN due DATE")
    for x, day in due.items():
        con.execute("UPDATE lead SET due = $1 WHERE lead_id = $2", [day, x * 16])
    names.name_everything(con)
    first, second = late_leads(con, DAY)
    assert first == LATE
    assert (second.lead_id, second.days_late, second.township) == ("d" * 16, 1, "巴山镇")
    assert [one.lead_id[0] for one in late_leads(con, DAY + dt.timedelta(days=1))] == ["a", "d", "b"]


def test_overdue_leads_stand_in_the_letter_with_a_last_day_and_a_list(issues):
    made = context(issues, leads=[LATE] * 45)
    assert "其中逾期5件。另有比对线索45条逾期未认定（附件3）。" in made["paragraphs"][0]
    assert made["paragraphs"][-1].startswith("四、线索。逾期未认定的线索45条，最迟于2026年12月16日前")
    assert made["enclosures"] == ["1．问题清单　2．整改回复表　3．逾期线索清单"]
    listed, remark = made["parts"][-1]["blocks"]
    assert len(listed["rows"]) == notice.LISTED and "本表列40条，共45条" in remark["text"]
    assert [cell["text"] for cell in listed["rows"][0]] == [
        "1", "a" * 16, "葛城街道东方红村 h2", "机动车登记（姓名近似）", words.short_day(LATE.due), "逾期4天",
    ]  # fmt: skip
    assert "线索" not in json.dumps(context(issues), ensure_ascii=False)


def test_a_township_with_nothing_but_overdue_leads_gets_a_letter_and_no_form(issues):
    sent = {to.code: own for to, own in notice.addressees(TO, Owed([], [LATE]))}
    assert list(sent) == [COUNTY, "500229100"] and sent["500229100"] == Owed([], [LATE])
    made = context([], leads=[LATE])
    assert "没有未销号问题，尚有比对线索1条逾期未认定" in made["paragraphs"][0]
    assert [part["title"] for part in made["parts"]] == ["附件1　逾期线索清单"]
    assert made["enclosures"] == ["1．逾期线索清单"]


def test_a_signed_letter_with_leads_is_the_same_on_any_later_day_and_another_once_one_is_answered(issues):
    owed = Owed(issues, [LATE])
    assert notice.serial(TO, owed) == notice.serial(TO, Owed(issues, [replace(LATE, days_late=99)]))
    assert notice.serial(TO, owed) != notice.serial(TO, Owed(issues))
    signed = Signed("渝扶整〔2026〕7号", DAY + dt.timedelta(days=2), ("甲", "乙"))
    made = context(issues, signed=signed, leads=[LATE])
    assert made["parts"][-1]["blocks"][0]["rows"][0][-1]["text"] == "逾期6天"
    assert "最迟于2026年12月18日前" in made["paragraphs"][-1]


def test_numbers_wide_spaces_and_self_made_characters_of_senders_are_not_printed():
    found = FOUND[0] | {
        "message": "“万\ue001”的证件号码11010519491231002X　与13812345678重复",
        "object_id": "h9",
        "village_code": VILLAGES[0],
    }
    con = judged_county(found=[found])
    names.name_everything(con)
    made = json.dumps(context(open_issues(con, DAY)), ensure_ascii=False)
    assert unmasked(made) == [] and "“万□”的证件号码110105…2X 与138123…78重复" in made
