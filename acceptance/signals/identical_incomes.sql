/*
id: identical_incomes
title: 不同户的收入各项完全相同
place: 150
reference: 0.2
least: 10
shows: 脱贫后工资、经营、支出、财产、转移各项与本村另一户完全相同的拟退出户占比（只有转移性收入的户不计），按村
innocent: 同一项目按户均分的收益；按统一口径估算的经营收入
source: 自拟
*/
WITH earned AS (
    SELECT h.village_code, h.household_id, [wage, business, business_cost, property, transfer] AS parts
    FROM household h JOIN income i ON i.household_id = h.household_id AND i.phase = '脱贫后'
    WHERE h.exit_status = '预脱贫' AND coalesce(wage, 0) + coalesce(business, 0) > 0
), marked AS (
    SELECT village_code, count(*) OVER (PARTITION BY village_code, parts) > 1 AS shared FROM earned
)
SELECT 'self_check' AS line, '行政村' AS level, village_code AS place, count(*) AS n, count(*) FILTER (shared) AS hits, avg(shared::INTEGER) AS figure
FROM marked GROUP BY village_code
