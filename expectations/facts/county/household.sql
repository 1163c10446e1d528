-- Households beside what the departments' tables state of them (acceptance/matching/department.sql) and beside the register of earlier
-- years (acceptance/checking/earlier.py); and a row for each household of last year that is gone.
WITH last AS (
    SELECT max(snapshot_year) AS last_year FROM earlier_year
), before AS (
    SELECT h.household_id, min(h.village_code) AS village_code, min(h.head_name) AS head_name, min(h.exit_status) AS then_status,
        min(h.reg_year) AS then_reg_year, l.last_year,
        coalesce(min(h.exit_status) IN ('已脱贫', '已脱贫(享受政策)', '已脱贫(不享受政策)', '稳定脱贫'), false)
            OR bool_or(coalesce(o.outcome = '同意退出', false)) AS then_exited
    FROM earlier_household h JOIN last l ON h.snapshot_year = l.last_year
    LEFT JOIN earlier_outcome o ON o.snapshot_year = l.last_year AND o.kind = 'household' AND o.object_id = h.household_id
    WHERE h.exit_status IS DISTINCT FROM '注销'
    GROUP BY ALL
), members AS (
    SELECT household_id, snapshot_year, health, schooling FROM earlier_person
    UNION ALL SELECT p.household_id, t.the_year, p.health, p.schooling FROM person p, this_county t
), seen AS (
    SELECT household_id, snapshot_year, bool_or(contains(health, '残疾')) AS one_disabled,
        bool_or(health <> '健康') AS one_ill, bool_or(schooling NOT IN ('非在校生', '学龄前儿童', '学前教育')) AS one_studies
    FROM members GROUP BY ALL
), held AS (
    SELECT snapshot_year FROM earlier_year UNION SELECT the_year FROM this_county
), explained AS (
    SELECT DISTINCT household_id FROM household_change WHERE reason IS NOT NULL AND doc_id IS NOT NULL
), place AS (
    SELECT min(src_file) AS src_file, min(src_sheet) AS src_sheet FROM household
)
SELECT h.*, d.housing AS housing_state, d.housing_record, false AS gone_here, l.last_year, b.then_status, b.then_reg_year, b.then_exited,
    b.household_id IS NOT NULL AS was_there, s.one_ill, s.one_disabled, s.one_studies,
    coalesce(h.exit_status IN ('已脱贫', '已脱贫(享受政策)', '已脱贫(不享受政策)', '稳定脱贫'), false) AS has_exited,
    EXISTS (FROM held y WHERE y.snapshot_year = h.reg_year) AS start_held
FROM household h CROSS JOIN last l
LEFT JOIN department_household d ON d.household_id = h.household_id
LEFT JOIN before b ON b.household_id = h.household_id
LEFT JOIN seen s ON s.household_id = h.household_id AND s.snapshot_year = h.reg_year
UNION ALL BY NAME
SELECT t.county_code, b.village_code, b.household_id, b.head_name, true AS gone_here, b.last_year, b.then_status, b.then_exited,
    x.household_id IS NOT NULL AS removal_explained, p.src_file, p.src_sheet, 1 AS src_row
FROM before b CROSS JOIN this_county t CROSS JOIN place p LEFT JOIN explained x ON x.household_id = b.household_id
WHERE p.src_file IS NOT NULL AND NOT EXISTS (FROM household h WHERE h.household_id = b.household_id)
