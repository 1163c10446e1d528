-- Counts behind the county tests G2, G7, G8, G9, F1, the plan and the decisions, one row. Source: RULEBOOK D.4 "County".
-- Reads: household_verdict, village_verdict, poor_persons, lead, issue, evaluation_household, municipal_household,
-- opinion_response, finding_in_force, rule_holds, decision_in_force, village, verdict_setting.

WITH rate AS (
    SELECT coalesce((SELECT sum(agri_pop) FROM village), 0)::BIGINT AS agri_pop,
           coalesce((SELECT sum(lo) FROM poor_persons), 0)::BIGINT AS poor_lo,
           coalesce((SELECT sum(hi) FROM poor_persons), 0)::BIGINT AS poor_hi
), villages AS (
    SELECT count(*) FILTER (applied AND NOT withdrawn) AS applicants,
           count(*) FILTER (outcome = '建议同意销号') AS villages_exiting,
           count(*) FILTER (applied AND NOT withdrawn AND outcome NOT IN ('建议同意销号', '建议不予销号')) AS villages_open
    FROM village_verdict
), households AS (
    SELECT coalesce(sum(persons) FILTER (outcome = '同意退出'), 0)::BIGINT AS persons_exiting,
           count(*) FILTER (outcome IN ('待核', '待核(往年)')) AS households_open,
           count(*) FILTER (list_contains([c1, c2, c3, c4, c5, c6, c7, c8], '争议')) AS households_disputed
    FROM household_verdict
), leads AS (
    SELECT count(*) FILTER (coalesce(status, '待核查') NOT IN ('属实', '保留', '撤销')) AS leads_open FROM lead
), overdue AS (
    SELECT count(*) AS issues_overdue
    FROM issue i, verdict_setting s
    WHERE i.severity IN ('row', 'judge') AND i.state NOT IN ('销号', '豁免') AND i.due < s.as_of
), contested AS (  -- G9, E107: whatever an evaluator contests is closed by a decision 听证裁定 that `final` equals
    SELECT e.evaluator, e.questionnaire_id,
           bool_or(d.value = coalesce(e.final, '')) AS closed
    FROM evaluation_household e
    LEFT JOIN decision_in_force d ON d.kind = '听证裁定' AND d.criterion IS NULL
        AND d.object IN (e.household_id, e.unit_no, e.village_code || '-' || e.unit_no, e.questionnaire_id)
        AND coalesce(d.line, '') IN ('', CASE e.evaluator WHEN '摘帽评估方' THEN 'exit_evaluation' ELSE 'precision_evaluation' END)
    WHERE e.disposition = '完成' AND (e.finding IN ('疑似错退', '疑似漏评') OR e.final IN ('错退', '漏评'))
    GROUP BY e.evaluator, e.questionnaire_id
), hearings AS (
    SELECT count(*) AS contested, count(*) FILTER (NOT coalesce(closed, false)) AS hearings_open FROM contested
), opinions AS (
    SELECT count(*) FILTER (disposition = '完成') AS completes FROM opinion_response
), held AS (
    SELECT string_agg(DISTINCT f.rule_id, '、' ORDER BY f.rule_id) AS g7_rules
    FROM finding_in_force f JOIN rule_holds h USING (rule_id) WHERE h.test = 'G7'
), decided AS (
    SELECT list(DISTINCT d.kind ORDER BY d.kind) AS decided
    FROM decision_in_force d, verdict_setting s
    WHERE d.object = s.county_code AND (
        d.kind IN ('联合复核完成', '市级复核完成')
        -- 扩样 counts once it is carried out: visits after the day it was decided
        OR d.kind = '扩样' AND EXISTS (SELECT 1 FROM municipal_household m WHERE m.visit_start::DATE > d.decided_on))
)
SELECT * FROM rate, villages, households, leads, overdue, hearings, opinions, held, decided;
