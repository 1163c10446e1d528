/*
id: identical_answers
title: 整份答卷雷同
place: 70
reference: 0.5
least: 10
chance: others
shows: 一名访问员的答卷中，每一题都相同的一组所占比例；与其他访问员的答卷中同样一组的比例比较
innocent: 各户情况确实相近；题目少、选项少
source: Kuriakose、Robbins 2016（重复答卷）；Fisher 精确检验
*/
WITH counted AS (
    SELECT line, who, array_to_string(list_transform(answers, lambda x: coalesce(x, '')), '|') AS pattern, count(*) AS hits
    FROM signal_interview WHERE answers IS NOT NULL AND who IS NOT NULL GROUP BY ALL
), pooled AS (
    SELECT *, sum(hits) OVER (PARTITION BY line, pattern)::BIGINT AS pool_hits, sum(hits) OVER (PARTITION BY line)::BIGINT AS pool_n,
           sum(hits) OVER (PARTITION BY line, who)::BIGINT AS n
    FROM counted
)
SELECT DISTINCT ON (line, who) line, '人员' AS level, who AS place, n, hits, hits / n AS figure, pool_hits, pool_n
FROM pooled ORDER BY line, who, hits DESC, pool_hits, pattern
