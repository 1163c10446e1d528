-- Persons beside what the departments' tables state of them (acceptance/matching/department.sql) and beside the register of earlier
-- years (acceptance/checking/earlier.py); and a row for each member of last year who is gone, placed where the household's people stand.
WITH now AS (
    SELECT *, CASE WHEN length(trim(id_no)) >= 18 THEN left(upper(trim(id_no)), 18) ELSE person_id END AS who FROM person
), last AS (
    SELECT max(snapshot_year) AS last_year FROM earlier_year
), past AS (
    SELECT *, CASE WHEN length(trim(id_no)) >= 18 THEN left(upper(trim(id_no)), 18) ELSE person_id END AS who FROM earlier_person
), before AS (
    SELECT p.* FROM past p JOIN last l ON p.snapshot_year = l.last_year
), homes_before AS (
    SELECT DISTINCT household_id FROM earlier_household h JOIN last l ON h.snapshot_year = l.last_year WHERE exit_status IS DISTINCT FROM '注销'
), known AS (
    -- a number that was corrected since is still the same person
    SELECT who AS name_of FROM before UNION SELECT person_id FROM before
), same_grade AS (
    SELECT p.who, p.schooling FROM past p, this_county t
    WHERE p.snapshot_year IN (t.the_year - 1, t.the_year - 2) AND p.schooling LIKE '%年级'
    GROUP BY ALL HAVING count(DISTINCT p.snapshot_year) = 2
), disabled AS (
    SELECT DISTINCT household_id, person_id FROM department_record WHERE registry = 'disability' AND kind <> '姓名不符'
), asked AS (
    SELECT EXISTS (FROM registry_in_force WHERE registry = 'disability') AS disability_known
), rooms AS (
    SELECT household_id, min(village_code) AS home_village, arg_min(src_file, src_row) AS src_file, arg_min(src_sheet, src_row) AS src_sheet,
        min(src_row) AS src_row
    FROM person GROUP BY ALL
)
SELECT p.* EXCLUDE (who), d.school AS school_state, d.school_record, d.medical AS medical_state, d.medical_record,
    d.residence AS residence_state, d.residence_record,
    coalesce(p.schooling NOT IN ('非在校生', '学龄前儿童', '学前教育'), false) AS at_school,
    coalesce(p.change_type, '无') NOT IN ('死亡', '迁出') AS stays,
    coalesce(p.change_type NOT IN ('死亡', '迁出', '服刑'), true) AS active, l.last_year, false AS gone_here,
    h.household_id IS NOT NULL AND k.name_of IS NULL AND n.name_of IS NULL AS came,
    g.who IS NOT NULL AS same_grade, CASE WHEN a.disability_known THEN x.person_id IS NOT NULL END AS has_certificate
FROM now p CROSS JOIN last l CROSS JOIN asked a
LEFT JOIN department_person d ON d.household_id = p.household_id AND d.person_id = p.person_id
LEFT JOIN homes_before h ON h.household_id = p.household_id
LEFT JOIN known k ON k.name_of = p.who
LEFT JOIN known n ON n.name_of = p.person_id
LEFT JOIN same_grade g ON g.who = p.who AND g.schooling = p.schooling
LEFT JOIN disabled x ON x.household_id = p.household_id AND x.person_id = p.person_id
UNION ALL BY NAME
SELECT b.county_code, r.home_village AS village_code, b.household_id, b.person_id, b.name, l.last_year, true AS gone_here, r.src_file, r.src_sheet, r.src_row
FROM before b CROSS JOIN last l JOIN rooms r ON r.household_id = b.household_id
WHERE coalesce(b.change_type NOT IN ('死亡', '迁出', '服刑'), true)
    AND NOT EXISTS (FROM now n WHERE n.who = b.who) AND NOT EXISTS (FROM now n WHERE n.person_id = b.person_id)
