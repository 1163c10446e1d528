/*
id: self_check_overturn_rate
title: 自查推翻率
unit: 户
formula: 随机复核的自查达标户中，裁定后不达标的（加权）÷ 随机复核的自查达标户
source: RULEBOOK F12
better: lower
estimator: overturn
place: 67
columns: {psu: 抽中村, unit: 户, weight: 权数, y: 裁定后不达标}
examples:
- name: claims that hold and fall; households that claimed nothing or were not drawn stay out
  given:
    revisit:
    - {visit_id: "1", village_code: v1, household_id: a, self_verdict: 达标, outcome: 达标}
    - {visit_id: "2", village_code: v1, household_id: b, self_verdict: 达标, outcome: 不达标}
    - {visit_id: "3", village_code: v1, household_id: c, self_verdict: 不达标, outcome: 不达标}
    - {visit_id: "4", village_code: v1, household_id: d, self_verdict: 达标, outcome: 不达标}
    - {visit_id: "5", village_code: v1, household_id: r, replaced_for: e, self_verdict: 达标, outcome: 达标}
    draw_unit:
    - {line: municipal, household_id: a, weight: 4}
    - {line: municipal, household_id: b, weight: 4}
    - {line: municipal, household_id: c, weight: 4}
    - {line: exit_evaluation, household_id: d, weight: 4}
    - {line: municipal, household_id: e, weight: 6}
  expect:
  - {psu: v1, unit: a, weight: 4, y: 0}
  - {psu: v1, unit: b, weight: 4, y: 1}
  - {psu: v1, unit: r, weight: 6, y: 0}
*/
-- Reads: draw_unit, revisit (verdicts/revisits.sql: each municipal visit with the outcome after rulings).
SELECT r.village_code AS psu, r.household_id AS unit, d.weight, (r.outcome = '不达标')::INTEGER AS y
FROM revisit r JOIN draw_unit d ON d.line = 'municipal' AND d.household_id = coalesce(r.replaced_for, r.household_id)
WHERE r.self_verdict = '达标' ORDER BY psu, unit, r.visit_id
