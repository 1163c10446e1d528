/*
id: visits_per_day
title: 一人一日核实户数
place: 120
reference: 24
least: 5
unit: count
shows: 区县核实人一日入户核实的最多户数（八小时、每户二十分钟为二十四户）
innocent: 聚居的村民小组；日期按批次填写
source: FEATURES 43
*/
WITH day AS (
    SELECT unnest([actor1, actor2]) AS who, date_from, household_id FROM procedure SEMI JOIN household USING (household_id) WHERE object_type = '户' AND step = '核实'
), counted AS (
    SELECT who, date_from, count(DISTINCT household_id) AS households FROM day WHERE who IS NOT NULL GROUP BY ALL
)
SELECT 'self_check' AS line, '人员' AS level, who AS place, sum(households)::BIGINT AS n, max(households) AS figure
FROM counted GROUP BY who
