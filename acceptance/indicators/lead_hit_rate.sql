/*
id: lead_hit_rate
title: 比对命中率
unit: 户
formula: 至少有一条比对线索的建档立卡户 ÷ 建档立卡户（不含注销）；已撤销的线索不计
source: RULEBOOK F11
better: lower
estimator: census
place: 70
examples:
- name: two leads of one household, a withdrawn one, a struck household
  given:
    household: [{household_id: h1}, {household_id: h2}, {household_id: h3, exit_status: 未脱贫}, {household_id: h4, exit_status: 注销}]
    lead: [{household_id: h1}, {household_id: h1, status: 属实}, {household_id: h2, status: 撤销}, {household_id: h4}]
  expect: [{county_code: "500229", numerator: 1, denominator: 3}]
- name: no lead at all
  given: {household: [{household_id: h1}]}
  expect: [{county_code: "500229", numerator: 0, denominator: 1}]
- name: no register
  given: {}
  expect: []
*/
SELECT h.county_code,
       count(*) FILTER (EXISTS (SELECT 1 FROM lead l WHERE l.household_id = h.household_id AND l.status <> '撤销')) AS numerator,
       count(*) AS denominator
FROM household h WHERE h.exit_status <> '注销' GROUP BY h.county_code ORDER BY h.county_code
