-- What a village's sheet lists; $1 is its code. Reads a judged case and the names of names.sql.
-- name: head
SELECT w.*, v.*, n.township
FROM village_verdict v
LEFT JOIN village w USING (village_code)
LEFT JOIN village_name n ON n.village_code = v.village_code
WHERE village_code = $1
ORDER BY w.src_row
LIMIT 1

-- name: homes
SELECT outcome, count(*) AS households, sum(persons)::BIGINT AS persons
FROM household_verdict
WHERE village_code = $1
GROUP BY outcome
ORDER BY 2 DESC, 1

-- name: open
SELECT household_id, outcome, list_extract(reasons, 1) AS reason
FROM household_verdict
WHERE village_code = $1 AND outcome NOT IN ('同意退出', '保持脱贫', '维持未脱贫')
ORDER BY outcome, household_id

-- name: papers
SELECT doc_type, doc_id, doc_date, pages, file_hash
FROM document
WHERE village_code = $1 AND owner_type = '村'
ORDER BY doc_type, doc_date, doc_id

-- name: team
SELECT member, unit, is_first_secretary, min(arrive_date) AS since, count(DISTINCT month) AS months, sum(days_present)::BIGINT AS days
FROM work_team
WHERE village_code = $1
GROUP BY ALL
ORDER BY is_first_secretary DESC, member, unit

-- name: steps
SELECT level, step, date_from, date_to, place, objection_n, objection_closed
FROM procedure
WHERE village_code = $1 AND object_type = '村'
ORDER BY date_from, seq, step

-- name: issues
SELECT issue_id, rule_id, r.title, s.word, state, due
FROM issue
LEFT JOIN rule_title r USING (rule_id)
LEFT JOIN severity_word s USING (severity)
WHERE village_code = $1 AND household_id IS NULL
ORDER BY s.place, due, issue_id

-- name: home_issues
SELECT s.word, state, count(*) AS number
FROM issue
LEFT JOIN severity_word s USING (severity)
WHERE village_code = $1 AND household_id IS NOT NULL
GROUP BY ALL
ORDER BY s.word, state

-- name: visits
SELECT '市级验收' AS line, visit_start::DATE AS seen, inspector1 AS one, inspector2 AS other, verdict AS said
FROM municipal_village
WHERE village_code = $1
UNION ALL
SELECT evaluator, NULL, NULL, NULL, coalesce(remark, '已评估')
FROM evaluation_village
WHERE village_code = $1
UNION ALL
SELECT kind, "date", inspector1, inspector2, coalesce(finding, '未发现问题')
FROM inspection_visit
WHERE village_code = $1 AND household_id IS NULL
ORDER BY 2, 1, 3
