/*
id: overturn
title: 自查被推翻的比例
place: 10
reference: 0.05
least: 10
chance: others
shows: 市级复核的自查达标户中，裁定后不达标的占比，按区县、乡镇、区县核实人
innocent: 复核与自查相隔期间家庭情况可能变化；复核户数少时比例起伏大
source: RULEBOOK F12；Fisher 精确检验
*/
WITH visited AS (
    SELECT household_id, township_of(village_code) AS township, outcome = '不达标' AS overturned
    FROM signal_revisit WHERE self_verdict = '达标' AND outcome IS NOT NULL
), placed AS (
    SELECT '区县' AS level, county_code AS place, overturned FROM visited CROSS JOIN verdict_setting
    UNION ALL
    SELECT '乡镇', township, overturned FROM visited
    UNION ALL
    SELECT '人员', who, overturned FROM visited JOIN signal_checker USING (household_id)
)
SELECT 'self_check' AS line, level, place, count(*) AS n, count(*) FILTER (overturned) AS hits, avg(overturned::INTEGER) AS figure
FROM placed GROUP BY level, place
