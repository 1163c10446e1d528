/*
id: wrong_exit_rate
title: 错退率
unit: 人
formula: 公布口径：抽样错退人口 ÷ 抽样脱贫人口；加权：Σw·m·y ÷ Σw·m（w 权数，m 户内人口，y 最终认定错退为 1），对象为脱贫户（含拟退出户）
source: RULEBOOK F2；国开办发〔2017〕56号
better: lower
estimator: evaluation
place: 30
columns: {evaluator: 评估机构, stratum: 层, psu: 抽中村, unit: 户, weight: 权数 w, m: 人口, y: 错退}
examples:
- name: completed and drawn at random; the others stay out
  given:
    evaluation_design:
    - {evaluator: 精准评估方, psu: "500229100201", frame: 脱贫户, stratum: 贫困村}
    - {evaluator: 精准评估方, psu: "500229100201", frame: 非建档立卡户, stratum: 贫困村}
    evaluation_household:
    - {household_id: a, weight: 2.5, persons: 3, final: 错退, overall: 不认可}
    - {household_id: b, weight: 2.5, persons: 4, final: 无, overall: 认可}
    - {household_id: c, weight: 2.5, persons: 5, final: 错退, disposition: 外出, overall: null}
    - {household_id: d, weight: 2.5, persons: 5, final: 错退, household_selection: purposive, overall: 认可}
    - {unit_no: u1, household_id: null, frame: 非建档立卡户, weight: 30, persons: 2, final: 漏评, overall: 基本认可}
    - {unit_no: u2, household_id: null, frame: 非建档立卡户, weight: 30, persons: 6, final: null, overall: 说不清}
  expect:
  - {county_code: "500229", evaluator: 精准评估方, stratum: 贫困村, psu: "500229100201", unit: a, weight: 2.5, m: 3, y: 1}
  - {county_code: "500229", evaluator: 精准评估方, stratum: 贫困村, psu: "500229100201", unit: b, weight: 2.5, m: 4, y: 0}
*/
WITH stratum AS (SELECT evaluator, psu, frame, min(stratum) AS stratum FROM evaluation_design GROUP BY ALL)
SELECT e.county_code, e.evaluator, s.stratum, e.village_code AS psu, e.household_id AS unit, e.weight, e.persons AS m,
       (coalesce(e.final, '无') = '错退')::INTEGER AS y
FROM evaluation_household e
LEFT JOIN stratum s ON s.evaluator = e.evaluator AND s.psu = e.village_code AND s.frame = e.frame
WHERE e.frame = '脱贫户' AND e.disposition = '完成' AND e.household_selection IN ('random', 'census')
ORDER BY e.county_code, e.evaluator, psu, unit, e.questionnaire_id
