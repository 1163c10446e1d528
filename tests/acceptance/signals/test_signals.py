"""复核信号: a plain county raises none, a planted pattern raises its own at its own place, the words accuse nobody."""

import datetime as dt
from pathlib import Path

import pytest

from acceptance import campaign as campaigns
from acceptance import overviews, policies, signals
from acceptance.campaign_facts import Fact
from acceptance.verdicts import Setting, judge_households, prepare
from tests.support import COUNTY, DAY, VILLAGE, evidence

SETTING = Setting(COUNTY, DAY, 2026, 3100, 0.03, 6, True)
YEAR = campaigns.parse(campaigns.default_text(2026), "2026")
VILLAGES = [f"{COUNTY}10{town}20{n}" for town in (0, 1) for n in (1, 2)]
PEOPLE = ["赵一", "钱二", "孙三", "李四"]
GRADES = ["满意", "比较满意", "一般"]


def measured(tables, campaign=YEAR):
    """Rows of the table `signal` by (signal, level, place or code)."""
    with evidence(**tables) as con:
        prepare(con, SETTING, feeds=[], holds=[])
        judge_households(con)
        overviews.make(con, YEAR, policies.stated())
        signals.measure(con, campaign)
        return con.sql("SELECT * FROM signal").to_arrow_table().to_pylist()


def beyond(tables, campaign=YEAR):
    """(signal, place) of everything beyond its reference."""
    return {(row["signal"], row["code"] or row["place"]) for row in measured(tables, campaign) if row["beyond"]}


def moment(day, minute):
    return dt.datetime(2026, 12, day, 8) + dt.timedelta(minutes=minute)


def county():
    """48 candidates in four villages of two townships: answers, times and incomes all differ as they do in life."""
    homes, money, steps, visits, calls, asked = [], [], [], [], [], []
    for n in range(96):
        village, home, who = VILLAGES[n // 24], f"h{n:02}", PEOPLE[n % 4]
        turn = n % 24
        base = {"household_id": home, "village_code": village}
        homes.append(base)
        wage = 9000 + 137 * n
        money.append(base | {"net_pc": f"{wage / 3:.2f}", "wage": wage, "business": 500 + n, "net_total": wage})
        del money[-1]["village_code"]
        clock = dt.time(8 + turn // 3, 20 * (turn % 3))
        vote = {"present_n": 30, "agree_n": 30 - n % 3}
        check = {"time_start": clock, "actor1": f"核{n // 24}甲", "actor2": f"核{n // 24}乙"}
        for seq, (step, more) in enumerate((("村评议", vote), ("核实", check), ("签字", {"time_start": clock}))):
            steps.append(base | {"step": step, "seq": seq, "procedure_id": f"{home}-{seq}", "level": "村"} | more)
        start = moment(1 + n // 16, 30 * (n % 16))
        visits.append(
            base
            | {"visit_id": f"m{n}", "visit_start": start, "visit_end": start + dt.timedelta(minutes=20 + n % 7)}
            | {"inspector1": who, "photo_hashes": f"p{n}", "lon": f"108.{n:05}", "lat": "31.5", "verdict": "达标"}
        )
        asked.append(
            base
            | {"questionnaire_id": f"q{n}", "interviewer": who, "visit_start": start, "overall": "认可"}
            | {"visit_end": start + dt.timedelta(minutes=20 + n % 9)}
            | {f"q{k}": ["认可", "基本认可"][(n // 4 + n // (4 * k + 4)) % 2] for k in range(1, 5)}
        )
        grades = {
            f"q_{q}": GRADES[(n // 4 + n // 8 * k) % 3] for k, q in enumerate(("overall", "policy", "help", "village"))
        }
        recall = dict.fromkeys(("knows_review", "saw_notice", "signed", "trained"), "是")
        call = {"respondent_hash": f"r{n}", "village_code": village, "interviewer": who, "duration_s": 200 + n}
        calls.append(call | {"disposition": "完成", "group": "脱贫户", "household_id": None} | grades | recall)
    return {
        "village": [{"village_code": v, "township_code": v[:9]} for v in VILLAGES],
        "household": homes,
        "income": money,
        "procedure": steps,
        "municipal_household": visits,
        "evaluation_household": asked,
        "opinion_response": calls,
    }


def changed(tables, table, where, **values):
    """The county with one table's rows changed where the condition holds; a callable value is called with the row."""
    rows = [
        row | {k: v(row) if callable(v) else v for k, v in values.items()} if where(row) else row
        for row in tables[table]
    ]
    return tables | {table: rows}


def of(person):
    return lambda row: row.get("interviewer", row.get("inspector1")) == person


def in_village(number):
    return lambda row: row["village_code"] == VILLAGES[number]


def test_a_plain_county_raises_nothing():
    rows = measured(county())
    assert not [row for row in rows if row["beyond"]]
    assert {row["signal"] for row in rows} == set(signals.load())


SAME = {"q_overall": "满意", "q_policy": "比较满意", "q_help": "一般", "q_village": "满意"}
STRAIGHT = dict.fromkeys(("q1", "q2", "q3", "q4", "overall"), "认可")
AT_ONCE = {"visit_start": moment(9, 0), "visit_end": moment(9, 21)}
PLANTED = [
    ("identical_answers", "opinion_response", of("钱二"), SAME, "钱某（第4号）"),
    ("straight_lining", "evaluation_household", of("钱二"), STRAIGHT, "钱某（第4号）"),
    ("short_interviews", "opinion_response", of("孙三"), {"duration_s": 65}, "孙某（第1号）"),
    ("overlapping_visits", "municipal_household", of("李四"), AT_ONCE, "李某（第2号）"),
    ("same_place", "municipal_household", of("李四"), {"lon": "108.7", "lat": "31.7"}, "李某（第2号）"),
    ("reused_photos", "municipal_household", of("赵一"), {"photo_hashes": "p0, p00"}, "赵某（第3号）"),
    ("unanimous_votes", "procedure", in_village(2), {"agree_n": 30}, VILLAGES[2]),
    ("identical_times", "procedure", in_village(1), {"time_start": dt.time(9)}, VILLAGES[1]),
    ("identical_incomes", "income", lambda r: r["household_id"] < "h24", {"wage": 9000, "business": 6}, VILLAGES[0]),
    ("recall_gap", "opinion_response", in_village(3), {"saw_notice": "否", "signed": "否"}, VILLAGES[3]),
]


def test_planted_patterns_raise_their_own_signals_at_their_own_places():
    tables = county()
    for _, table, where, values, _ in PLANTED:
        tables = changed(tables, table, where, **values)
    found = beyond(tables)
    # whoever answers for others answers unlike the others: these two are the same thing seen twice
    seen_twice = {one for one in found if one[0] == "interviewer_effect"} | {("identical_answers", "钱某（第4号）")}
    assert found - seen_twice == {(name, place) for name, *_, place in PLANTED} - seen_twice
    assert ("identical_answers", "钱某（第4号）") in found


def test_round_incomes_of_one_village():
    tables = changed(
        county(), "income", lambda r: r["household_id"] < "h24", net_pc=lambda r: 3200 + int(r["wage"]) % 7 * 100
    )
    found = beyond(tables)
    assert ("round_incomes", VILLAGES[0]) in found and {name for name, _ in found} == {"round_incomes"}


def test_incomes_heaped_just_above_the_line():
    heaped = changed(
        county(), "income", lambda r: r["household_id"] < "h40", net_pc=lambda r: 3101 + int(r["wage"]) % 97
    )
    assert {name for name, _ in beyond(heaped)} == {"heaping"}
    even = changed(
        county(), "income", lambda r: r["household_id"] < "h40", net_pc=lambda r: 3101.5 + int(r["wage"]) % 300
    )
    rows = [row for row in measured(even) if row["signal"] == "heaping"]
    assert rows and not any(row["beyond"] for row in rows)


def test_a_share_that_accident_explains_is_not_listed():
    """14 of 20 lie in the lower half: more than 65%, yet one in seventeen even spreads does so."""
    spread = changed(
        county(),
        "income",
        lambda r: True,
        net_pc=lambda r: 9000 if r["household_id"] >= "h20" else 3150 if r["household_id"] < "h14" else 3350,
    )
    [row] = [row for row in measured(spread) if row["signal"] == "heaping" and row["level"] == "区县"]
    assert (row["n"], row["hits"], row["figure"], row["beyond"]) == (20, 14, 0.7, False)
    assert row["chance"] == pytest.approx(0.0577, abs=5e-5)


def test_the_line_itself_is_not_above_the_line():
    tables = changed(county(), "income", lambda r: True, net_pc=3100)
    assert not [row for row in measured(tables) if row["signal"] == "heaping"]


def test_more_households_a_day_than_fit_into_one():
    crowded = changed(county(), "procedure", lambda r: r["step"] == "核实", actor1="核甲", actor2=None)
    found = [row for row in measured(crowded) if row["signal"] == "visits_per_day"]
    assert [(row["place"], row["figure"], row["beyond"]) for row in found] == [("核某（第1号）", 96.0, True)]


def test_overturned_self_checks_of_one_checker():
    tables = changed(
        county(), "municipal_household", lambda r: r["household_id"] < "h12", verdict="不达标", c1="不通过"
    )
    rows = measured(tables)
    at = {(row["level"], row["code"] or row["place"]) for row in rows if row["beyond"] and row["signal"] == "overturn"}
    assert at == {("区县", COUNTY), ("乡镇", VILLAGES[0][:9]), ("人员", "核某（第1号）"), ("人员", "核某（第2号）")}
    [found] = [r for r in rows if r["signal"] == "overturn" and r["code"] == VILLAGES[0][:9]]
    assert (found["n"], found["hits"], found["figure"]) == (48, 12, 0.25)


def test_answers_that_depend_on_who_asks():
    tables = changed(
        county(), "opinion_response", lambda r: True, q_help=lambda r: GRADES[PEOPLE.index(r["interviewer"]) % 3]
    )
    found = {place for name, place in beyond(tables) if name == "interviewer_effect"}
    assert found == {"帮扶工作满意度"}


@pytest.fixture(scope="module")
def macros():
    with evidence() as con:
        prepare(con, SETTING, feeds=[], holds=[])
        judge_households(con)
        overviews.make(con, YEAR, policies.stated())
        signals.measure(con, YEAR)
        yield con


@pytest.mark.parametrize(
    ("counts", "ac1", "kappa"),
    [
        ((118, 5, 2, 0), 0.9408, -0.0234),
        ((9, 1, 0, 0), (0.9 - 0.095) / (1 - 0.095), None),
        ((40, 10, 10, 40), 0.6, 0.6),
        ((9, 0, 0, 0), 1, None),
    ],
)
def test_agreement_of_two_raters(macros, counts, ac1, kappa):
    """Gwet (2002): 118 yes-yes, 5 yes-no, 2 no-yes; high agreement that κ calls worse than chance."""
    found = macros.execute("SELECT ac1(?, ?, ?, ?), kappa(?, ?, ?, ?)", [*counts, *counts]).fetchall()[0]
    assert found[0] == pytest.approx(ac1, abs=5e-5)
    assert found[1] == (None if kappa is None else pytest.approx(kappa, abs=5e-5))


def test_low_agreement_of_a_whole_county_needs_no_others_to_compare_with():
    tables = changed(
        county(), "municipal_household", lambda r: int(r["household_id"][1:]) % 2 == 0, c2="不通过", c3="不通过"
    )
    tables = changed(tables, "municipal_household", lambda r: True, c4="不通过", c6="不通过")
    [row] = [row for row in measured(tables) if row["signal"] == "agreement" and row["level"] == "区县"]
    assert row["beyond"] and row["chance"] is None and row["figure"] < 0.8


def test_agreement_by_township_and_by_checker_has_both_coefficients():
    tables = changed(
        county(), "municipal_household", lambda r: r["household_id"] < "h24", c2="不通过", c3="不通过", c6="不通过"
    )
    rows = {row["code"] or row["place"]: row for row in measured(tables) if row["signal"] == "agreement"}
    levels = {level: [row for row in rows.values() if row["level"] == level] for level in ("区县", "乡镇", "人员")}
    assert all(levels.values())
    disputed = rows[VILLAGES[0][:9]]
    assert disputed["beyond"] and disputed["figure"] < 0.8
    assert abs(disputed["beside"]) < 0.05  # where nearly all is claimed to pass, κ sees no more than accident
    others = [row for row in levels["乡镇"] if row is not disputed]
    assert others and not any(row["beyond"] for row in others)
    assert all(row["figure"] > 0.8 for row in others)
    assert any(row["beyond"] for row in levels["人员"])


def test_the_office_sets_another_reference_value():
    stated = {"unanimous_votes": Fact(value=0.3, document="市扶贫办通知", confirmed=True)}
    rows = measured(county(), YEAR.model_copy(update={"signals": stated}))
    assert {row["code"] for row in rows if row["beyond"]} == set(VILLAGES)
    assert all(row["confirmed"] == (row["signal"] == "unanimous_votes") for row in rows)


def test_few_cases_are_not_judged():
    tables = changed(county(), "opinion_response", lambda r: int(r["respondent_hash"][1:]) > 35, disposition="拒访")
    tables = changed(tables, "opinion_response", of("孙三"), duration_s=65)
    rows = [r for r in measured(tables) if r["signal"] == "short_interviews" and r["line"] == "opinion"]
    assert [r["enough"] for r in rows] == [False] * 4 and not any(r["beyond"] for r in rows)


def test_an_unknown_signal_in_the_configuration_is_refused():
    stated = "signals: {unanimous: {value: 0.3, document: x, confirmed: true}}"
    with pytest.raises(campaigns.CampaignError, match="没有这样的复核信号：unanimous"):
        campaigns.parse(campaigns.default_text(2026).replace("signals: {}", stated), "2026")


ACCUSING = ("造假", "编造", "作弊", "舞弊", "弄虚", "伪造", "违规", "嫌疑", "可疑", "责任人")


def test_the_words_say_figures_and_accuse_nobody():
    for one in signals.load().values():
        said = one.title + one.shows + one.innocent
        assert not [word for word in ACCUSING if word in said], one.id
        assert one.innocent and one.shows and one.source


def test_people_appear_under_an_alias():
    rows = measured(changed(county(), "opinion_response", of("孙三"), duration_s=65))
    assert not {row["place"] for row in rows} & set(PEOPLE)
    assert VILLAGE not in {row["place"] for row in rows}


def test_the_document_is_what_the_files_state():
    book = (Path(__file__).parents[3] / "docs" / "signals.md").read_text(encoding="utf-8")
    assert book == signals.signals_markdown(), "run make docs"
    assert all(f"（`{name}`）" in book for name in (*signals.load(), *overviews.load()))
