-- Persons beside what the departments' tables state of them (acceptance/matching/department.sql).
SELECT p.*, d.school AS school_state, d.school_record, d.medical AS medical_state, d.medical_record, d.residence AS residence_state, d.residence_record,
    coalesce(p.schooling NOT IN ('非在校生', '学龄前儿童', '学前教育'), false) AS at_school,
    coalesce(p.change_type, '无') NOT IN ('死亡', '迁出') AS stays
FROM person p LEFT JOIN department_person d ON d.household_id = p.household_id AND d.person_id = p.person_id
