/*
id: satisfaction_rate
title: 群众满意率
unit: 人
formula: （满意 + 比较满意）÷（有效答卷 − 不了解），按各组人口加权；满意指数 = 满意 100、比较满意 75、一般 50、不满意 0 的均值（自拟）
source: RULEBOOK F6
better: higher
estimator: opinion
place: 65
columns: {unit: 受访者, stratum: 受访者类别, weight: 权数, y: 满意（不了解为空）}
examples:
- name: answers that count, that do not know, and that were never given
  given:
    opinion_response:
    - {respondent_hash: a, group: 脱贫户, weight: 1, q_overall: 满意}
    - {respondent_hash: b, group: 脱贫户, weight: 1, q_overall: 比较满意}
    - {respondent_hash: c, group: 一般农户, weight: 1, q_overall: 一般}
    - {respondent_hash: d, group: 一般农户, weight: 1, q_overall: 不了解}
    - {respondent_hash: e, group: 一般农户, weight: 1, q_overall: 满意, disposition: 拒访}
  expect:
  - {county_code: "500229", unit: a, stratum: 脱贫户, weight: 1, y: 1}
  - {county_code: "500229", unit: b, stratum: 脱贫户, weight: 1, y: 1}
  - {county_code: "500229", unit: c, stratum: 一般农户, weight: 1, y: 0}
  - {county_code: "500229", unit: d, stratum: 一般农户, weight: 1, y: null}
*/
SELECT county_code, respondent_hash AS unit, "group" AS stratum, coalesce(weight, 1) AS weight,
       CASE WHEN q_overall IN ('满意', '比较满意', '一般', '不满意') THEN (q_overall IN ('满意', '比较满意'))::INTEGER END AS y
FROM opinion_response WHERE disposition = '完成' ORDER BY county_code, unit
