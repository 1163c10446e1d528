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
CREATE OR REPLACE TEMP TABLE overview_claim AS
WITH item(item, place, steps) AS (VALUES
    ('民主评议', 1, ['组评议', '村评议']), ('公示', 2, ['公示']), ('签字确认', 3, ['签字']), ('宣传培训', 4, ['宣传培训'])
), candidate AS (
    SELECT household_id, village_code FROM household_fact WHERE standing = '拟退出'
), by_home AS (
    SELECT DISTINCT i.item, p.household_id FROM procedure p
    JOIN (SELECT item, unnest(steps) AS step FROM item) i USING (step) WHERE p.household_id IS NOT NULL
), by_village AS (
    SELECT DISTINCT '宣传培训' AS item, village_code FROM procedure WHERE object_type = '村' AND step = '宣传培训'
), recorded AS (  -- a step that the county records nowhere claims nothing
    SELECT item FROM by_home UNION SELECT item FROM by_village
), claimed AS (
    SELECT c.village_code, i.item, count(*) AS households,
           CASE WHEN count(r.item) > 0 THEN count(*) FILTER (h.item IS NOT NULL OR v.item IS NOT NULL) END AS claimed
    FROM candidate c CROSS JOIN item i
    LEFT JOIN by_home h ON h.household_id = c.household_id AND h.item = i.item
    LEFT JOIN by_village v ON v.village_code = c.village_code AND v.item = i.item
    LEFT JOIN recorded r ON r.item = i.item
    GROUP BY c.village_code, i.item
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
       coalesce(c.households, 0) AS households, c.claimed,
       coalesce(r.asked, 0) AS asked, coalesce(r.remembered, 0) AS remembered
FROM claimed c FULL JOIN remembered r ON r.village_code IS NOT DISTINCT FROM c.village_code AND r.item = c.item
JOIN item i ON i.item = coalesce(c.item, r.item);

-- One row per household with an income reading after the exit, and the reading before it where there is one; amounts per household.
-- lasting: without one-off income. Reads: household_fact, income, household.
CREATE OR REPLACE TEMP TABLE overview_income AS
WITH home AS (
    SELECT f.household_id, f.village_code, f.standing, f.persons, greatest(coalesce(h.members, f.persons), 1) AS members
    FROM household_fact f JOIN household h USING (household_id)
    WHERE f.standing IN ('拟退出', '已脱贫') AND NOT f.set_aside
), reading AS (
    SELECT household_id, phase, net_pc, net_total, transfer, coalesce(one_off, 0) AS one_off, wage, property,
           coalesce(business, 0) - coalesce(business_cost, 0) AS business, coalesce(transfer_dibao, 0) AS dibao
    FROM income WHERE net_pc IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY household_id, phase ORDER BY src_file, src_sheet, src_row) = 1
)
SELECT h.*, a.net_pc AS after_pc, b.net_pc AS before_pc, a AS after, b AS before
FROM home h JOIN reading a ON a.household_id = h.household_id AND a.phase = '脱贫后'
LEFT JOIN reading b ON b.household_id = h.household_id AND b.phase = '脱贫前';

-- Which groups a registered household belongs to, as the policy list names them. Reads: household_fact, household, person.
CREATE OR REPLACE TEMP TABLE overview_group AS
WITH people AS (
    SELECT household_id,
           bool_or(labour IN ('普通劳动力', '技能劳动力', '弱劳动力或半劳动力')) AS labour,
           bool_or(contains(coalesce(health, ''), '大病') OR contains(coalesce(health, ''), '慢性病')) AS ill,
           bool_or(contains(coalesce(health, ''), '残疾')) AS disabled,
           bool_or(schooling IS NOT NULL AND schooling NOT IN ('非在校生', '学龄前儿童')) AS pupil,
           bool_or(is_dibao = '是' OR is_tekun = '是') AS supported
    FROM person WHERE coalesce(change_type, '无') NOT IN ('死亡', '迁出', '服刑') GROUP BY household_id
), home AS (
    SELECT f.household_id, f.village_code, f.standing, h.main_cause, h.hh_attr, p.* EXCLUDE (household_id),
           h.is_unsafe = '是' OR h.house_grade IN ('C', 'D') OR h.relocated = '是' AS moves
    FROM household_fact f JOIN household h USING (household_id) LEFT JOIN people p USING (household_id)
)
SELECT household_id, village_code, unnest(list_filter([
    '全体建档立卡户',
    CASE WHEN standing = '未脱贫' THEN '未脱贫户' END,
    CASE WHEN labour THEN '有劳动力的户' END,
    CASE WHEN moves THEN '危房或易地搬迁户' END,
    CASE WHEN ill OR main_cause = '因病' THEN '有大病慢病患者的户' END,
    CASE WHEN disabled OR main_cause = '因残' THEN '有残疾人的户' END,
    CASE WHEN pupil THEN '有在校学生的户' END,
    CASE WHEN supported OR hh_attr NOT IN ('一般贫困户') THEN '低保五保户' END
], lambda name: name IS NOT NULL)) AS name
FROM home;

-- Household × policy: entitled by its group; received by a measure with the policy's code, or by one of its batch without any code.
CREATE OR REPLACE TEMP TABLE overview_policy AS
WITH entitled AS (
    SELECT p.code, g.household_id, g.village_code FROM policy p JOIN overview_group g ON g.name = p.entitled
), given AS (
    SELECT p.code, m.household_id, f.village_code, sum(coalesce(m.amount, 0)) AS amount, count(*) AS measures
    FROM policy p
    JOIN measure m ON m.policy_code = p.code OR m.policy_code IS NULL AND m.measure_family = p.family
    JOIN household_fact f ON f.household_id = m.household_id
    GROUP BY ALL
)
SELECT coalesce(e.code, g.code) AS code, coalesce(e.household_id, g.household_id) AS household_id,
       coalesce(e.village_code, g.village_code) AS village_code, e.household_id IS NOT NULL AS entitled,
       g.household_id IS NOT NULL AS received, coalesce(g.amount, 0) AS amount
FROM entitled e FULL JOIN given g ON g.code = e.code AND g.household_id = e.household_id;

-- Gwet's AC1 and Cohen's κ of two raters on two categories, from the four counts: both 通过, only the first, only the second,
-- neither (Gwet 2008; RULEBOOK F12). κ is 不适用 (NULL) when a rater never varies: chance agreement then swallows everything.
CREATE OR REPLACE TEMP MACRO ac1(a, b, c, d) AS
    ((a + d) / (a + b + c + d) - 2 * ((2 * a + b + c) / (2 * (a + b + c + d))) * (1 - (2 * a + b + c) / (2 * (a + b + c + d))))
    / (1 - 2 * ((2 * a + b + c) / (2 * (a + b + c + d))) * (1 - (2 * a + b + c) / (2 * (a + b + c + d))));
CREATE OR REPLACE TEMP MACRO kappa(a, b, c, d) AS
    CASE WHEN (a + b) * (c + d) > 0 AND (a + c) * (b + d) > 0
         THEN 2 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d))::DOUBLE END;

-- The self-check's and the municipal inspectors' mark on the same criterion of the same household.
CREATE OR REPLACE TEMP TABLE overview_pair AS
SELECT m.household_id, m.criterion, v.village_code, s.mark = '通过' AS claimed, m.mark = '通过' AS seen
FROM mark m JOIN mark s ON s.household_id = m.household_id AND s.criterion = m.criterion AND s.source = 'S'
JOIN (SELECT household_id, min(village_code) AS village_code FROM household GROUP BY ALL) v ON v.household_id = m.household_id
WHERE m.source = 'M';
