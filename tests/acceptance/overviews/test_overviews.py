"""Overviews: what each counts, from small worlds; and that a file that states itself wrongly is refused."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from acceptance import campaign as campaigns
from acceptance import contracts, headed, overviews, policies
from acceptance.campaign_facts import PovertyLine, Standards
from acceptance.checking import earlier
from acceptance.overviews import catalogue
from acceptance.verdicts import Setting, judge_households, prepare
from tests.support import COUNTY, DAY, VILLAGE, evidence

LINE = PovertyLine(amount=3100, document="重庆市工作标准", confirmed=False)
YEAR = campaigns.parse(campaigns.default_text(2026), "2026").model_copy(update={"poverty_line": LINE})
OTHER = "500229100202"


def made(campaign=YEAR, listed=None, records=(), **tables):
    """id -> rows of every overview of a county with these tables."""
    with evidence(**tables) as con:
        prepare(con, Setting(COUNTY, DAY, 2026, 3100, 0.03, 6, True), feeds=[], holds=[])
        judge_households(con)
        con.execute("CREATE TABLE department_record (person_id VARCHAR, registry VARCHAR, states VARCHAR)")
        for record in records:
            con.execute("INSERT INTO department_record VALUES (?, ?, ?)", record)
        overviews.make(con, campaign, listed or policies.stated())
        return {one.id: overviews.rows(con, one) for one in overviews.load().values()}


def home(number, **more):
    return {"household_id": f"h{number}", "village_code": VILLAGE} | more


def test_nothing_gives_empty_tables():
    assert not any(made().values())


def test_observers_by_kind_with_open_opinions():
    people = [
        {"name": "甲", "category": "党代表", "days": 3, "opinion": "路灯不亮", "answer": None},
        {"name": "乙", "category": "党代表", "days": 1.5, "opinion": "无异议", "answer": "已阅"},
        {"name": "丙", "category": "媒体", "days": 1, "opinion": None, "answer": None},
    ]
    found = {row["category"]: row for row in made(observer=people)["observers"]}
    assert list(found) == ["党代表", "人大代表", "政协委员", "专家", "媒体"]
    assert found["党代表"] == {"category": "党代表", "persons": 2, "days": 4.5, "opinions": 2, "answered": 1, "open": 1}
    assert found["媒体"]["opinions"] == 0 and found["专家"]["persons"] == 0


def answers(village, number, **given):
    base = {"village_code": village, "disposition": "完成", "group": "脱贫户", "household_id": None}
    recall = dict.fromkeys(("knows_review", "saw_notice", "signed", "trained"), "是")
    return [base | recall | given | {"respondent_hash": f"{village}{number}{n}"} for n in range(number)]


def test_what_the_procedure_claims_beside_what_villagers_remember():
    found = made(
        village=[{"village_code": VILLAGE}, {"village_code": OTHER}],
        household=[home(1), home(2), home(3, village_code=OTHER)],
        procedure=[
            home(n, step=step, procedure_id=f"{n}{step}", object_type="户")
            for n in (1, 2)
            for step in ("村评议", "公示")
        ]
        + [home(1, step="签字", procedure_id="s1", object_type="户")]
        + [
            {
                "object_type": "村",
                "household_id": None,
                "step": "宣传培训",
                "procedure_id": "t",
                "village_code": VILLAGE,
            }
        ],
        opinion_response=[
            *answers(VILLAGE, 3),
            *answers(VILLAGE, 1, saw_notice="否", signed="否", household_id="h1"),
            *answers(OTHER, 2, knows_review="否", group="一般农户"),
            *answers(OTHER, 4, disposition="拒访", knows_review="否"),
        ],
    )
    recall = {row["item"]: row for row in found["recall"]}
    assert recall["民主评议"] == {
        "item": "民主评议",
        "households": 3,
        "claimed": 2,
        "claimed_share": pytest.approx(2 / 3),
        "asked": 6,
        "remembered": 4,
        "remembered_share": pytest.approx(2 / 3),
        "gap": 0,
    }
    assert (recall["签字确认"]["asked"], recall["签字确认"]["remembered"], recall["签字确认"]["claimed"]) == (4, 3, 1)
    assert (recall["宣传培训"]["claimed"], recall["公示"]["remembered"]) == (2, 5)
    first, second = found["recall_village"]
    assert (first["village_code"], first["households"], first["signed_denied"]) == (VILLAGE, 2, 1)
    assert (second["review_claimed"], second["review_remembered"], second["signed_denied"]) == (0, 0, 0)


def test_a_step_that_is_recorded_nowhere_claims_nothing():
    found = made(village=[{}], household=[home(1)], opinion_response=answers(VILLAGE, 3))["recall"]
    assert {(row["claimed"], row["claimed_share"], row["gap"]) for row in found} == {(None, None, None)}


def income(number, phase, pc, **parts):
    """A reading of a household of two; what is not named is wages."""
    stated = {"wage": 0, "business": 0, "business_cost": 0, "property": 0, "transfer": 0, "one_off": 0} | parts
    stated |= {"net_total": 2 * pc, "net_pc": pc}
    stated["wage"] = 2 * pc - stated["property"] - stated["transfer"]
    return {"household_id": f"h{number}", "phase": phase} | stated


def test_incomes_before_and_after_without_what_does_not_last():
    found = made(
        village=[{}],
        household=[home(n, members=2) for n in range(1, 5)] + [home(5, members=2, exit_status="已脱贫")],
        income=[income(n, "脱贫前", 2000, transfer=1000) for n in range(1, 5)]
        + [
            income(1, "脱贫后", 4000, transfer=1800),
            income(2, "脱贫后", 3440, one_off=700, property=680),  # without either: the line itself, and below
            income(3, "脱贫后", 6200, transfer=400, one_off=400),
            income(4, "脱贫后", 3100),
            income(5, "脱贫后", 3200, property=300),
        ],
    )
    after = {
        row["reading"]: (row["households"], row["after_above"], row["carried"]) for row in found["income_readings"]
    }
    assert after == {
        "全部收入": (4, 3, 0),
        "不计转移性收入": (4, 2, 1),  # 4,000 - 900 is the line itself
        "不计一次性收入": (4, 2, 1),
        "不计转移性和一次性收入": (4, 1, 2),
        "不计财产性收入（分红等）": (4, 2, 1),
        "收入减少一成": (4, 2, 1),
    }
    parts = {row["part"]: row for row in found["income_parts"]}
    assert parts["转移性收入"]["before"] == 500 and parts["转移性收入"]["after"] == 275
    assert parts["纯收入合计"]["change"] == 2185 and parts["　其中一次性收入"]["after"] == 137.5
    near = {(row["standing"], row["band"]): row for row in found["near_line"]}
    assert near[("拟退出", "不高于标准")]["households"] == 1
    assert near[("已脱贫", "1至1.1倍（临界）")]["less_tenth"] == 1
    assert near[("拟退出", "1.1至1.5倍")] | {"persons": 0} == {
        "standing": "拟退出",
        "band": "1.1至1.5倍",
        "households": 2,
        "persons": 0,
        "less_tenth": 1,
        "no_one_off": 1,
    }
    [village] = found["income_villages"]
    assert (village["pairs"], village["lower"], village["near"], village["no_transfer"]) == (4, 0, 1, 1)


def test_policies_entitled_received_and_the_gap_between():
    tables = {
        "village": [{}],
        "household": [home(n, main_cause="缺技术", house_grade="BBDB"[n - 1]) for n in range(1, 5)],
        "person": [
            home(1, person_id="p1", labour="普通劳动力", schooling="小学", health="健康"),
            home(2, person_id="p2", labour="丧失劳动力", health="患有大病,残疾"),
            home(4, person_id="p4", labour="普通劳动力", health="健康", change_type="死亡"),
        ],
        "measure": [
            home(1, measure_family="产业带动", measure="补助", policy_code=None, amount=500),
            home(2, measure_family="产业带动", measure="分红", policy_code=None, amount=300),
            home(2, measure_family="医疗救助", measure="住院救助", policy_code="6-4", amount=800),
        ],
    }
    for row in tables["measure"]:
        del row["village_code"]
    found = {row["code"]: row for row in made(**tables)["policies"]}
    assert (found["6-1"]["entitled"], found["6-1"]["received"], found["6-1"]["gap"], found["6-1"]["beyond"]) == (
        1,
        2,
        0,
        1,
    )
    assert (found["6-2"]["entitled"], found["6-2"]["gap"], found["6-2"]["share"]) == (1, 1, 0)
    assert found["6-4"]["share"] == 1 and found["6-4"]["entitled_words"].endswith("（待确认）")
    own = {"code": "A-1", "family": "产业带动", "entitled": "村集体研究确定", "amount": Decimal(100), "confirmed": True}
    [row] = made(listed=pa.Table.from_pylist([own], schema=policies.SCHEMA), **tables)["policies"]
    assert (row["entitled_words"], row["entitled"], row["received"], row["gap"]) == ("村集体研究确定", None, 2, None)


def test_medical_chain_and_education_aid():
    found = made(
        records=[("p1", "school", "在读"), ("p2", "medical_aid", "800"), ("p2", "social_insurance", "参保：居民医保")],
        village=[{}],
        household=[home(1), home(2)],
        person=[
            home(1, person_id="p1", schooling="小学", health="健康", resident_med="否", major_ins="否"),
            home(1, person_id="p3", schooling="本科二年级", health="健康", major_ins="是"),
            home(2, person_id="p2", schooling="非在校生", health="患有大病", major_ins="是"),
        ],
        measure=[
            {"household_id": "h1", "measure_family": "教育资助", "measure": "学费减免", "beneficiary_person_id": "p3"},
            {"household_id": "h2", "measure_family": "医疗救助", "measure": "大病补充商业保险", "policy_code": None},
        ],
    )
    chain = {
        row["link"]: (row["entitled"], row["covered"], row["gap"], row["recorded"]) for row in found["medical_chain"]
    }
    assert chain == {
        "基本医疗保险（合作医疗）": (3, 2, 1, 1),
        "大病保险": (3, 2, 1, None),
        "补充商业保险": (3, 1, 2, None),
        "大病医疗救助": (1, 1, 0, 1),
        "小额意外保险": (3, None, None, None),  # no measure of the county names one
    }
    stages = {row["stage"]: (row["pupils"], row["enrolled"], row["aided"]) for row in found["education_aid"]}
    assert stages == {"小学": (1, 1, 0), "高等教育": (1, 0, 1)}


def test_the_dibao_standard_against_the_line_year_by_year():
    stated = {
        2025: Standards(line=3000, dibao=2999.99, document="x", confirmed=True),
        2026: Standards(line=3100, dibao=3100, document="x", confirmed=True),
    }
    homes = {"village": [{}], "household": [home(1)]}
    found = made(YEAR.model_copy(update={"dibao_standards": stated}), **homes)["dibao_line"]
    assert [(row["year"], row["gap"], row["state"]) for row in found] == [
        ("2025", -0.01, "低于扶贫标准"),
        ("2026", 0, "不低于扶贫标准"),
    ]
    [own] = made(**homes)["dibao_line"]
    assert (own["line"], own["dibao"], own["state"]) == (3100, None, "低保标准未填（待确认）")


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({"columns": {"a": {"title": "甲", "width": 99}}}, "widths"),
        ({"columns": {"a": {"title": "甲", "kind": "date", "width": 100}}}, "no such kind"),
        ({"columns": {"a": {"title": "甲", "width": 100}}, "shown": 1}, "shown"),
        ({}, "columns"),
    ],
)
def test_a_file_that_states_itself_wrongly_is_refused(facts, what):
    base = {"id": "x", "title": "x", "part": "y", "place": 1, "source": "z", "absent": "w"}
    with pytest.raises(overviews.OverviewError, match=what):
        catalogue._made(base | facts, "SELECT 1 AS a")


def test_a_file_must_state_its_own_name(monkeypatch, tmp_path):
    (tmp_path / "one.sql").write_text("/*\nid: two\n*/\nSELECT 1", encoding="utf-8")
    (tmp_path / "helper.sql").write_text("SELECT 2", encoding="utf-8")
    monkeypatch.setattr(headed.resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"one\.sql"):
        list(headed.read("any"))


def test_every_overview_is_printed_in_a_part_there_is_or_listed_in_the_annex():
    from acceptance.reporting.context import PARTS

    titles = {title for title, _ in PARTS}
    for one in overviews.load().values():
        assert one.part in titles or one.annex, one.id
        assert len(one.title) <= 31 and one.absent.endswith("。"), one.id


def test_the_day_is_injected_and_dates_stay_out():
    assert not any(
        isinstance(v, dt.date) for rows in made(household=[home(1)]).values() for r in rows for v in r.values()
    )


def test_three_years_of_exits_looked_at_again():
    now = [
        home(1, exit_status="已脱贫", exit_year=2025),
        home(2, exit_status="返贫", exit_year=2025),
        home(3, exit_status="稳定脱贫", exit_year=2023),
        home(4, exit_status="稳定脱贫", exit_year=2022),
        home(5),
        home(6, exit_status="稳定脱贫", exit_year=2024),
    ]
    found = [
        {"rule_id": "E042", "severity": "warn", "household_id": f"h{n}", "object_id": f"{n}"} for n in (1, 1, 3, 4, 5)
    ]
    made_now = made(village=[{}], household=now, finding=found)
    rows = {row["year"]: row for row in made_now["lookback"]}
    assert list(rows) == ["2023", "2024", "2025"]
    assert (rows["2025"]["households"], rows["2025"]["fell"], rows["2025"]["share"]) == (2, 1, 0.5)
    [rule] = made_now["lookback_rules"]
    assert (rule["rule_id"], rule["last"], rule["before"], rule["third"]) == ("E042", 1, 0, 1)  # h4's years are over
    assert (rule["share"], rule["candidates"]) == (pytest.approx(2 / 3), 1)
    assert made_now["lookback_facts"] == []


def test_an_earlier_snapshot_shows_who_is_gone_and_what_has_changed():
    with evidence(
        village=[{}],
        household=[home(1, exit_status="已脱贫", exit_year=2025, house_grade="C", water_safe="是")],
        person=[home(1, person_id="p1", resident_med="否"), home(1, person_id="p2", resident_med="是")],
    ) as con:
        prepare(con, Setting(COUNTY, DAY, 2026, 3100, 0.03, 6, True), feeds=[], holds=[])
        earlier.open_earlier(con, 2026)
        for name in ("household", "person"):
            con.execute(f"CREATE TABLE old_{name} AS SELECT * FROM {name}")
        con.execute("UPDATE old_household SET house_grade = 'B', water_safe = '否'")
        for name, status in (("h7", "预脱贫"), ("h8", "预脱贫"), ("h9", "已脱贫")):
            con.execute(
                "INSERT INTO old_household BY NAME SELECT * REPLACE (? AS household_id, ? AS exit_status) "
                "FROM old_household WHERE household_id = 'h1'",
                [name, status],
            )
        con.execute(
            "CREATE OR REPLACE VIEW earlier_outcome AS "
            "SELECT 'household' AS kind, 'h8' AS object_id, '同意退出' AS outcome, 2025 AS snapshot_year"
        )
        con.execute("UPDATE old_person SET resident_med = '是'")
        for name in ("household", "person"):
            columns = ", ".join(contracts.tables()[name].schema)
            con.execute(
                f"CREATE OR REPLACE VIEW earlier_{name} AS SELECT {columns}, 2025 AS snapshot_year FROM old_{name}"
            )
        judge_households(con)
        overviews.make(con, YEAR, policies.stated())
        lookback, facts = (overviews.rows(con, overviews.load()[name]) for name in ("lookback", "lookback_facts"))
    # h1 and h9 had exited, h8 was agreed then; h7 was a candidate and stayed one
    assert (lookback[0]["households"], lookback[0]["registered"], lookback[0]["gone"]) == (3, 1, 2)
    changes = {row["fact"]: (row["compared"], row["worse"], row["better"], row["since"]) for row in facts}
    assert changes["住房等级为 A、B（户）"] == (1, 1, 0, "2025")
    assert changes["饮水安全且不困难（户）"] == (1, 0, 1, "2025")
    assert changes["参加基本医疗保险（人）"] == (2, 1, 0, "2025")


def test_the_chain_behind_an_open_issue_names_records_and_masks_people():
    with evidence(
        village=[{}],
        household=[home(1, helper_name="钱国庆")],
        procedure=[
            home(
                1,
                step="核实",
                procedure_id="k1",
                actor1="赵一",
                actor2="孙二",
                signer=None,
                doc_id="D7",
                object_type="户",
            )
        ],
        rectification=[{"issue_id": "i1", "responsible": "李四", "reviewer": "周五", "done_on": DAY, "doc_id": "Z1"}],
    ) as con:
        prepare(con, Setting(COUNTY, DAY, 2026, 3100, 0.03, 6, True), feeds=[], holds=[])
        judge_households(con)
        owed = "(?, 'E042', 'judge', 'h1', 'h1', 'v', ?, NULL)"
        con.execute(f"INSERT INTO issue VALUES {owed}, {owed}", ["i1", "整改中", "i2", "销号"])
        overviews.make(con, YEAR, policies.stated())
        rows = overviews.rows(con, overviews.load()["issue_chain"])
    assert [(row["role"], row["person"], row["record"], row["doc_id"]) for row in rows] == [
        ("帮扶责任人", "钱**", "h1", None),
        ("核实：经办", "孙*", "k1", "D7"),
        ("核实：经办", "赵*", "k1", "D7"),
        ("整改：复核人", "周*", "i1", "Z1"),
        ("整改：责任人", "李*", "i1", "Z1"),
    ]
    assert {row["issue_id"] for row in rows} == {"i1"}


def test_the_chain_behind_a_village_issue_is_the_villages_own():
    with evidence(
        village=[{}, {"village_code": OTHER}],
        household=[home(1, helper_name="钱国庆")],
        procedure=[
            {
                "object_type": "村",
                "step": "公示",
                "procedure_id": "v1",
                "village_code": VILLAGE,
                "signer": "郑七",
                "actor1": None,
                "actor2": None,
            },
            {"object_type": "村", "step": "公示", "procedure_id": "v2", "village_code": OTHER, "signer": "王八"},
            home(1, object_type="户", step="签字", procedure_id="k1", signer="陈九"),
        ],
        work_team=[{"village_code": VILLAGE, "member": "吴十", "is_first_secretary": "是", "month": "2026-10"}],
        decision=[{"kind": "改判", "object": VILLAGE, "decision_id": "j1", "signer1": "冯甲", "signer2": "褚乙"}],
    ) as con:
        prepare(con, Setting(COUNTY, DAY, 2026, 3100, 0.03, 6, True), feeds=[], holds=[])
        judge_households(con)
        con.execute("INSERT INTO issue VALUES ('i1', 'E024', 'judge', ?, NULL, ?, '已下发', NULL)", [VILLAGE, VILLAGE])
        overviews.make(con, YEAR, policies.stated())
        rows = overviews.rows(con, overviews.load()["issue_chain"])
    assert {(row["role"], row["person"]) for row in rows} == {
        ("公示：签字", "郑*"), ("驻村第一书记", "吴*"), ("决定：改判", "冯*"), ("决定：改判", "褚*")
    }  # fmt: skip
    assert {(row["household_id"], row["village_code"]) for row in rows} == {(None, VILLAGE)}


def test_agreement_criterion_by_criterion():
    seen = [
        home(
            n,
            visit_id=f"m{n}",
            c1="通过",
            c2="不通过" if n < 3 else "通过",
            c6="未查",
            c3=None,
            c4=None,
            c5=None,
            c7=None,
        )
        for n in range(1, 11)
    ]
    found = made(
        village=[{}],
        household=[home(n) for n in range(1, 11)],
        income=[{"household_id": f"h{n}", "net_pc": 9000} for n in range(1, 11)],
        municipal_household=seen,
    )["agreement_criteria"]
    rows = {row["criterion"]: (row["pairs"], row["alike"], row["stricter"], row["kappa"]) for row in found}
    assert rows["c1 收入"] == (10, 1, 0, None) and rows["c2 吃"] == (10, 0.8, 2, None)
    assert "c6 住房" not in rows
    [eaten] = [row for row in found if row["criterion"] == "c2 吃"]
    assert eaten["ac1"] == pytest.approx((0.8 - 0.18) / 0.82, abs=1e-9)
