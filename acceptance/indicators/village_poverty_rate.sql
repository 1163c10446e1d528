/*
id: village_poverty_rate
title: 村贫困发生率
unit: 人
formula: 本村贫困人口 ÷ 本村农业户籍人口；口径同建档立卡贫困发生率
source: RULEBOOK F1；厅字〔2016〕16号
better: lower
estimator: census
level: village
place: 20
columns: {numerator_hi: 贫困人口上限（含待核）}
examples:
- name: each village by itself
  given:
    village: [{agri_pop: 700}, {village_code: "500229100202", agri_pop: 300}]
    poor_persons: [{lo: 21, hi: 22}]
  expect:
  - {county_code: "500229", village_code: "500229100201", numerator: 21, denominator: 700, numerator_hi: 22}
  - {county_code: "500229", village_code: "500229100202", numerator: 0, denominator: 300, numerator_hi: 0}
*/
SELECT v.county_code, v.village_code, coalesce(p.lo, 0) AS numerator, v.agri_pop AS denominator, coalesce(p.hi, 0) AS numerator_hi
FROM village v LEFT JOIN poor_persons p USING (village_code) ORDER BY v.village_code
