-- Both third-party evaluators answer exactly the units drawn for them, with the weights of the draw.
-- One household in every third village doubts one question, every other one recognises the exit on all five: F5 lies near 98%
-- whatever the seed.

CREATE OR REPLACE TABLE made.evaluation_household AS
WITH units AS (
    SELECT u.*, c.number, CASE u.line WHEN 'exit_evaluation' THEN '摘帽评估方' ELSE '精准评估方' END AS evaluator,
           u.line = 'exit_evaluation' AS first, coalesce(household_id, village_code || unit_no)::BIGINT * 2 + (u.line = 'exit_evaluation')::INTEGER AS qid,
           row_number() OVER (PARTITION BY u.line, u.village_code ORDER BY u.frame, u.draw_order) - 1 AS k,
           dense_rank() OVER (PARTITION BY u.line, u.county_code ORDER BY u.village_code) - 1 AS nth
    FROM draw_unit u JOIN county c ON c.code = u.county_code WHERE u.line IN ('exit_evaluation', 'precision_evaluation') AND NOT u.reserve
), met AS (
    SELECT *, nth % 3 = 0 AND row_number() OVER (PARTITION BY line, village_code ORDER BY hash(qid, 'doubts', getvariable('seed')), qid) = 1 AS doubts, upto(qid, 'which', 4) + 1 AS which,
           (on_day(CASE WHEN first THEN 5 ELSE 8 END + nth // 6 + 3 * (k // 20)) + TIME '08:20:00') + to_minutes((28 * (k % 20))::BIGINT) AS visit_start
    FROM units
)
SELECT county_code, evaluator, line, CASE WHEN first THEN 'Z' ELSE 'J' END || coalesce(household_id, village_code || unit_no) AS questionnaire_id, village_code, group_name,
       household_id, unit_no, frame, selection AS household_selection, weight, '完成' AS disposition, NULL::VARCHAR AS replaced_for, persons,
       '通过' AS c1, '通过' AS c2, '通过' AS c3, '通过' AS c4, '通过' AS c5, '通过' AS c6, '通过' AS c7, CASE WHEN household_id IS NULL THEN '未查' ELSE '通过' END AS c8,
       NULL::VARCHAR AS evidence_id, '无' AS finding, '无' AS final,
       CASE WHEN doubts AND which = 1 THEN '不认可' WHEN chance(qid, 'q1') < 0.7 THEN '认可' ELSE '基本认可' END AS q1,
       CASE WHEN doubts AND which = 2 THEN '不认可' WHEN chance(qid, 'q2') < 0.6 THEN '认可' ELSE '基本认可' END AS q2,
       CASE WHEN doubts AND which = 3 THEN '说不清' WHEN chance(qid, 'q3') < 0.65 THEN '认可' ELSE '基本认可' END AS q3,
       CASE WHEN doubts AND which = 4 THEN '不认可' WHEN chance(qid, 'q4') < 0.7 THEN '认可' ELSE '基本认可' END AS q4,
       CASE WHEN doubts AND which < 3 THEN '不认可' WHEN chance(qid, 'overall') < 0.6 THEN '认可' ELSE '基本认可' END AS overall,
       visit_start, visit_start + to_minutes((17 + upto(qid, 'minutes', 8))::BIGINT) AS visit_end,
       official(number * 4900 + CASE WHEN first THEN 720 ELSE 730 END + nth % 6) AS interviewer
FROM met;
