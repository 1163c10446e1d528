-- What is in force on the day: decisions, rulings, exemptions, findings.
-- Reads: decision, finding, aside, rule_exemptable, verdict_setting. Source: RULEBOOK P7, P9, D.1 (decision), DESIGN 3
-- (accumulating lines).

-- A decision needs two different signers (P7), an exemption a rule that may be exempted and an expiry (P9). A later entry
-- on the same object supersedes an earlier one, of one day the one of the later package; rulings of whatever kind on one
-- criterion of one object follow each other.
CREATE OR REPLACE TABLE decision_in_force AS
SELECT d.*
FROM decision d, verdict_setting s
WHERE d.county_code = s.county_code
  AND d.decided_on <= s.as_of
  AND (d.expires IS NULL OR d.expires >= s.as_of)
  AND two_people(d.signer1, d.signer2)
  AND coalesce(d.expires >= d.decided_on, true)
  AND (d.kind <> '豁免' OR d.expires IS NOT NULL AND d.rule_id IN (SELECT rule_id FROM rule_exemptable))
QUALIFY row_number() OVER (
    PARTITION BY CASE WHEN d.criterion IS NOT NULL AND d.kind IN ('听证裁定', '复核结论', '改判') THEN '裁定' ELSE d.kind END,
                 d.object, d.line, d.rule_id, d.criterion
    ORDER BY d.decided_on DESC, d.version DESC NULLS LAST, d.decision_id DESC) = 1;

CREATE OR REPLACE TABLE ruling AS
SELECT object AS household_id, criterion, value AS mark, kind, doc_id
FROM decision_in_force
WHERE kind IN ('听证裁定', '复核结论', '改判') AND criterion BETWEEN 'c1' AND 'c8' AND value IN ('通过', '不通过')
QUALIFY row_number() OVER (PARTITION BY object, criterion ORDER BY decided_on DESC, version DESC NULLS LAST, decision_id DESC) = 1;

CREATE OR REPLACE TABLE exemption AS
SELECT DISTINCT ON (object, rule_id) object, rule_id, coalesce(number, doc_id) AS document, reason, expires
FROM decision_in_force WHERE kind = '豁免' ORDER BY object, rule_id, decided_on DESC, version DESC NULLS LAST, decision_id DESC;

-- A finding counts unless its rule is exempted on the row itself, on its household or on its village (P9).
CREATE OR REPLACE TABLE finding_in_force AS
SELECT f.*
FROM finding f
ANTI JOIN (
    SELECT g.rule_id, g.object_id, g.household_id, g.village_code
    FROM finding g JOIN exemption e ON e.rule_id = g.rule_id AND e.object IN (g.object_id, g.household_id, g.village_code)
) x ON x.rule_id = f.rule_id AND x.object_id IS NOT DISTINCT FROM f.object_id
   AND x.household_id IS NOT DISTINCT FROM f.household_id AND x.village_code IS NOT DISTINCT FROM f.village_code;

-- Where every wrong row of a household is exempted it is not set aside: an exemption holds no gate.
DELETE FROM aside
WHERE household_id IN (SELECT household_id FROM finding WHERE severity = 'row' AND line = 'self_check')
  AND household_id NOT IN (SELECT household_id FROM finding_in_force
                           WHERE severity = 'row' AND line = 'self_check' AND household_id IS NOT NULL);
