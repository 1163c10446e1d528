/*
id: short_interviews
title: 访问时长明显偏短
place: 40
reference: 0.2
least: 10
chance: others
shows: 用时不足本线中位时长一半的访问占比，按访问员
innocent: 人口少、情况简单的户用时本来就短；录入时间不准
source: RULEBOOK E101、E112；Fisher 精确检验
*/
WITH timed AS (
    SELECT line, who, seconds, median(seconds) OVER (PARTITION BY line) AS usual FROM signal_interview WHERE seconds IS NOT NULL AND who IS NOT NULL
)
SELECT line, '人员' AS level, who AS place, count(*) AS n, count(*) FILTER (2 * seconds < usual) AS hits,
       avg((2 * seconds < usual)::INTEGER) AS figure
FROM timed GROUP BY line, who
