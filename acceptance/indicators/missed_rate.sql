/*
id: missed_rate
title: 漏评率
unit: 人
formula: 公布口径：核实的漏评人口 ÷ 抽查的未建档立卡农村人口；加权：Σw·m·y ÷ Σw·m（y 最终认定漏评为 1），对象为非建档立卡户
source: RULEBOOK F3；国开办发〔2017〕56号
better: lower
estimator: evaluation
place: 40
columns: {evaluator: 评估机构, stratum: 层, psu: 抽中村, unit: 户, weight: 权数 w, m: 人口, y: 漏评}
examples:
- name: households outside the register only
  given:
    evaluation_design: [{evaluator: 精准评估方, psu: "500229100201", frame: 非建档立卡户, stratum: 贫困村}]
    evaluation_household:
    - {household_id: a, weight: 2.5, persons: 3, final: 错退}
    - {unit_no: u1, household_id: null, frame: 非建档立卡户, weight: 30, persons: 2, final: 漏评}
    - {unit_no: u2, household_id: null, frame: 非建档立卡户, weight: 30, persons: 6, final: null}
    - {unit_no: u3, household_id: null, frame: 非建档立卡户, weight: 30, persons: 6, final: 漏评, disposition: 无人}
  expect:
  - {county_code: "500229", evaluator: 精准评估方, stratum: 贫困村, psu: "500229100201", unit: u1, weight: 30, m: 2, y: 1}
  - {county_code: "500229", evaluator: 精准评估方, stratum: 贫困村, psu: "500229100201", unit: u2, weight: 30, m: 6, y: 0}
*/
WITH stratum AS (SELECT evaluator, psu, frame, min(stratum) AS stratum FROM evaluation_design GROUP BY ALL)
SELECT e.county_code, e.evaluator, s.stratum, e.village_code AS psu, e.unit_no AS unit, e.weight, e.persons AS m,
       (coalesce(e.final, '无') = '漏评')::INTEGER AS y
FROM evaluation_household e
LEFT JOIN stratum s ON s.evaluator = e.evaluator AND s.psu = e.village_code AND s.frame = e.frame
WHERE e.frame = '非建档立卡户' AND e.disposition = '完成' AND e.household_selection IN ('random', 'census')
ORDER BY e.county_code, e.evaluator, psu, unit, e.questionnaire_id
