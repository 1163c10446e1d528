"""通报: compared per 1,000 households, ageing, the week's number, fair to small counties."""

import datetime as dt

import pytest

from acceptance.documents import bulletin, names
from acceptance.documents.county_issues import AGES, CountyIssues, count_issues
from acceptance.documents.office import Office
from acceptance.documents.published import Published
from tests.acceptance.documents.worlds import COUNTY, DAY, RESULT, judged_county

OFFICE = Office("市扶贫开发办公室", "市扶贫开发领导小组", "某市", 2026)


def county(code, households, open_, overdue):
    ages = {label: (0, 0) for _, label in AGES} | {"16至30天": (open_, overdue)}
    return CountyIssues(
        code, f"县{code}", households, open_, overdue, ages=ages, rules={"E028": open_} if open_ else {}
    )


def test_counts_leave_out_hints_and_closed_issues_and_age_from_the_first_sight():
    con = judged_county(received_on=DAY - dt.timedelta(days=16))
    names.name_everything(con)
    con.execute("UPDATE issue SET state = '销号' WHERE rule_id = 'E020'")
    one = count_issues(Published(COUNTY, RESULT, con), "城口县", DAY)
    assert (one.households, one.open, one.overdue, one.hints, one.closed) == (4, 2, 2, 2, 1)
    assert one.oldest == 16 and one.ages["16至30天"] == (2, 2) and one.fresh == 0
    assert one.rules == {"E028": 1, "E081": 1}
    assert one.per_thousand(one.open) == 500


@pytest.mark.parametrize(
    ("days_ago", "label"), [(0, "7天以内"), (7, "7天以内"), (8, "8至15天"), (15, "8至15天"), (31, "30天以上")]
)
def test_classes_of_age_end_with_their_last_day(days_ago, label):
    con = judged_county(received_on=DAY - dt.timedelta(days=days_ago))
    one = count_issues(Published(COUNTY, RESULT, con), "城口县", DAY)
    assert one.ages[label][0] == one.open == 3
    assert one.fresh == (3 if days_ago < 7 else 0)


def test_the_league_compares_rates_and_not_raw_counts():
    large, small, empty = county("1", 30000, 300, 90), county("2", 1000, 50, 10), county("3", 0, 0, 0)
    assert [one.code for one in bulletin.league([empty, large, small])] == ["2", "1", "3"]
    rows = bulletin.league_rows([large, small, empty])
    assert rows[0][6:8] == [50.0, 10.0] and rows[1][6:8] == [10.0, 3.0] and rows[2][6:9] == [None, None, ""]


def test_a_small_county_is_not_called_worse_for_one_issue():
    assert bulletin.against_average(1, 0.2) == "相当"
    assert bulletin.against_average(40, 20.0) == "高于"
    assert bulletin.against_average(0, 2.0) == "相当"
    assert bulletin.against_average(0, 20.0) == "低于"


def test_bulletins_are_numbered_by_week_of_the_season():
    opens = dt.date(2026, 12, 1)  # a Tuesday
    assert [bulletin.issue_number(opens, dt.date(2026, 12, day)) for day in (1, 6, 7, 14)] == [1, 1, 2, 3]
    assert bulletin.week_of(dt.date(2026, 12, 7)) == "2026-W50" and bulletin.week_of(dt.date(2027, 1, 1)) == "2026-W53"


def test_totals_in_words_and_who_has_not_reported():
    made = bulletin.bulletin_context(OFFICE, [county("1", 1000, 20, 5), county("2", 1000, 0, 0)], ["县3"], DAY, 1)
    assert "未销号问题20件，平均每千户10.0件，其中逾期5件" in made["paragraphs"][0]
    assert "县3" in made["paragraphs"][0] and "没有未销号问题的是县2" in made["paragraphs"][1]
    assert made["parts"][1]["blocks"][0]["kind"] == "figure"


def test_a_county_whose_package_was_refused_is_not_praised_for_having_no_issues():
    made = bulletin.bulletin_context(OFFICE, [county("1", 10, 0, 0), county("2", 0, 0, 0)], ["县3"], DAY, 1)
    assert (
        "已有1个区县的数据被接收" in made["paragraphs"][0]
        and "另有2个区县（县2、县3）尚未报送" in made["paragraphs"][0]
    )
    assert "没有未销号问题的是县1。" in made["paragraphs"][1]


def test_no_issue_anywhere_and_no_county_at_all():
    made = bulletin.bulletin_context(OFFICE, [county("1", 10, 0, 0)], [], DAY, 1)
    assert all(made["parts"][n]["blocks"][0]["text"] == "全市没有未销号问题。" for n in (1, 2))
    assert bulletin.bulletin_context(OFFICE, [], ["县1"], DAY, 1)["parts"][0]["blocks"][0]["kind"] == "absent"
