import datetime as dt

from acceptance.report_facts import register, registries


def candidate(number, **more):
    return {"household_id": f"h{number}", **more}


def finding(rule, **where):
    return {"rule_id": rule, "table_name": "procedure", **where}


def test_the_looks_count_visits_and_show_the_gravest_judgement(case):
    visits = [
        {"visit_id": "v1"},
        {"visit_id": "v2", "look1": "存疑", "look4": "不合格"},
        {"visit_id": "v3", "look4": "存疑"},
    ]
    found = case(
        "self_check",
        "municipal",
        judged=True,
        household=[candidate(1), candidate(2, exit_status="未脱贫")],
        village=[{}],
        municipal_household=visits,
        municipal_village=[{"visit_id": "w1"}],
        work_team=[{"month": "2026-09", "days_present": 20}, {"month": "2026-10", "days_present": 25}],
    )
    core = {"indicators": {"procedure_compliance_rate": {"numerator": 0, "denominator": 1}}}
    looks = register.looks(found, core)
    assert [look.state for look in looks] == ["存疑1处", "合格", "合格", "不合格1处", "合格"]
    assert looks[3].words == "走访3户：合格1，存疑1，不合格1；走访1村：合格1"
    assert ("拟退出", "1户") in looks[0].facts
    assert ("人均每月驻村", "22.5天") in looks[2].facts
    assert ("合规户", "0／1") in looks[3].facts


def test_before_any_visit_the_countys_own_numbers_stand_alone(case):
    found = case("self_check", judged=True, household=[candidate(1)], village=[{}])
    looks = register.looks(found, {})
    assert {(look.state, look.words) for look in looks} == {("", "市级验收尚未走访")}
    assert looks[1].facts == [("申请销号", "1村"), ("十六项均达标", "1村")]


def test_villages_stand_under_their_townships_in_order_of_code(case):
    villages = [{"village_code": f"50022910{n}"} for n in ("0202", "0201", "1201")]
    found = register.villages(case("self_check", judged=True, household=[candidate(1)], village=villages))
    assert [len(one.outcomes) for one in found] == [2, 1] and all(outcome for one in found for outcome in one.outcomes)


def test_without_register_and_visits_there_is_no_look(case):
    assert register.looks(case("opinion"), {}) == []


def test_criteria_count_candidates_only_and_an_open_lead_is_not_settled(case):
    found = case(
        judged=True,
        household=[candidate(1), candidate(2), candidate(3, exit_status="未脱贫")],
        lead=[{"household_id": "h1", "status": "待核查"}, {"household_id": "h3", "status": "待核查"}],
        municipal_household=[{"household_id": "h2", "c6": "不通过"}],
    )
    counts = {row.id: dict(row.counts) for row in register.criteria(found)}
    assert list(counts) == [f"c{n}" for n in range(1, 10)]
    assert all(sum(row.values()) == 2 for row in counts.values())
    assert counts["c9"] == {"缺证据": 1, "通过": 1}
    assert counts["c6"] == {"不通过": 1, "通过(仅自查)": 1}


def test_a_step_has_its_days_and_the_objects_on_which_it_broke_a_rule(case):
    steps = [
        {"procedure_id": f"p{n}", "household_id": f"h{n}", "step": "公示", "level": "村",
         "date_from": dt.date(2026, 10, n), "date_to": dt.date(2026, 10, n + 7)}
        for n in (1, 2, 9)
    ]  # fmt: skip
    found = case(
        household=[candidate(1), candidate(2), candidate(9)],
        procedure=[*steps, {"procedure_id": "q", "household_id": "h1", "step": "村评议", "date_from": "2026-09-01"}],
        finding=[
            finding("E083", object_id="p1", household_id="h1"),
            finding("E086", object_id="p1", household_id="h1"),
            finding("E081", object_id="h2", household_id="h2", table_name="household"),
        ],
    )
    vote, notice = register.procedure(found)
    assert (vote.step, vote.objects, vote.failed) == ("村评议", 1, 0)
    assert (notice.first, notice.median, notice.last) == tuple(dt.date(2026, 10, n) for n in (1, 2, 16))
    assert (notice.objects, notice.failed) == (3, 1)
    [note] = register.procedure_notes(found)
    assert "（E081）1户" in note and "（E083）1户" in note


def test_a_register_without_candidates_is_complete_and_has_nothing_to_compare(case):
    found = case("self_check", judged=True, household=[candidate(1, exit_status="未脱贫")])
    assert set(register.nothing(found)) == {"criteria", "procedure", "change"}
    assert register.nothing(case()) == {}


def test_missing_department_tables_are_named_and_other_names_counted(case):
    found = case(
        household=[candidate(1)],
        lead=[{"kind": "姓名不符", "registry": "vehicle", "name_agrees": False}, {"status": "撤销"}],
    )
    notes = "".join(registries.notes(found))
    assert "尚缺" in notes and "机动车登记" in notes
    assert "其中1条证件号码相同而姓名不符" in notes and "另有1条线索已撤销" in notes
    assert registries.registries(found)["vehicle"].fresh is None


def test_nothing_is_recovered_only_when_every_lead_is_decided_and_none_confirmed(case):
    found, said = case(lead=[{"status": "保留"}]), []
    for status in ("保留", "待核查", "属实"):
        found.con.execute("UPDATE lead SET status = ?", [status])
        said.append(bool(registries.nothing(found)))
    assert said == [True, False, False]
