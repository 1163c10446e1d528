-- Decisions beside the list of rules: which there are, and which may be exempted (acceptance/exemptions.py); beside a 批复 the
-- last day of the county's newest public notice in the same package.
SELECT d.*, k.value IS NOT NULL AS rule_known, e.value IS NOT NULL AS rule_exemptable, n.notice_last
FROM decision d
LEFT JOIN code_list k ON k.name = 'rule' AND k.value = d.rule_id
LEFT JOIN code_list e ON e.name = 'rule_exemptable' AND e.value = d.rule_id
LEFT JOIN (
    SELECT pkg, county_code, max(coalesce(expires, decided_on + (r.notice_days - 1)::INTEGER)) AS notice_last
    FROM decision JOIN params r USING (pkg) WHERE kind = '公示签发' GROUP BY ALL
) n ON n.pkg = d.pkg AND n.county_code = d.county_code
