-- Each contested case of the third parties: what was found, which evidence, how it was ruled (RULEBOOK D.4 part 13, G9, E107).
-- Reads: evaluation_household, hearing, decision_in_force, criterion_title. `statement` is what the county brought forward about the
-- object, to whichever evaluator heard it; NULL where nobody heard it. The same cases and the same decisions as the test G9.
WITH evaluator(evaluator, line) AS (
    VALUES ('摘帽评估方', 'exit_evaluation'), ('精准评估方', 'precision_evaluation')
), contested AS (
    SELECT e.*, v.line FROM evaluation_household e JOIN evaluator v USING (evaluator)
    WHERE e.disposition = '完成' AND (e.finding IN ('疑似错退', '疑似漏评') OR e.final IN ('错退', '漏评'))
), failed AS (
    SELECT u.evaluator, u.questionnaire_id, string_agg(u.criterion || ' ' || t.title, '、' ORDER BY u.criterion) AS criteria
    FROM (UNPIVOT (SELECT evaluator, questionnaire_id, c1, c2, c3, c4, c5, c6, c7, c8 FROM contested)
          ON c1, c2, c3, c4, c5, c6, c7, c8 INTO NAME criterion VALUE mark) u
    JOIN criterion_title t USING (criterion)
    WHERE u.mark = '不通过' GROUP BY ALL
), heard AS (
    SELECT coalesce(household_id, village_code || '-' || unit_no) AS object_id,
           coalesce(string_agg(DISTINCT nullif(trim(county_evidence), '无'), '；' ORDER BY nullif(trim(county_evidence), '无')), '未举证') AS statement
    FROM hearing GROUP BY ALL
)
SELECT c.line, coalesce(c.household_id, c.village_code || '-' || c.unit_no, c.questionnaire_id) AS object_id,
       c.frame, c.persons, c.finding, c.final, coalesce(f.criteria, '') AS criteria, coalesce(c.evidence_id, '') AS evidence, h.statement,
       d.value, d.reason, d.doc_id, d.signer1, d.signer2, d.decided_on
FROM contested c
LEFT JOIN failed f USING (evaluator, questionnaire_id)
LEFT JOIN heard h ON h.object_id = coalesce(c.household_id, c.village_code || '-' || c.unit_no)
LEFT JOIN decision_in_force d ON d.kind = '听证裁定' AND d.criterion IS NULL
    AND d.object IN (c.household_id, c.unit_no, c.village_code || '-' || c.unit_no, c.questionnaire_id)
    AND coalesce(d.line, '') IN ('', c.line)
QUALIFY row_number() OVER (PARTITION BY c.evaluator, c.questionnaire_id ORDER BY d.decided_on DESC NULLS LAST, d.decision_id DESC) = 1
ORDER BY c.line, object_id, c.questionnaire_id;
