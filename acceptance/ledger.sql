-- The issue ledger (问题台账): one issue per rule and object over all accepted versions. Source: DESIGN 10, RULEBOOK D.1, E-rules.
-- Reads: finding_history(line, version, received_on, in_force, rule_id, severity, table_name, object_id, household_id,
-- village_code), village, exemption(object, rule_id) of verdicts, ledger_setting(campaign_year, county_code, overdue_days).
-- Nothing is remembered between runs: the versions themselves say when an issue appeared and whether it is gone.
CREATE OR REPLACE TABLE issue AS
WITH seen AS (
    SELECT rule_id, table_name, coalesce(object_id, '') AS object_id,
           -- as the newest version has it; the value itself only breaks ties
           arg_max(severity, (in_force, version, severity)) AS severity,
           arg_max(household_id, (in_force, version, household_id)) AS household_id,
           arg_max(village_code, (in_force, version, village_code)) AS village_code,
           min(version) AS first_version, min(received_on) AS first_seen,
           count(*) FILTER (in_force) AS findings,
           bool_or(NOT in_force) AS sent_before
    FROM finding_history GROUP BY ALL
), placed AS (
    SELECT s.*, v.township_code,
           EXISTS (FROM exemption e WHERE e.rule_id = s.rule_id AND e.object IN (s.object_id, s.household_id, s.village_code)) AS exempt
    FROM seen s LEFT JOIN (SELECT village_code, min(township_code) AS township_code FROM village GROUP BY ALL) v USING (village_code)
)
SELECT left(sha256(concat_ws('|', campaign_year, county_code, rule_id, table_name, object_id)), 16) AS issue_id,
       rule_id, table_name AS "table", object_id, household_id, village_code, severity,
       CASE WHEN findings = 0 THEN '销号' WHEN exempt THEN '豁免' WHEN sent_before THEN '整改中' ELSE '新增' END AS state,
       -- who sets it right: a household's village, a village's township, the county for everything else
       coalesce(CASE WHEN household_id IS NOT NULL THEN village_code END, township_code, county_code) AS owner,
       first_seen + overdue_days AS due, first_version, findings
FROM placed CROSS JOIN ledger_setting
ORDER BY issue_id;
