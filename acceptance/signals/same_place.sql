/*
id: same_place
title: 不同户的定位完全相同
place: 80
reference: 0.2
least: 5
shows: 走访定位（取五位小数，约一米）与另一户相同的走访占比，按验收人员
innocent: 同院居住、集中安置点；设备没有信号时沿用上一次定位
source: RULEBOOK E101
*/
WITH located AS (
    SELECT line, who, count(DISTINCT object) OVER (PARTITION BY line, round(lon, 5), round(lat, 5)) > 1 AS shared
    FROM signal_interview WHERE lon IS NOT NULL AND lat IS NOT NULL AND who IS NOT NULL
)
SELECT line, '人员' AS level, who AS place, count(*) AS n, count(*) FILTER (shared) AS hits, avg(shared::INTEGER) AS figure
FROM located GROUP BY line, who
