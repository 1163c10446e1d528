"""The two first-match lists for households, over every combination of what they look at."""

import itertools

import pytest

from acceptance import sql
from acceptance.verdicts import inputs, judge_households, register_lists, revisits
from tests.acceptance.verdicts.conftest import VALID_ID, changed, household_verdicts, judged, many

OUTCOMES = ("通过", "通过(仅自查)", "不通过", "争议", "缺证据")
SEEN = ((False, False), (True, False), (True, True))
"""Nobody on site saw c1 fail; somebody did, but not firmly (S or D differ); firmly (ruling or unanimous)."""
STANDINGS = ("拟退出", "自查不达标", "未脱贫", "已脱贫", "不明")
C9 = ("通过", "待核查", "不通过", "缺证据")
VOTES = (True, False, None)
# c1 and c2 stand for c1..c7, which the lists never tell apart: two of them give every set of outcomes that matters.
CASES = [
    case
    for case in itertools.product(STANDINGS, OUTCOMES, OUTCOMES, OUTCOMES, SEEN, C9, VOTES, (False, True), (0, 1))
    if not (case[4][1] and case[1] != "不通过")
]


def slow_oracle(standing, c1, c2, c8, seen, c9, against, aside, unmatched) -> str:
    """RULEBOOK D.4 "Household" and "Other registered households", read aloud."""
    c1_c7, everything = {c1, c2}, {c1, c2, c8}
    if standing == "拟退出":
        if c9 == "不通过":
            return "待核" if seen[0] else "剔除"
        if "不通过" in c1_c7:
            return "不予退出"
        if against is True:
            return "不予退出(评议未通过)"
        if aside or unmatched or c9 in ("待核查", "缺证据") or everything & {"争议", "缺证据"} or against is None:
            return "待核"
        return "暂缓退出(补程序)" if c8 == "不通过" else "同意退出"
    if c9 == "不通过":
        return "剔除"
    if standing in ("未脱贫", "自查不达标"):
        return "维持未脱贫"
    if seen[1]:
        return "返贫"
    if aside or c9 != "通过" or "争议" in everything or standing == "不明":
        return "待核(往年)"
    return "保持脱贫"


@pytest.fixture(scope="module")
def world():
    """Every combination as a household of its own, named by its number, one person in each."""
    con = judged()
    con.execute(
        "CREATE TABLE drawn (n INTEGER, standing VARCHAR, c1 VARCHAR, c2 VARCHAR, c8 VARCHAR, seen BOOLEAN, "
        "firm BOOLEAN, c9 VARCHAR, against BOOLEAN, aside BOOLEAN, unmatched INTEGER)"
    )
    con.register("cases", _arrow())
    con.execute("INSERT INTO drawn SELECT * FROM cases")
    con.execute("""
        CREATE OR REPLACE TABLE household_fact AS
        SELECT n::VARCHAR AS household_id, 'v' AS village_code, 1 AS persons, standing, c9, '机动车' AS confirmed_for,
               1 AS open_leads, aside AS set_aside, unmatched, '村评议' AS vote_step, 30 AS present_n, 15 AS agree_n,
               against AS voted_against FROM drawn;
        CREATE OR REPLACE TABLE criterion AS
        SELECT n::VARCHAR AS household_id, criterion, outcome, false AS by_ruling,
               seen AND criterion = 'c1' AS seen_failing,
               firm AND criterion = 'c1' AS firmly_failing, seen, false AS department, criterion || outcome AS words
        FROM (UNPIVOT drawn ON c1, c2, c8 INTO NAME criterion VALUE outcome)""")
    con.execute(sql.load(inputs.PACKAGE, "household"))
    return con


@pytest.fixture(scope="module")
def found(world) -> list[tuple]:
    return world.execute(
        "SELECT household_id::INTEGER, outcome, reasons, c9 FROM household_verdict ORDER BY 1"
    ).fetchall()


def _arrow():
    import pyarrow as pa

    flat = [(n, c[0], c[1], c[2], c[3], *c[4], *c[5:]) for n, c in enumerate(CASES)]
    names = ("n", "standing", "c1", "c2", "c8", "seen", "firm", "c9", "against", "aside", "unmatched")
    return pa.table(dict(zip(names, map(list, zip(*flat, strict=True)), strict=True)))


def test_every_combination_has_exactly_one_outcome_and_it_is_the_rulebooks(found: list[tuple]) -> None:
    assert [row[0] for row in found] == list(range(len(CASES)))
    assert [row[1] for row in found] == [slow_oracle(*case) for case in CASES]


def test_nothing_passes_with_a_question_open(found: list[tuple]) -> None:
    for number, outcome, _, c9 in found:
        if outcome == "同意退出":
            _, c1, c2, c8, _, _, against, aside, unmatched = CASES[number]
            assert (
                {c1, c2, c8} <= {"通过", "通过(仅自查)"}
                and c9 == "通过"
                and against is False
                and not aside
                and not unmatched
            )


LISTS = {
    "当年同意退出": {"同意退出"},
    "继续帮扶": {"维持未脱贫", "返贫", "不予退出", "不予退出(评议未通过)", "暂缓退出(补程序)", "待核"},
    "往年已脱贫": {"保持脱贫", "待核(往年)"},
    "剔除": {"剔除"},
}
"""RULEBOOK D.4: four disjoint lists make up the register."""


def test_the_four_lists_are_disjoint_and_together_the_register(found: list[tuple], world) -> None:
    listed = world.execute("SELECT household_id::INTEGER, list FROM register_list ORDER BY 1").fetchall()
    assert [household for household, _ in listed] == list(range(len(CASES)))
    assert all(outcome in LISTS[name] for (_, name), (_, outcome, *_) in zip(listed, found, strict=True))
    assert {name for _, name in listed} == set(LISTS)
    assert {outcome for _, outcome, *_ in found} == set().union(*LISTS.values())
    sizes = {name: sum(1 for _, one in listed if one == name) for name in LISTS}
    assert register_lists(world) == {name: (size, size) for name, size in sizes.items()}  # one person in each


def test_only_households_of_this_year_change_their_status_and_only_by_agreement(found: list[tuple]) -> None:
    agreed = {CASES[number][0] for number, outcome, *_ in found if outcome == "同意退出"}
    assert agreed == {"拟退出"}


def test_persons_surely_poor_and_perhaps_poor_follow_the_outcomes(found: list[tuple], world) -> None:
    """RULEBOOK D.3 F1: what is surely poor counts in both rates, what waits for an answer in the upper one only."""
    waiting = {"待核", "待核(往年)"}
    surely = LISTS["继续帮扶"] - waiting
    lo = sum(outcome in surely for _, outcome, *_ in found)
    hi = lo + sum(outcome in waiting for _, outcome, *_ in found)
    assert world.execute("SELECT lo, hi FROM poor_persons").fetchall() == [(lo, hi)]


def test_every_outcome_says_why(found: list[tuple]) -> None:
    assert all(reasons and all(reasons) for _, _, reasons, _ in found)


FAILS = {"c6": "不通过"}


EVIDENCE = [
    ({}, "同意退出", "最近一次村评议到会30人、同意30人，过半数同意"),
    ({"lead": [{"status": "属实"}]}, "剔除", "比对排除指标经核查属实（机动车）"),
    (
        {"lead": [{"status": "属实"}], "municipal_household": [FAILS]},
        "待核",
        "住房不通过（市级验收不通过、区县自查通过）",
    ),
    ({"lead": [{"status": "待核查"}]}, "待核", "1条比对线索待核查"),
    ({"lead": [{"status": "保留"}, {"status": "撤销"}]}, "同意退出", "证据等级丙"),
    ({"municipal_household": [FAILS]}, "不予退出", "住房不通过（市级验收不通过、区县自查通过）"),
    (
        {"municipal_household": [FAILS], "evaluation_household": [{"c6": "通过"}]},
        "待核",
        "住房各方结论不一致（精准评估通过、市级验收不通过、区县自查通过），须复核",
    ),
    ({"procedure": [{"agree_n": 15}]}, "不予退出(评议未通过)", "最近一次村评议到会30人、同意15人，未过半数"),
    ({"procedure": [{"agree_n": 16}]}, "同意退出", "最近一次村评议到会30人、同意16人，过半数同意"),
    ({"procedure": [{"agree_n": 1}, {"date_from": "2026-09-20"}]}, "同意退出", "证据等级丙"),
    ({"procedure": [{"step": "组评议", "agree_n": 1, "date_from": "2026-10-01"}, {}]}, "同意退出", "证据等级丙"),
    (
        {"procedure": [{"step": "组评议", "agree_n": 1}]},
        "不予退出(评议未通过)",
        "最近一次组评议到会30人、同意1人，未过半数",
    ),
    ({"procedure": [{"step": "公示"}]}, "待核", "无民主评议记录"),
    ({"procedure": [{"present_n": 0, "agree_n": 0}]}, "待核", "最近一次村评议缺到会或同意人数"),
    ({"aside": [{}]}, "待核", "关键信息有误，本户暂存待核"),
    ({"household": [{"clothing_ok": None}]}, "待核", "穿缺证据"),
    (
        {"finding": [{"rule_id": "E081"}]},
        "暂缓退出(补程序)",
        "程序与认可不通过（区县自查不通过：E081）",
    ),
    ({"household": [{"self_verdict": "不达标"}]}, "维持未脱贫", "区县自查不达标，退出本年拟退出名单"),
    ({"household": [{"exit_status": "返贫"}]}, "维持未脱贫", "登记为未脱贫或返贫"),
    (
        {"household": [{"exit_status": "稳定脱贫"}], "municipal_household": [{"c8": "不通过", "c1": "通过"}]},
        "保持脱贫",
        "未发现返贫依据",
    ),
    (
        {"household": [{"exit_status": "已脱贫"}], "municipal_household": [FAILS]},
        "返贫",
        "住房不通过（市级验收不通过、区县自查通过）",
    ),
    ({"household": [{"exit_status": "已脱贫", "water_safe": "否"}]}, "保持脱贫", "未发现返贫依据"),
    (
        {"household": [{"exit_status": "已脱贫", "water_safe": "否"}], "municipal_household": [{"c7": "通过"}]},
        "待核(往年)",
        "饮水各方结论不一致（市级验收通过、区县自查不通过），须复核",
    ),
    ({"household": [{"exit_status": None}]}, "待核(往年)", "脱贫属性无法辨认"),
]


@pytest.fixture(scope="module")
def on_evidence() -> dict[str, tuple[str, list[str]]]:
    return household_verdicts(many([tables for tables, _, _ in EVIDENCE]))


@pytest.mark.parametrize("number", range(len(EVIDENCE)))
def test_the_lists_on_real_evidence(on_evidence, number: int) -> None:
    tables, outcome, reason = EVIDENCE[number]
    found, reasons = on_evidence[f"h{number}"]
    assert found == outcome, tables
    assert reason in reasons


NUMBERS = [
    (VALID_ID, "同意退出"),
    (VALID_ID + "41", "同意退出"),
    ("11010519491231002x", "同意退出"),
    ("500229198001010011", "待核"),
    ("110105491231002", "待核"),
    ("999999194912310025", "待核"),
    ("11010519491331002X", "待核"),
    (None, "待核"),
]


def test_a_member_whose_number_cannot_be_matched_keeps_the_household_open() -> None:
    found = household_verdicts(many([{"person": [{"id_no": VALID_ID}, {"id_no": id_no}]} for id_no, _ in NUMBERS]))
    for number, (id_no, outcome) in enumerate(NUMBERS):
        got, reasons = found[f"h{number}"]
        assert got == outcome, id_no
        assert ("1名成员证件号码无效，无法比对" in reasons) == (outcome == "待核")


def test_before_the_departments_are_matched_no_household_passes() -> None:
    found, reasons = household_verdicts(judged(changed(matched=False)))["h1"]
    assert (found, "部门数据尚未比对完毕" in reasons) == ("待核", True)


def test_evidence_grades_and_the_four_lists() -> None:
    con = judged(
        household=[
            {"household_id": h, "exit_status": s, "members": 2}
            for h, s in (("h1", "预脱贫"), ("h2", "未脱贫"), ("h3", "已脱贫"), ("h4", "未脱贫"), ("h5", "注销"))
        ],
        lead=[{"household_id": "h4", "status": "属实"}],
        municipal_household=[{"c3": "通过"}],
    )
    con.execute("INSERT INTO department_mark VALUES ('h2', 'c6', '通过', '住建部门')")
    judge_households(con)
    assert dict(con.execute("SELECT household_id, evidence_grade FROM household_verdict").fetchall()) == {
        "h1": "甲",
        "h2": "乙",
        "h3": "丙",
        "h4": "丙",
    }
    assert register_lists(con) == {"当年同意退出": (1, 2), "继续帮扶": (1, 2), "往年已脱贫": (1, 2), "剔除": (1, 2)}


@pytest.mark.parametrize(
    ("visit", "rulings", "outcome"),
    [
        ({"verdict": "达标"}, {}, "达标"),
        ({"verdict": "不达标"}, {}, "不达标"),
        ({"verdict": "不达标", "c6": "不通过"}, {"c6": "通过"}, "达标"),
        ({"verdict": "不达标", "c6": "不通过", "c1": "不通过"}, {"c6": "通过"}, "不达标"),
        ({"verdict": "达标"}, {"c1": "不通过"}, "不达标"),
    ],
)
def test_what_a_revisit_found_after_rulings(visit: dict, rulings: dict, outcome: str) -> None:
    decisions = [{"kind": "复核结论", "criterion": c, "value": v} for c, v in rulings.items()]
    rows = revisits(judged(municipal_household=[visit], decision=decisions)).to_pylist()
    assert [(r["household_id"], r["self_verdict"], r["outcome"]) for r in rows] == [("h1", "达标", outcome)]
