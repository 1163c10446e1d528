/*
id: agreement
title: 自查与市级复核的一致性
place: 20
reference: 0.8
side: below
least: 40
chance: others
unit: coefficient
beside: Cohen κ
shows: 同一户同一标准，自查与市级复核判断的一致程度（Gwet AC1，1 为完全一致），按区县、乡镇、区县核实人
innocent: 标准理解不同、自查之后情况变化，都会降低一致性
source: Gwet 2008（AC1）、Cohen 1960（κ）；RULEBOOK F12
*/
WITH placed AS (
    SELECT '区县' AS level, county_code AS place, claimed, seen FROM overview_pair CROSS JOIN verdict_setting
    UNION ALL
    SELECT '乡镇', township_of(village_code), claimed, seen FROM overview_pair
    UNION ALL
    SELECT '人员', who, claimed, seen FROM overview_pair JOIN signal_checker USING (household_id)
), counted AS (
    SELECT level, place, count(*) AS n, count(*) FILTER (claimed AND seen) AS a, count(*) FILTER (claimed AND NOT seen) AS b,
           count(*) FILTER (NOT claimed AND seen) AS c, count(*) FILTER (NOT claimed AND NOT seen) AS d
    FROM placed GROUP BY level, place
)
SELECT 'self_check' AS line, level, place, n, b + c AS hits, ac1(a, b, c, d) AS figure, kappa(a, b, c, d) AS beside FROM counted
