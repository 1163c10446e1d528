/*
id: overlapping_visits
title: 同一人的访问时间重叠
place: 50
reference: 0
least: 2
shows: 同一访问员在不同对象处的访问时间互相重叠（含起止时间相同）的访问占比
innocent: 事后补录时间、设备时钟不准、同一账号由两人使用
source: 自拟
*/
WITH visit AS (
    SELECT line, who, id, started, ended FROM signal_interview WHERE started IS NOT NULL AND ended IS NOT NULL AND who IS NOT NULL
), beside AS (
    SELECT *, max(ended) OVER (PARTITION BY line, who ORDER BY started, ended, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until,
           lead(started) OVER (PARTITION BY line, who ORDER BY started, ended, id) AS next_start
    FROM visit
), marked AS (
    SELECT *, coalesce(started < busy_until, false) OR coalesce(next_start < ended, false) AS meets FROM beside
)
SELECT line, '人员' AS level, who AS place, count(*) AS n, count(*) FILTER (meets) AS hits, avg(meets::INTEGER) AS figure
FROM marked GROUP BY line, who
