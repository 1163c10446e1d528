-- Counts behind the readiness gate R1-R6, one row. Source: RULEBOOK D.4 "Readiness gate", D.2 (E007, E092, E095).
-- Reads: finding_in_force, rule_holds, lead, procedure, household, aside, manifest, verdict_setting.

WITH blocks AS (
    SELECT count(*) AS n, string_agg(DISTINCT f.rule_id, '、' ORDER BY f.rule_id) AS rules
    FROM finding_in_force f
    WHERE f.severity = 'block' AND f.scope = 'county' AND f.rule_id NOT IN (SELECT rule_id FROM rule_holds WHERE test <> 'R1')
), held AS (
    SELECT string_agg(DISTINCT f.rule_id, '、' ORDER BY f.rule_id) AS rules
    FROM finding_in_force f JOIN rule_holds h USING (rule_id) WHERE h.test = 'R2'
), leads AS (
    SELECT count(*) AS total, count(*) FILTER (status IN ('属实', '保留', '撤销')) AS decided FROM lead
), notices AS (
    SELECT count(*) AS total,
           count(*) FILTER (p.date_to IS NULL) AS undated,
           max(p.date_to) FILTER (p.date_to >= s.as_of) AS last_day
    FROM procedure p, verdict_setting s WHERE p.step = '公示'
), registered AS (
    SELECT count(*) FILTER (exit_status IS DISTINCT FROM '注销') AS total,
           count(*) FILTER (exit_status = '预脱贫') AS candidates
    FROM household
), set_aside AS (
    SELECT count(DISTINCT a.household_id) AS n
    FROM aside a JOIN household h USING (household_id) WHERE h.exit_status IS DISTINCT FROM '注销'
), sealed AS (
    SELECT count(*) FILTER (trim(coalesce(sealed_doc, '')) <> '') AS n,
           EXISTS (FROM finding_in_force f JOIN rule_holds h USING (rule_id) WHERE h.test = 'R6') AS missing
    FROM manifest
)
SELECT blocks.n AS blocks, blocks.rules AS block_rules, held.rules AS held_rules,
       leads.total AS leads, leads.decided AS decided,
       notices.total AS notices, notices.undated AS undated, notices.last_day AS last_day,
       registered.total AS registered, registered.candidates AS candidates, set_aside.n AS aside, sealed.n AS sealed, sealed.missing AS seal_missing
FROM blocks, held, leads, notices, registered, set_aside, sealed;
