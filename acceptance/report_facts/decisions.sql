-- Decisions in force on this county, one row per decision document: what it covers is listed (RULEBOOK P7, part 10).
-- Reads: decision_in_force, village, criterion_title, verdict_setting. Rulings on contested cases stand in part 13.
WITH named AS (
    SELECT d.*, coalesce(v.village_name, CASE WHEN d.object = s.county_code THEN '本区县' ELSE d.object END)
           || coalesce(' ' || t.title || d.value, CASE WHEN d.kind = '豁免' THEN ' ' || d.rule_id END, '') AS covered
    FROM decision_in_force d CROSS JOIN verdict_setting s
    LEFT JOIN (SELECT village_code, min(village_name) AS village_name FROM village GROUP BY ALL) v ON v.village_code = d.object
    LEFT JOIN criterion_title t USING (criterion)
    WHERE NOT (d.kind = '听证裁定' AND d.criterion IS NULL)
)
SELECT kind, list(covered ORDER BY covered, decision_id) AS covered, reason, doc_id, signer1, signer2, decided_on, expires, number
FROM named
GROUP BY kind, reason, doc_id, signer1, signer2, decided_on, expires, number
ORDER BY decided_on, kind, number, doc_id, reason, min(decision_id);
