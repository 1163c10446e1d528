-- S: what the county's own self-check says about c1..c8 of each registered household, judge findings included.
-- Reads: household, income, member, procedure, finding_in_force, exemption, rule_feeds, verdict_setting.
-- Source: RULEBOOK D.4 (sources), D.2 (what judge rules feed). A missing value is 缺证据: no row at all.

CREATE OR REPLACE TABLE registered AS
SELECT household_id, village_code, exit_status, self_verdict, members, house_grade, renovated, relocated, move_in_date,
       water_safe, water_hard, food_ok, clothing_ok
FROM household
WHERE exit_status IS DISTINCT FROM '注销';

CREATE OR REPLACE TABLE self_mark AS
WITH aged AS (  -- full years on 31 August, as in E060; the identity key holds the date of birth
    SELECT m.*, s.entry_age,
           s.campaign_year - m.k // 10000000 % 10000 - CASE WHEN m.k // 100000 % 100 > 8 THEN 1 ELSE 0 END AS age
    FROM member m, verdict_setting s
), people AS (
    SELECT household_id,
           bool_or(coalesce(age BETWEEN entry_age AND 15, true) AND schooling IS NULL AND dropout_reason IS NULL
                   AND coalesce(education, '') NOT IN ('初中', '高中', '大专', '大专及以上', '本科及以上')) AS schooling_unknown,
           bool_or(resident_med = '否' AND employee_med = '否') AS someone_uninsured,
           bool_or(coalesce(resident_med, '') <> '是' AND coalesce(employee_med, '') <> '是'
                   AND (resident_med IS NULL OR employee_med IS NULL)) AS insurance_unknown
    FROM aged GROUP BY household_id
), income_after AS (
    SELECT household_id, min(net_pc) AS net_pc FROM income WHERE phase = '脱贫后' GROUP BY household_id
), with_procedure AS (
    SELECT DISTINCT household_id FROM procedure WHERE object_type = '户'
), fact AS (  -- true, false, or NULL for a missing value
    SELECT r.household_id,
           i.net_pc > s.poverty_line AS c1,
           r.food_ok = '是' AS c2,
           r.clothing_ok = '是' AS c3,
           CASE WHEN NOT p.schooling_unknown THEN true END AS c4,
           CASE WHEN p.someone_uninsured THEN false WHEN NOT p.insurance_unknown THEN true END AS c5,
           CASE WHEN r.house_grade IS NOT NULL AND NOT (coalesce(r.relocated, '') = '是' AND r.move_in_date IS NULL)
                THEN r.house_grade IN ('A', 'B') OR r.renovated = '是' OR r.relocated = '是' END AS c6,
           r.water_safe = '是' AND r.water_hard = '否' AS c7,
           CASE WHEN w.household_id IS NOT NULL THEN true END AS c8
    FROM registered r CROSS JOIN verdict_setting s
    LEFT JOIN people p USING (household_id)
    LEFT JOIN income_after i USING (household_id)
    LEFT JOIN with_procedure w USING (household_id)
), stated AS (
    SELECT household_id, criterion, met FROM (UNPIVOT fact ON c1, c2, c3, c4, c5, c6, c7, c8 INTO NAME criterion VALUE met)
), failed AS (
    SELECT f.household_id, r.feeds AS criterion, string_agg(DISTINCT f.rule_id, '、' ORDER BY f.rule_id) AS rules
    FROM finding_in_force f JOIN rule_feeds r USING (rule_id)
    WHERE f.severity = 'judge' AND f.household_id IS NOT NULL
    GROUP BY ALL
), exempted AS (  -- 豁免 names the household, its village, or one member: then the rule's own field says nothing against it
    SELECT DISTINCT o.household_id, r.feeds AS criterion
    FROM exemption e
    JOIN rule_feeds r USING (rule_id)
    JOIN (SELECT household_id, household_id AS object FROM registered
          UNION ALL SELECT household_id, village_code FROM registered
          UNION ALL SELECT household_id, person_id FROM member) o USING (object)
)
SELECT household_id, criterion,
       CASE WHEN f.rules IS NOT NULL THEN '不通过'
            WHEN t.met OR e.household_id IS NOT NULL THEN '通过'
            ELSE '不通过' END AS mark,
       f.rules
FROM stated t
FULL JOIN failed f USING (household_id, criterion)
LEFT JOIN exempted e USING (household_id, criterion)
SEMI JOIN registered USING (household_id)
WHERE criterion BETWEEN 'c1' AND 'c8';
