/*
id: recognition_rate
title: 群众认可度
unit: 户
formula: 认可或基本认可的户 ÷ 回答的户；四个问题、总体、四问全认可（说不清视为不认可）、四问全认可（说不清不计）分别计算，口径未定前以全部同侧为准
source: RULEBOOK F5；国开办发〔2017〕56号
better: higher
estimator: evaluation
place: 45
columns: {evaluator: 评估机构, psu: 抽中村, unit: 户, frame: 对象, weight: 权数, strict: 四问全认可（说不清视为不认可）,
  lenient: 四问全认可（说不清不计）, overall: 总体认可}
examples:
- name: 说不清 is no recognition in the strict reading and no answer in the lenient one
  given:
    evaluation_household:
    - {household_id: a, weight: 2, q1: 认可, q2: 基本认可, q3: 认可, q4: 认可, overall: 认可}
    - {household_id: b, weight: 2, q1: 认可, q2: 说不清, q3: 认可, q4: 认可, overall: 说不清}
    - {household_id: c, weight: 2, q1: 认可, q2: 不认可, q3: 认可, q4: 认可, overall: 基本认可}
    - {household_id: d, weight: 2, q1: 说不清, q2: 说不清, q3: 说不清, q4: 说不清, overall: 不认可}
    - {household_id: e, weight: 2, q1: 认可, q2: 认可, q3: 认可, q4: 认可, overall: 认可, disposition: 拒访}
  expect:
  - {unit: a, strict: 1, lenient: 1, overall: 1}
  - {unit: b, strict: 0, lenient: 1, overall: 0}
  - {unit: c, strict: 0, lenient: 0, overall: 1}
  - {unit: d, strict: 0, lenient: null, overall: 0}
*/
WITH answer AS (
    SELECT e.*, list_filter([q1, q2, q3, q4], lambda a: a IN ('认可', '基本认可', '不认可')) AS said FROM evaluation_household e
)
SELECT county_code, evaluator, village_code AS psu, coalesce(household_id, unit_no) AS unit, frame, weight,
       (len(list_filter(said, lambda a: a <> '不认可')) = 4)::INTEGER AS strict,
       CASE WHEN len(said) > 0 THEN (NOT list_contains(said, '不认可'))::INTEGER END AS lenient,
       (coalesce(overall, '') IN ('认可', '基本认可'))::INTEGER AS overall
FROM answer
WHERE disposition = '完成' AND household_selection IN ('random', 'census') AND coalesce(q1, q2, q3, q4, overall) IS NOT NULL
ORDER BY county_code, evaluator, psu, unit, questionnaire_id
