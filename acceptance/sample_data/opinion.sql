-- Opinion survey by telephone: 240 completed answers in three groups; every number dialled has a row, whatever came of it.
-- Overall satisfaction is shared out inside each group (by rank, not by chance), so that F6 lies near 96% whatever the seed.

CREATE OR REPLACE MACRO answer(u) AS CASE WHEN u < 0.52 THEN '满意' WHEN u < 0.93 THEN '比较满意' WHEN u < 0.965 THEN '一般' WHEN u < 0.97 THEN '不满意' ELSE '不了解' END;

CREATE OR REPLACE TABLE made.asked AS
WITH known AS (
    SELECT h.county_code, h.number,
           count(*) FILTER (exit_status NOT IN ('未脱贫', '返贫')) AS exited, coalesce(sum(members) FILTER (exit_status NOT IN ('未脱贫', '返贫')), 0)::BIGINT AS exited_pop,
           count(*) FILTER (exit_status IN ('未脱贫', '返贫')) AS poor, coalesce(sum(members) FILTER (exit_status IN ('未脱贫', '返贫')), 0)::BIGINT AS poor_pop
    FROM made.household h JOIN county c ON c.code = h.county_code WHERE c.surveyed GROUP BY ALL
), people AS (
    SELECT county_code, sum(agri_pop)::BIGINT AS agri_pop FROM made.village GROUP BY county_code
), groups AS (
    SELECT *, least(100, exited)::INTEGER AS a, least(40, poor)::INTEGER AS b FROM known JOIN people USING (county_code)
)
SELECT county_code, number, unnest([{'group': '脱贫户', 'completes': a, 'pop': exited_pop}, {'group': '未脱贫户', 'completes': b, 'pop': poor_pop},
                                    {'group': '一般农户', 'completes': 240 - a - b, 'pop': agri_pop - exited_pop - poor_pop}], recursive := true)
FROM groups;

CREATE OR REPLACE TABLE made.opinion_response AS
WITH dialled AS (
    SELECT a.*, unnest(range((1.6 * completes)::INTEGER))::INTEGER AS k FROM made.asked a
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY county_code ORDER BY "group", k) - 1 AS n FROM dialled
), called AS (
    SELECT *, county_code::BIGINT * 10000 + n AS rid, k < completes AS done,
           row_number() OVER (PARTITION BY county_code, "group", done ORDER BY hash(rid, 'overall', getvariable('seed')), rid) AS place
    FROM numbered
), placed AS (
    SELECT c.*, g.village_code FROM called c JOIN (
        SELECT county_code, village_code, row_number() OVER (PARTITION BY county_code ORDER BY village_code) - 1 AS v, count(*) OVER (PARTITION BY county_code) AS villages
        FROM made.village) g ON g.county_code = c.county_code AND g.v = hash(c.rid, 'village', getvariable('seed')) % g.villages

)
SELECT county_code, left(sha256(getvariable('year')::VARCHAR || rid::VARCHAR), 24) AS respondent_hash, '电话' AS mode,
       CASE WHEN done THEN pick(rid, 'job', ['务农', '务农', '务农', '务工', '个体经营', '其他']) END AS occupation, CASE WHEN done THEN village_code END AS village_code,
       NULL::VARCHAR AS household_id, CASE WHEN done THEN pop::DOUBLE / completes END AS weight,
       CASE WHEN done THEN '完成' ELSE pick(rid, 'fails', ['拒访', '无人', '无人', '空号', '配额满']) END AS disposition, "group",
       CASE WHEN done THEN answer((place - 0.5) / completes) END AS q_overall, CASE WHEN done THEN answer(chance(rid, 'policy')) END AS q_policy,
       CASE WHEN done THEN answer(chance(rid, 'help')) END AS q_help, CASE WHEN done THEN answer(chance(rid, 'village q')) END AS q_village,
       CASE WHEN done THEN CASE WHEN chance(rid, 'review') < 0.88 THEN '是' ELSE '否' END END AS knows_review,
       CASE WHEN done THEN CASE WHEN chance(rid, 'notice') < 0.9 THEN '是' ELSE '否' END END AS saw_notice,
       CASE WHEN done AND "group" = '脱贫户' THEN CASE WHEN chance(rid, 'signed') < 0.98 THEN '是' ELSE '否' END END AS signed,
       CASE WHEN done THEN CASE WHEN chance(rid, 'trained') < 0.85 THEN '是' ELSE '否' END END AS trained,
       official(number * 4900 + 740 + n % 12) AS interviewer, CASE WHEN done THEN 150 + upto(rid, 'seconds', 400) END::BIGINT AS duration_s
FROM placed;

CREATE OR REPLACE TABLE made.opinion_design AS
SELECT a.county_code, '电话' AS mode, a."group", count(r.respondent_hash)::BIGINT AS dialled, any_value(a.pop) AS group_pop
FROM made.asked a LEFT JOIN made.opinion_response r ON r.county_code = a.county_code AND r."group" = a."group" GROUP BY ALL
HAVING count(r.respondent_hash) > 0;
