-- Decisions beside the list of rules: which there are, and which may be exempted (acceptance/exemptions.py).
SELECT d.*, k.value IS NOT NULL AS rule_known, e.value IS NOT NULL AS rule_exemptable
FROM decision d
LEFT JOIN code_list k ON k.name = 'rule' AND k.value = d.rule_id
LEFT JOIN code_list e ON e.name = 'rule_exemptable' AND e.value = d.rule_id
