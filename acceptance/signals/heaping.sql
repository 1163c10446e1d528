/*
id: heaping
title: 收入堆积在标准之上
place: 130
reference: 0.65
least: 20
chance: even
shows: 脱贫后人均纯收入高于标准不足一成的拟退出户中，高出不到半成的占比；收入平滑分布时约为一半，按区县、乡镇、行政村
innocent: 收入本来就接近标准的户集中在同一地方
source: Saez 2010（堆积）；二项检验
*/
WITH near AS (
    SELECT h.county_code, h.village_code, i.net_pc <= 1.05 * s.poverty_line AS low
    FROM household h JOIN income i ON i.household_id = h.household_id AND i.phase = '脱贫后' CROSS JOIN verdict_setting s
    WHERE h.exit_status = '预脱贫' AND i.net_pc > s.poverty_line AND i.net_pc <= 1.1 * s.poverty_line
), placed AS (
    SELECT '区县' AS level, county_code AS place, low FROM near
    UNION ALL SELECT '乡镇', township_of(village_code), low FROM near
    UNION ALL SELECT '行政村', village_code, low FROM near
)
SELECT 'self_check' AS line, level, place, count(*) AS n, count(*) FILTER (low) AS hits, avg(low::INTEGER) AS figure
FROM placed GROUP BY level, place
