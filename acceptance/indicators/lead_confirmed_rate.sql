/*
id: lead_confirmed_rate
title: 比对线索属实率
unit: 条
formula: 认定属实的线索 ÷ 已认定（属实或保留）的线索
source: RULEBOOK F11
estimator: census
place: 80
examples:
- name: one of three decided leads is confirmed, one is open, one withdrawn
  given: {lead: [{status: 属实}, {status: 保留}, {status: 保留}, {status: 待核查}, {status: 撤销}]}
  expect: [{county_code: "500229", numerator: 1, denominator: 3}]
- name: nothing is decided
  given: {lead: [{status: 待核查}]}
  expect: [{county_code: "500229", numerator: 0, denominator: 0}]
- name: no lead
  given: {}
  expect: []
*/
SELECT county_code, count(*) FILTER (status = '属实') AS numerator, count(*) FILTER (status IN ('属实', '保留')) AS denominator
FROM lead GROUP BY county_code ORDER BY county_code
