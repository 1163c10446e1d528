-- What several overviews read: where a village lies, what the procedure table claims and what villagers remember.
-- Reads: village, dim_area, procedure, opinion_response, household_fact, verdict_setting.

CREATE OR REPLACE TEMP TABLE overview_village AS
WITH area AS (SELECT code, min(name) AS name FROM dim_area GROUP BY code)
SELECT v.village_code, coalesce(v.township, left(v.village_code, 9)) AS township_code,
       coalesce(t.name, v.township) AS township, coalesce(v.village, a.name, v.village_code) AS village
FROM (SELECT village_code, min(village_name) AS village, min(township_code) AS township FROM village GROUP BY village_code) v
LEFT JOIN area a ON a.code = v.village_code
LEFT JOIN area t ON t.code = v.township;

-- One row per village and item of the procedure: households it claims it for, of how many candidates; who remembers it, of how many.
-- 宣传培训 is claimed for a whole village by one record of the village.
CREATE OR REPLACE TEMP TABLE overview_recall AS
WITH item(item, place, steps) AS (VALUES
    ('民主评议', 1, ['组评议', '村评议']), ('公示', 2, ['公示']), ('签字确认', 3, ['签字']), ('宣传培训', 4, ['宣传培训'])
), candidate AS (
    SELECT household_id, village_code FROM household_fact WHERE standing = '拟退出'
), claimed AS (
    SELECT c.village_code, i.item, count(*) AS households,
           count(*) FILTER (EXISTS (FROM procedure p WHERE list_contains(i.steps, p.step)
               AND (p.household_id = c.household_id OR p.object_type = '村' AND p.village_code = c.village_code AND i.item = '宣传培训'))) AS claimed
    FROM candidate c CROSS JOIN item i GROUP BY ALL
), answer AS (
    SELECT village_code, item, yes FROM (
        SELECT village_code, unnest([
            {'item': '民主评议', 'yes': knows_review}, {'item': '公示', 'yes': saw_notice},
            {'item': '签字确认', 'yes': CASE WHEN "group" = '脱贫户' THEN signed END}, {'item': '宣传培训', 'yes': trained}], recursive := true)
        FROM opinion_response WHERE disposition = '完成'
    ) WHERE yes IN ('是', '否')
), remembered AS (
    SELECT village_code, item, count(*) AS asked, count(*) FILTER (yes = '是') AS remembered FROM answer GROUP BY ALL
)
SELECT coalesce(c.village_code, r.village_code) AS village_code, i.item, i.place,
       coalesce(c.households, 0) AS households, coalesce(c.claimed, 0) AS claimed,
       coalesce(r.asked, 0) AS asked, coalesce(r.remembered, 0) AS remembered
FROM claimed c FULL JOIN remembered r ON r.village_code IS NOT DISTINCT FROM c.village_code AND r.item = c.item
JOIN item i ON i.item = coalesce(c.item, r.item);
