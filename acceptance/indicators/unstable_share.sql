/*
id: unstable_share
title: 脱贫不稳定户比例
unit: 户
formula: 脱贫后人均纯收入低于标准 1.5 倍的脱贫户（含拟退出户）÷ 有收入核算的脱贫户；另列收入减少一成即不高于标准的户数
source: RULEBOOK F13；名单仅供内部使用
better: lower
estimator: census
place: 120
columns: {shock: 收入减少一成即不高于标准的户数}
examples:
- name: just below and at one and a half times the line, at the edge of a tenth less
  given:
    household: [{household_id: a}, {household_id: b}, {household_id: c, exit_status: 稳定脱贫}, {household_id: d, exit_status: 已脱贫(享受政策)},
      {household_id: e, exit_status: 未脱贫}]
    income:
    - {household_id: a, net_pc: 4649.99}
    - {household_id: b, net_pc: 4650}
    - {household_id: c, net_pc: 3444.44}
    - {household_id: d, net_pc: 3444.45}
    - {household_id: e, net_pc: 100}
  expect: [{county_code: "500229", numerator: 3, denominator: 4, shock: 1}]
- name: no income known
  given: {household: [{household_id: a}]}
  expect: []
*/
SELECT h.county_code, count(*) FILTER (i.net_pc < 1.5 * s.poverty_line) AS numerator, count(*) AS denominator,
       count(*) FILTER (i.net_pc * 0.9 <= s.poverty_line) AS shock
FROM household h JOIN income i ON i.household_id = h.household_id AND i.phase = '脱贫后' AND i.net_pc IS NOT NULL CROSS JOIN params s
WHERE h.exit_status = '预脱贫' OR starts_with(h.exit_status, '已脱贫') OR h.exit_status = '稳定脱贫'
GROUP BY h.county_code ORDER BY h.county_code
