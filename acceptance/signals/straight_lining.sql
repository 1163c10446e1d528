/*
id: straight_lining
title: 各题答案全部相同
place: 60
reference: 0.6
least: 10
chance: others
shows: 态度题全部回答且选同一选项的答卷占比，按访问员
innocent: 受访者普遍满意或认可时，各题答案本来就容易相同
source: Couper 等 2013（直线作答）；Fisher 精确检验
*/
WITH asked AS (
    SELECT line, who, len(list_filter(attitudes, lambda x: x IS NULL)) = 0 AND len(list_distinct(attitudes)) = 1 AS straight
    FROM signal_interview WHERE attitudes IS NOT NULL AND who IS NOT NULL
)
SELECT line, '人员' AS level, who AS place, count(*) AS n, count(*) FILTER (straight) AS hits, avg(straight::INTEGER) AS figure
FROM asked GROUP BY line, who
