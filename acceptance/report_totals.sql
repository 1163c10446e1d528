-- E113: the same thing counted over households and over villages, one row each (what, household, village); NULL: not counted there.
-- Reads: household, village, household_verdict, village_verdict, poor_persons (verdicts). Source: RULEBOOK E113.
SELECT '在册户数' AS what,
       (SELECT count(DISTINCT household_id) FROM household WHERE exit_status IS DISTINCT FROM '注销') AS household,
       (SELECT count(*) FROM household_verdict h SEMI JOIN village v USING (village_code)) AS village
UNION ALL
SELECT '村数', NULL, (SELECT count(DISTINCT village_code) FROM village)
UNION ALL
SELECT '贫困人口', (SELECT sum(lo) FROM poor_persons)::BIGINT,
       (SELECT sum(p.lo) FROM poor_persons p SEMI JOIN village v USING (village_code))::BIGINT
