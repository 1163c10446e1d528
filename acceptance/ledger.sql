-- The issue ledger (问题台账): one issue per rule and object over all accepted versions. Source: DESIGN 10, RULEBOOK D.1, E-rules.
-- Reads: finding_history(line, version, received_on, in_force, rule_id, severity, table_name, object_id, household_id,
-- village_code), village, rectification, decision, exemption(object, rule_id) of verdicts, ledger_setting(campaign_year,
-- county_code, overdue_days, as_of).
-- Nothing is remembered between runs: the versions themselves say when an issue appeared and whether it is gone, the replies
-- (整改回复) who set it right and when.
CREATE OR REPLACE TABLE issue AS
WITH seen AS (
    SELECT rule_id, table_name, coalesce(object_id, '') AS object_id,
           -- as the newest version has it; the value itself only breaks ties
           arg_max(severity, (in_force, version, severity)) AS severity,
           arg_max(household_id, (in_force, version, household_id)) AS household_id,
           arg_max(village_code, (in_force, version, village_code)) AS village_code,
           min(version) AS first_version, min(received_on) AS first_seen,
           max(received_on) FILTER (in_force) AS last_seen,
           count(*) FILTER (in_force) AS findings,
           bool_or(NOT in_force) AS sent_before
    FROM finding_history GROUP BY ALL
), placed AS (
    SELECT s.*, v.township_code, t.*,
           left(sha256(concat_ws('|', campaign_year, t.county_code, rule_id, table_name, object_id)), 16) AS issue_id,
           EXISTS (FROM exemption e WHERE e.rule_id = s.rule_id AND e.object IN (s.object_id, s.household_id, s.village_code)) AS exempt
    FROM seen s CROSS JOIN ledger_setting t
    LEFT JOIN (SELECT village_code, min(township_code) AS township_code FROM village GROUP BY ALL) v USING (village_code)
), reply AS (  -- the latest reply on an issue
    SELECT issue_id, done_on, responsible, reviewer, doc_id FROM rectification
    QUALIFY row_number() OVER (PARTITION BY issue_id ORDER BY done_on DESC, version DESC, src_file DESC, src_sheet DESC, src_row DESC) = 1
), owned AS (
    SELECT p.*, first_seen + overdue_days AS first_due,
           -- who sets it right: a household's village, a village's township, the county for everything else
           coalesce(CASE WHEN household_id IS NOT NULL THEN village_code END, township_code, p.county_code) AS owner
    FROM placed p
), notice AS (  -- 通知签发 to the county or the township, of two signers: the first one hands the issue down
    SELECT o.issue_id, min(d.decided_on) AS sent_on, arg_min(d.number, (d.decided_on, d.decision_id)) AS notice,
           arg_max(d.expires, (d.decided_on, d.decision_id)) FILTER (d.expires IS NOT NULL) AS until
    FROM owned o JOIN decision d ON d.kind = '通知签发' AND starts_with(o.owner, d.object) AND d.decided_on BETWEEN o.first_seen AND o.as_of
        AND two_people(d.signer1, d.signer2)
    GROUP BY o.issue_id
)
SELECT o.issue_id, rule_id, table_name AS "table", object_id, household_id, village_code, severity,
       CASE WHEN findings = 0 THEN '销号' WHEN exempt THEN '豁免'
            -- set right since the version that still has it: the next version, or a visit, has to show it
            WHEN r.done_on >= last_seen THEN '待复核'
            WHEN sent_before OR r.done_on IS NOT NULL THEN '整改中'
            WHEN n.sent_on IS NOT NULL THEN '已下发' ELSE '新增' END AS state,
       owner,
       -- the day the newest notice states (有效期至); what was late when the first one went out has the days the letter gives it
       coalesce(n.until, CASE WHEN first_due < n.sent_on THEN n.sent_on + overdue_days END, first_due) AS due,
       first_due, first_version, findings, first_seen,
       r.done_on AS replied_on, r.responsible, r.reviewer, r.doc_id AS reply_doc, n.sent_on, n.notice
FROM owned o LEFT JOIN reply r USING (issue_id) LEFT JOIN notice n USING (issue_id)
ORDER BY o.issue_id;
