/*
id: round_incomes
title: 人均纯收入为整百元
place: 140
reference: 0.2
least: 20
chance: others
shows: 拟退出户脱贫后人均纯收入恰为整百元的占比，按乡镇、行政村；逐项核算后很少恰为整数
innocent: 收入来源单一且为整数；按习惯取整
source: 自拟；Fisher 精确检验
*/
WITH counted AS (
    SELECT h.village_code, i.net_pc % 100 = 0 AS round
    FROM household h JOIN income i ON i.household_id = h.household_id AND i.phase = '脱贫后'
    WHERE h.exit_status = '预脱贫' AND i.net_pc > 0
), placed AS (
    SELECT '乡镇' AS level, township_of(village_code) AS place, round FROM counted
    UNION ALL SELECT '行政村', village_code, round FROM counted
)
SELECT 'self_check' AS line, level, place, count(*) AS n, count(*) FILTER (round) AS hits, avg(round::INTEGER) AS figure
FROM placed GROUP BY level, place
