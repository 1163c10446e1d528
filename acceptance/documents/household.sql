-- What a household's sheet lists; $1 is its number. Reads a judged case and the names of names.sql.
-- name: head
SELECT h.*, v.*, n.village, n.township
FROM household_verdict v
LEFT JOIN household h USING (household_id)
LEFT JOIN village_name n ON n.village_code = v.village_code
WHERE household_id = $1
ORDER BY h.src_row
LIMIT 1

-- name: marks
SELECT criterion, source, mark, words
FROM mark
WHERE household_id = $1
ORDER BY criterion, place, mark, words

-- name: members
SELECT name, relation, sex, id_no, education, schooling, health, labour, resident_med, employee_med, change_type
FROM person
WHERE household_id = $1
ORDER BY relation <> '户主', person_id

-- name: income
SELECT *
FROM income
WHERE household_id = $1
ORDER BY phase <> '脱贫前', period_from

-- name: steps
SELECT level, step, date_from, date_to, place, present_n, agree_n, objection_n, objection_closed
FROM procedure
WHERE household_id = $1 AND object_type = '户'
ORDER BY date_from, seq, step

-- name: papers
SELECT doc_type, doc_id, doc_date, pages, file_hash
FROM document
WHERE household_id = $1 AND owner_type = '户'
ORDER BY doc_type, doc_date, doc_id

-- name: leads
SELECT lead_id, coalesce(t.title, registry) AS title, indicator, kind, evidence, status
FROM lead
LEFT JOIN registry_title t USING (registry)
WHERE household_id = $1
ORDER BY lead_id

-- name: issues
SELECT issue_id, rule_id, r.title, s.word, state, due
FROM issue
LEFT JOIN rule_title r USING (rule_id)
LEFT JOIN severity_word s USING (severity)
WHERE household_id = $1
ORDER BY s.place, due, issue_id

-- name: visits
SELECT '市级验收' AS line, visit_start::DATE AS seen, inspector1 AS one, inspector2 AS other, verdict AS said
FROM municipal_household
WHERE household_id = $1
UNION ALL
SELECT evaluator, visit_start::DATE, interviewer, NULL,
       disposition || coalesce('，' || replace(coalesce(nullif(final, '无'), finding), '无', '未发现错退、漏评'), '')
FROM evaluation_household
WHERE household_id = $1
UNION ALL
SELECT kind, "date", inspector1, inspector2, coalesce(finding, '未发现问题')
FROM inspection_visit
WHERE household_id = $1
ORDER BY 2, 1, 3

-- name: measures
SELECT measure_family, measure, "date", amount
FROM measure
WHERE household_id = $1
ORDER BY "date", measure_family, measure, beneficiary_person_id

-- name: recovery
SELECT item, due, paid, "date", voucher
FROM recovery
WHERE household_id = $1
ORDER BY "date", item

-- name: hearings
SELECT "date", claim, county_evidence, ruling
FROM hearing
WHERE household_id = $1
ORDER BY "date", claim
