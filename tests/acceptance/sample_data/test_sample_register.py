"""The register reads back as plausible people: valid numbers, tables that agree, results that answer the draw."""

import json

import pytest

pytestmark = pytest.mark.xdist_group("sample_data")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_character(body: str) -> str:
    """GB 11643, as written there."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def test_the_reference_number():
    assert check_character("11010519491231002") == "X"


def test_every_identity_number_is_valid_and_stands_once(register):
    numbers = [n for (n,) in register.execute("SELECT left(id_no, 18) FROM person").fetchall()]
    assert len(set(numbers)) == len(numbers) == 1374
    assert all(check_character(n[:17]) == n[17] for n in numbers)
    regions = {n[:2] for n in numbers}
    assert {"50", "51"} <= regions


def test_certificates_of_the_disabled_carry_kind_and_grade(register):
    shapes = register.execute("SELECT DISTINCT health LIKE '%残疾%', length(id_no) FROM person ORDER BY ALL").fetchall()
    assert shapes == [(False, 18), (True, 20)]


@pytest.mark.parametrize(
    "orphans",
    [
        "FROM person ANTI JOIN household USING (household_id, village_code)",
        "FROM household ANTI JOIN village USING (village_code)",
        "FROM income ANTI JOIN household USING (household_id)",
        "FROM procedure ANTI JOIN village USING (village_code)",
        "FROM procedure WHERE object_type = '户' AND household_id NOT IN (SELECT household_id FROM household)",
        "FROM document ANTI JOIN village USING (village_code)",
        "FROM work_team ANTI JOIN village USING (village_code)",
        "FROM municipal_household ANTI JOIN household USING (household_id)",
        "FROM adjudication ANTI JOIN household USING (household_id)",
        "FROM evaluation_household e ANTI JOIN evaluation_design d ON d.psu = e.village_code AND d.frame = e.frame",
        "FROM household h JOIN person p USING (household_id) GROUP BY household_id, members HAVING count(*) <> members",
        "FROM household GROUP BY household_id HAVING count(*) > 1",
    ],
)
def test_tables_agree(register, orphans):
    assert register.execute(orphans if "GROUP" not in orphans else f"SELECT 1 {orphans}").fetchall() == []


def test_the_standing_of_households(register):
    counts = dict(register.execute("SELECT exit_status, count(*) FROM household GROUP BY ALL").fetchall())
    assert counts["预脱贫"] > 220
    assert 30 < counts["未脱贫"] < 50
    assert 3.2 < register.execute("SELECT avg(members) FROM household").fetchone()[0] < 3.7


def test_candidates_earn_more_than_the_line_with_room(register):
    low = register.execute(
        "SELECT min(net_pc) FROM income JOIN household USING (household_id) "
        "WHERE exit_status = '预脱贫' AND phase = '脱贫后'"
    ).fetchone()[0]
    assert low > 3100 * 1.1


def test_results_answer_exactly_the_drawn_units(register, demo):
    for line, table in (("municipal", "municipal_household"), ("exit_evaluation", "evaluation_household")):
        drawn = json.loads((demo[0] / "samples/500229" / line / "1.json").read_text(encoding="utf-8"))
        units = {(u["village_code"], u["household_id"] or u["unit_no"]) for u in drawn["units"] if not u["reserve"]}
        unit = "household_id" if table == "municipal_household" else "coalesce(household_id, unit_no)"
        assert set(register.execute(f"SELECT village_code, {unit} FROM {table}").fetchall()) == units


def test_weights_are_those_of_the_draw(register):
    off = register.execute(
        "SELECT max(abs(weight - psu_total / psu_drawn * hh_total / hh_drawn)) FROM evaluation_household e "
        "JOIN evaluation_design d ON d.psu = e.village_code AND d.frame = e.frame"
    ).fetchone()[0]
    assert off < 1e-9


def test_the_survey_has_its_240_answers(register):
    assert register.execute("SELECT count(*) FROM opinion_response WHERE disposition = '完成'").fetchone()[0] == 240
    assert (
        register.execute("SELECT sum(dialled) FROM opinion_design").fetchone()
        == register.execute("SELECT count(*) FROM opinion_response").fetchone()
    )


def test_every_lead_of_the_first_county_is_answered(register):
    answers = register.execute("SELECT result, count(*) FROM adjudication GROUP BY ALL ORDER BY 1").fetchall()
    assert answers == [("保留", 5), ("属实", 3)]


def test_observers_watch_and_one_waits_for_an_answer(register):
    told = register.execute("SELECT category, opinion IS NOT NULL, answer IS NOT NULL FROM observer").fetchall()
    assert sorted(told) == sorted(
        [("党代表", True, True), ("政协委员", True, False), *((c, False, False) for c in ("人大代表", "专家", "媒体"))]
    )


def test_training_is_recorded_in_most_villages_and_help_bears_its_policy(register):
    trained, with_candidates = register.execute(
        "SELECT count(DISTINCT village_code) FILTER (step = '宣传培训'), count(DISTINCT village_code) FROM procedure"
    ).fetchall()[0]
    assert 0 < trained < with_candidates
    codes = dict(register.execute("SELECT DISTINCT measure_family, policy_code FROM measure").fetchall())
    assert codes == {f: f"6-{n}" for n, f in enumerate(codes_of_batches(), 1) if f in codes} and len(codes) > 3


def codes_of_batches() -> tuple[str, ...]:
    return ("产业带动", "搬迁安置", "转移就业", "医疗救助", "教育资助", "低保兜底")
