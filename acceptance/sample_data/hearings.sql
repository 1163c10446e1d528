-- From the fourth county on: the precision evaluator doubts one exit, the county is heard, and the municipality rules. In every
-- second county it proves a wrong exit. The ruling is a decision on the case and one on the criterion; `final` says the same.
CREATE OR REPLACE TABLE made.case AS
SELECT e.county_code, e.questionnaire_id, e.household_id, c.number, c.heard, CASE WHEN c.heard % 2 = 0 THEN '错退' ELSE '无' END AS ruling
FROM made.evaluation_household e JOIN county c ON c.code = e.county_code
WHERE c.heard > 0 AND e.line = 'precision_evaluation' AND e.frame = '脱贫户' AND e.household_id NOT IN (SELECT household_id FROM made.hit)
QUALIFY row_number() OVER (PARTITION BY e.county_code ORDER BY hash(questionnaire_id, 'case', getvariable('seed')), questionnaire_id) = 1;

UPDATE made.evaluation_household SET finding = '疑似错退', final = s.ruling, c1 = '不通过', evidence_id = 'ZJ-' || s.questionnaire_id
FROM made.case s WHERE evaluation_household.questionnaire_id = s.questionnaire_id;

CREATE OR REPLACE TABLE made.hearing AS
SELECT s.county_code, e.line, e.village_code, s.household_id, NULL::VARCHAR AS unit_no, '收入未稳定超过扶贫标准' AS claim,
       CASE s.ruling WHEN '错退' THEN '无' ELSE '银行流水、务工合同' END AS county_evidence, s.ruling, on_day(15) AS "date",
       official(s.number * 4900 + 770) || '、' || official(s.number * 4900 + 771) AS signers
FROM made.case s JOIN made.evaluation_household e USING (questionnaire_id);

INSERT INTO made.decision BY NAME
SELECT 'TZ-' || county_code || '-' || n AS decision_id, county_code, '听证裁定' AS kind, household_id AS object, 'precision_evaluation' AS line,
       CASE n WHEN 2 THEN 'c1' END AS criterion,
       CASE n WHEN 1 THEN ruling WHEN 2 THEN CASE ruling WHEN '错退' THEN '不通过' ELSE '通过' END END AS value,
       CASE ruling WHEN '错退' THEN '区县未能提供收入佐证，认定收入未稳定超过标准' ELSE '区县补充银行流水和务工合同，收入达标' END AS reason,
       'TZJY-' || county_code AS doc_id, official(number * 4900 + 770) AS signer1, official(number * 4900 + 771) AS signer2, on_day(16) AS decided_on
FROM made.case, range(1, 3) t(n);
