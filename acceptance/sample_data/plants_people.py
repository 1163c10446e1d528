"""Defects in persons' rows. Heads are left alone: their number and name stand in other tables too."""

from acceptance.sample_data.counties import FIRST
from acceptance.sample_data.plant import PERSONS, Plant, change, person

PERSON_KINDS = (
    person("E046", "age BETWEEN 30 AND 55 AND length(id_no) = 18", "id_no = left(p.id_no, 6) || substr(p.id_no, 9, 9)"),
    person(
        "E047", "age BETWEEN 30 AND 55 AND length(id_no) = 18", "id_no = left(p.id_no, 9) || 'O' || substr(p.id_no, 11)"
    ),
    person(
        "E048",
        "age BETWEEN 30 AND 55 AND length(id_no) = 18",
        "id_no = left(p.id_no, 17) || CASE right(p.id_no, 1) WHEN '1' THEN '2' ELSE '1' END",
        count=2,
    ),
    person(
        "E049",
        "age BETWEEN 30 AND 55 AND length(id_no) = 18",
        "id_no = with_check((left(p.id_no, 10) || '13' || substr(p.id_no, 13, 5))::BIGINT)",
    ),
    person(
        "E050",
        "age BETWEEN 30 AND 55 AND length(id_no) = 18",
        "id_no = with_check(('999999' || substr(p.id_no, 7, 11))::BIGINT)",
    ),
    person(
        "E051",
        "age BETWEEN 30 AND 55 AND length(id_no) = 18",
        "id_no = with_check((left(p.id_no, 14) || CASE p.sex WHEN '男' THEN '992' ELSE '993' END)::BIGINT)",
    ),
    person("E053", "health = '残疾' AND age >= 16", "id_no = left(p.id_no, 18) || '91'"),
    person("E054", "age BETWEEN 30 AND 55", "name = left(p.name, 1) || '2'"),
    person("E055", "relation = '之子' AND kind = 'child'", "relation = '之女'"),
    person("E055 not in list", "relation = '之子' AND kind = 'child'", "relation = '长子'"),
    person("E056", "relation = '之母' AND kind LIKE '%parent'", "relation = '之女'"),
    person("E057", "age BETWEEN 35 AND 55", "education = NULL, schooling = NULL"),
    person("E058", "schooling = '小学' AND age BETWEEN 8 AND 10", "schooling = '普通高中一年级'"),
    person(
        "E060",
        "schooling = '小学' AND age BETWEEN 8 AND 10 AND exit_status = '预脱贫'",
        "schooling = '非在校生', education = '小学'",
    ),
    person("E061", "health = '健康' AND age BETWEEN 35 AND 55", "health = '良好'"),
    person("E062", "age BETWEEN 8 AND 12 AND health = '健康'", "labour = '普通劳动力'"),
    person("E063", "works", "work_months = 14"),
    person("E064", "age BETWEEN 35 AND 55 AND exit_status = '预脱贫' AND employee_med = '否'", "resident_med = '否'"),
    person("E064b", "age BETWEEN 35 AND 55 AND employee_med = '否'", "employee_med = '是'"),
    person(
        "E065", "age BETWEEN 35 AND 55 AND exit_status = '已脱贫(享受政策)' AND employee_med = '否'", "major_ins = '否'"
    ),
    person("E009", "age BETWEEN 35 AND 55", "name = left(p.name, 1) || chr(65533)"),
    person("E009b", "age BETWEEN 35 AND 55", "name = left(p.name, 1) || chr(57345)"),
    Plant(
        "E052",
        "people",
        "seq > 1 AND age BETWEEN 30 AND 55 AND sex = '女' AND length(id_no) = 18",
        (
            "UPDATE made.person SET id_no = (SELECT min(id_no) FROM picked) WHERE person_id IN (SELECT "
            "person_id FROM picked)",
        ),
        (("E052", "person", PERSONS),),
        count=2,
    ),
    Plant(
        "E004",
        "people",
        "seq > 1 AND age BETWEEN 30 AND 55 AND length(id_no) = 18",
        (
            "INSERT INTO made.rewritten SELECT 'person', person_id, 'id_no', '5.00229E+17' FROM picked",
            change("person", "id_no = NULL", "person_id"),
        ),
        (("E004", "person", PERSONS),),
    ),
)
ABROAD = (
    # the same number in the demo's first county: a warning of both
    Plant(
        "E052b",
        "people",
        "relation = '配偶' AND age BETWEEN 30 AND 55 AND length(id_no) = 18",
        (
            "CREATE OR REPLACE TEMP TABLE donor AS SELECT p.* FROM made.people p JOIN picked q ON q.sex = p.sex "
            f"WHERE p.county_code = '{FIRST}' AND p.seq > 1 AND p.age BETWEEN 30 AND 55 AND length(p.id_no) = 18 "
            "AND NOT EXISTS (FROM made.used u WHERE u.household_id = p.household_id) ORDER BY p.object_id LIMIT 1",
            "UPDATE made.person SET id_no = (SELECT id_no FROM donor) WHERE person_id IN (SELECT "
            "person_id FROM picked)",
            "INSERT INTO made.used BY NAME SELECT household_id FROM donor",
            "INSERT INTO made.truth SELECT county_code, 'self_check', 'person', person_id, 'E052b' FROM donor",
        ),
        (("E052b", "person", PERSONS),),
    ),
)
NEAR_MISSES = (
    # a placeholder number with the police's proof is as it should be
    Plant(
        "proven placeholder",
        "people",
        "seq > 1 AND age BETWEEN 30 AND 55 AND length(id_no) = 18",
        (
            change(
                "person",
                "id_no = with_check(('999999' || substr(p.id_no, 7, 11))::BIGINT), id_proof_doc = "
                "'派出所证明2026-17号'",
                "person_id",
            ),
        ),
        (),
    ),
    # a member who died this year stays in the table until the register is renewed, and is not counted
    Plant(
        "dead member",
        "heads",
        "age BETWEEN 36 AND 50",
        (
            "INSERT INTO made.person BY NAME SELECT p.* REPLACE (household_id || '09' AS person_id, '周老人' AS name, "
            "with_check(id17(county_code, DATE '1931-03-04', 991)) AS id_no, '男' AS sex, '之父' AS relation, "
            "'小学' AS education, '非在校生' AS schooling, '健康' AS health, '无劳动力' AS labour, "
            "'未务工' AS work_place, NULL::BIGINT AS work_months, '死亡' AS change_type, 9::INTEGER AS seq) "
            "FROM made.person p SEMI JOIN picked USING (household_id) WHERE p.seq = 1",
        ),
        (),
    ),
)
