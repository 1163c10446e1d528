/*
id: procedure_compliance_rate
title: 程序合规率
unit: 户
formula: 程序规则（E081–E083、E085、E086）全部符合的拟退出户 ÷ 拟退出户
source: RULEBOOK F8；厅字〔2016〕16号
better: higher
estimator: census
place: 50
examples:
- name: one complies, one has a notice that was too short, one a remark that does not matter here
  given:
    household: [{household_id: h1}, {household_id: h2}, {household_id: h3}]
    procedure: [{household_id: h1}, {household_id: h2}, {household_id: h3}]
    finding_in_force: [{rule_id: E083, household_id: h2}, {rule_id: E084, household_id: h3}]
  expect: [{county_code: "500229", numerator: 2, denominator: 3}]
- name: a candidate without any step does not comply
  given:
    household: [{household_id: h1}, {household_id: h2}]
    procedure: [{household_id: h1}]
    finding_in_force: [{rule_id: E081, household_id: h2}]
  expect: [{county_code: "500229", numerator: 1, denominator: 2}]
- name: only candidates count, and those the county itself found wanting are none (E045b)
  given:
    household: [{household_id: h1}, {household_id: h2, exit_status: 已脱贫(享受政策)}, {household_id: h3, self_verdict: 不达标}]
    procedure: [{household_id: h1}]
  expect: [{county_code: "500229", numerator: 1, denominator: 1}]
- name: a source without procedures says nothing
  given: {household: [{household_id: h1}]}
  expect: []
*/
-- Reads: household, procedure, finding_in_force (exemptions taken out). Without a step and a finding E081 nothing was evaluated.
SELECT h.county_code,
       count(*) FILTER (EXISTS (SELECT 1 FROM procedure p WHERE p.object_type = '户' AND p.household_id = h.household_id)
           AND NOT EXISTS (SELECT 1 FROM finding_in_force f WHERE f.household_id = h.household_id
                           AND f.rule_id IN ('E081', 'E082', 'E083', 'E085', 'E086'))) AS numerator,
       count(*) AS denominator
FROM household h
WHERE h.exit_status = '预脱贫' AND coalesce(h.self_verdict, '') <> '不达标'
  AND (EXISTS (FROM procedure) OR EXISTS (FROM finding_in_force WHERE rule_id = 'E081'))
GROUP BY h.county_code ORDER BY h.county_code
