-- What the signals read beside the evidence: interviews of all lines in one form, who checked a household.
-- Reads: municipal_household, evaluation_household, opinion_response, inspection_visit, procedure,
-- signal_revisit (verdicts/revisits.sql), signal_evaluator(evaluator, line), signal_question("table", "column", header).

CREATE OR REPLACE TEMP MACRO township_of(village) AS left(village, 9);

CREATE OR REPLACE TEMP TABLE signal_interview AS
SELECT 'municipal' AS line, visit_id AS id, household_id AS object, village_code, inspector1 AS who,
       visit_start AS started, visit_end AS ended, date_diff('second', visit_start, visit_end) AS seconds,
       NULL::VARCHAR[] AS attitudes, NULL::VARCHAR[] AS answers, lon, lat
FROM municipal_household
UNION ALL
SELECT e.line, questionnaire_id, coalesce(household_id, village_code || '/' || unit_no), village_code, interviewer,
       visit_start, visit_end, date_diff('second', visit_start, visit_end),
       [q1, q2, q3, q4, overall], [c1, c2, c3, c4, c5, c6, c7, c8, q1, q2, q3, q4, overall], NULL, NULL
FROM evaluation_household JOIN signal_evaluator e USING (evaluator) WHERE disposition = '完成'
UNION ALL
SELECT 'opinion', respondent_hash, respondent_hash, village_code, interviewer, NULL, NULL, duration_s,
       [q_overall, q_policy, q_help, q_village],
       [q_overall, q_policy, q_help, q_village, occupation, knows_review, saw_notice, signed, trained], NULL, NULL
FROM opinion_response WHERE disposition = '完成';

-- Attitude questions as numbers, one row per answer; what says nothing (说不清, 不了解) is left out.
CREATE OR REPLACE TEMP TABLE signal_score AS
WITH long AS (
    SELECT 'opinion' AS line, 'opinion_response' AS "table", respondent_hash AS id, interviewer AS who, question, answer
    FROM (UNPIVOT (FROM opinion_response WHERE disposition = '完成') ON q_overall, q_policy, q_help, q_village INTO NAME question VALUE answer)
    UNION ALL
    SELECT e.line, 'evaluation_household', questionnaire_id, interviewer, question, answer
    FROM (UNPIVOT (FROM evaluation_household WHERE disposition = '完成') ON q1, q2, q3, q4, overall, finding INTO NAME question VALUE answer)
    JOIN signal_evaluator e USING (evaluator)
    UNION ALL
    SELECT 'municipal', 'municipal_household', visit_id, inspector1, 'verdict', verdict FROM municipal_household
), scored AS (
    SELECT l.*, CASE answer WHEN '满意' THEN 100 WHEN '比较满意' THEN 75 WHEN '一般' THEN 50 WHEN '不满意' THEN 0
                            WHEN '认可' THEN 100 WHEN '基本认可' THEN 75 WHEN '不认可' THEN 0
                            WHEN '无' THEN 100 WHEN '疑似错退' THEN 0 WHEN '疑似漏评' THEN 0 WHEN '达标' THEN 100 WHEN '不达标' THEN 0 END AS score
    FROM long l
)
SELECT s.*, t.header FROM scored s JOIN signal_question t ON t."table" = s."table" AND t."column" = s.question
WHERE score IS NOT NULL AND who IS NOT NULL;

-- Who verified the household for the county: both officials of the step 核实.
CREATE OR REPLACE TEMP TABLE signal_checker AS
SELECT DISTINCT household_id, who FROM (
    SELECT household_id, unnest([actor1, actor2]) AS who FROM procedure WHERE object_type = '户' AND step = '核实'
) WHERE who IS NOT NULL;
