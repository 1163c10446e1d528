/*
id: poverty_rate
title: 建档立卡贫困发生率
unit: 人
formula: 贫困人口 ÷ 农业户籍人口；贫困人口 = 维持未脱贫、返贫、不予退出、暂缓退出户的人口，上限再加待核户的人口
source: RULEBOOK F1；国开办发〔2017〕56号
better: lower
estimator: census
place: 10
columns: {numerator_hi: 贫困人口上限（含待核）}
examples:
- name: surely poor, unsettled and settled households
  given:
    village: [{agri_pop: 1000}]
    poor_persons: [{lo: 5, hi: 8}]
  expect: [{county_code: "500229", numerator: 5, denominator: 1000, numerator_hi: 8}]
- name: villages add up, one without poor households
  given:
    village: [{agri_pop: 700}, {village_code: "500229100202", agri_pop: 300}]
    poor_persons: [{lo: 21, hi: 21}]
  expect: [{county_code: "500229", numerator: 21, denominator: 1000, numerator_hi: 21}]
- name: nobody lives off the land
  given: {village: [{agri_pop: 0}]}
  expect: [{county_code: "500229", numerator: 0, denominator: 0, numerator_hi: 0}]
- name: no village table yet
  given: {}
  expect: []
*/
-- Reads: village, poor_persons (verdicts: whole persons by the outcome of their household).
SELECT v.county_code, (SELECT coalesce(sum(lo), 0) FROM poor_persons)::BIGINT AS numerator,
       coalesce(sum(v.agri_pop), 0)::BIGINT AS denominator,
       (SELECT coalesce(sum(hi), 0) FROM poor_persons)::BIGINT AS numerator_hi
FROM village v GROUP BY v.county_code ORDER BY v.county_code
