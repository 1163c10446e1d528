/*
id: interviewer_effect
title: 答案因访问员而异
place: 30
reference: 0.1
least: 60
chance: variance
unit: coefficient
shows: 一道题的答案差异有多少在访问员之间（组内相关系数），每人至少 5 份、至少 3 人
innocent: 访问员分村包干时，村与村的差异也会表现为访问员之间的差异
source: Kish 1962（访问员效应）；单因素方差分析 F 检验
*/
WITH by_person AS (
    SELECT line, header, who, count(*) AS m, avg(score) AS mean, var_pop(score) AS spread
    FROM signal_score GROUP BY line, header, who HAVING count(*) >= 5
), whole AS (
    SELECT *, sum(m * mean) OVER w / sum(m) OVER w AS grand FROM by_person WINDOW w AS (PARTITION BY line, header)
), analysed AS (
    SELECT line, header, count(*) AS people, sum(m)::BIGINT AS n,
           sum(m * (mean - grand) ** 2) / nullif(count(*) - 1, 0) AS between_people,
           sum(m * spread) / nullif(sum(m) - count(*), 0) AS within_people,
           (sum(m) - sum(m * m) / sum(m)) / nullif(count(*) - 1, 0) AS m0
    FROM whole GROUP BY line, header
)
SELECT line, '题目' AS level, header AS place, n,
       (between_people - within_people) / (between_people + (m0 - 1) * within_people) AS figure,
       CASE WHEN within_people > 0 THEN between_people / within_people ELSE 'inf'::DOUBLE END AS f, people - 1 AS df1, n - people AS df2
FROM analysed WHERE people >= 3 AND between_people + within_people > 0
