/*
id: identical_times
title: 不同户的程序时刻完全相同
place: 110
reference: 0.2
least: 5
shows: 入户核实、签字的日期和起始时刻与本村另一户相同的记录占比，按村
innocent: 集中签字、分组同时入户；只记了开始时间的整点
source: FEATURES 1
*/
WITH timed AS (
    SELECT village_code, count(DISTINCT household_id) OVER (PARTITION BY village_code, step, date_from, time_start) > 1 AS shared
    FROM procedure SEMI JOIN household USING (household_id) WHERE object_type = '户' AND step IN ('核实', '签字') AND time_start IS NOT NULL
)
SELECT 'self_check' AS line, '行政村' AS level, village_code AS place, count(*) AS n, count(*) FILTER (shared) AS hits, avg(shared::INTEGER) AS figure
FROM timed GROUP BY village_code
