-- What the supporting registries state of each registered person and household, and what follows for c4-c7 (RULEBOOK D.4, source D).
-- Reads: department_record, person_age (household_id, person_id, school_age), household, department_limit. A record under another name
-- states nothing. Of several snapshots the newest counts. No record is 无记录 and never a mark.
CREATE OR REPLACE TABLE department_said AS
SELECT household_id, person_id, registry, states, evidence
FROM department_record WHERE kind <> '姓名不符' AND states IS NOT NULL
QUALIFY snapshot_date IS NOT DISTINCT FROM max(snapshot_date) OVER (PARTITION BY household_id, person_id, registry);

CREATE OR REPLACE TABLE department_person AS
SELECT household_id, person_id,
       CASE WHEN bool_or(registry = 'school' AND states IN ('在读', '休学', '送教')) THEN '在读'  -- changed schools: the new record stands
            WHEN bool_or(registry = 'school' AND states = '退学') THEN '退学' END AS school,
       string_agg(DISTINCT evidence, '；' ORDER BY evidence) FILTER (registry = 'school') AS school_record,
       CASE WHEN bool_or(registry = 'social_insurance' AND states LIKE '参保：%医%') THEN '参保'
            WHEN bool_or(registry = 'social_insurance' AND states LIKE '停保：%医%') THEN '停保' END AS medical,
       string_agg(DISTINCT evidence, '；' ORDER BY evidence) FILTER (registry = 'social_insurance' AND states LIKE '%医%') AS medical_record,
       -- whoever died or moved away is not also 在册 somewhere
       CASE WHEN bool_or(registry = 'residence' AND states = '在册') THEN '在册'
            ELSE max(states) FILTER (registry = 'residence') END AS residence,
       string_agg(DISTINCT evidence, '；' ORDER BY evidence) FILTER (registry = 'residence') AS residence_record
FROM department_said GROUP BY household_id, person_id;

CREATE OR REPLACE TABLE department_household AS
SELECT household_id,
       max(states) FILTER (registry = 'housing_safety') AS housing,  -- the worst of its houses
       string_agg(DISTINCT evidence, '；' ORDER BY evidence) FILTER (registry = 'housing_safety') AS housing_record,
       CASE WHEN bool_or(registry = 'drinking_water' AND states = '不达标') THEN '不达标'
            WHEN bool_or(registry = 'drinking_water') THEN '达标' END AS water,
       string_agg(DISTINCT evidence, '；' ORDER BY evidence) FILTER (registry = 'drinking_water') AS water_record
FROM department_said GROUP BY household_id;

CREATE OR REPLACE TABLE department_mark AS
WITH member AS (
    SELECT a.*, d.school, d.school_record, d.medical, d.medical_record, a.school_age BETWEEN l.entry_age AND 15 AS pupil
    FROM person_age a CROSS JOIN department_limit l LEFT JOIN department_person d USING (household_id, person_id)
), family AS (
    SELECT household_id,
           bool_or(school = '退学') FILTER (pupil) AS left_school, bool_and(coalesce(school = '在读', false)) FILTER (pupil) AS all_at_school,
           string_agg(DISTINCT school_record, '；' ORDER BY school_record) FILTER (pupil) AS school_words,
           bool_or(medical = '停保') AS stopped, bool_and(coalesce(medical = '参保', false)) AS all_insured,
           string_agg(DISTINCT medical_record, '；' ORDER BY medical_record) FILTER (medical = '停保') AS stopped_words
    FROM member GROUP BY household_id
), home AS (
    SELECT DISTINCT ON (household_id) household_id, coalesce(renovated = '是', false) OR coalesce(relocated = '是', false) AS renewed
    FROM household ORDER BY household_id, src_file, src_row
), marked AS (
    SELECT household_id, 'c4' AS criterion, CASE WHEN left_school THEN '不通过' WHEN all_at_school THEN '通过' END AS mark,
           '学籍：' || school_words AS source FROM family
    UNION ALL
    SELECT household_id, 'c5', CASE WHEN stopped THEN '不通过' WHEN all_insured THEN '通过' END,
           '社会保险：' || coalesce(stopped_words, '全部成员参加医疗保险') FROM family
    UNION ALL  -- an old verdict on a house that was rebuilt or left since is no contrary record
    SELECT household_id, 'c6', CASE WHEN housing IN ('A', 'B') THEN '通过' WHEN NOT renewed THEN '不通过' END,
           '住房安全鉴定：' || housing_record FROM department_household JOIN home USING (household_id) WHERE housing IS NOT NULL
    UNION ALL
    SELECT household_id, 'c7', CASE water WHEN '达标' THEN '通过' ELSE '不通过' END, '饮水安全工程：' || water_record
    FROM department_household WHERE water IS NOT NULL
)
SELECT * FROM marked WHERE mark IS NOT NULL ORDER BY household_id, criterion;
