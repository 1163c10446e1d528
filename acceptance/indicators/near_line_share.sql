/*
id: near_line_share
title: 临界户比例
unit: 户
formula: 脱贫后人均纯收入不低于标准、低于标准临界倍数的拟退出户 ÷ 有收入核算的拟退出户
source: RULEBOOK E071；倍数见年度配置 near_line
better: lower
estimator: census
place: 110
examples:
- name: on the line, just below and at 1.1 times the line, below the line
  given:
    household: [{household_id: a}, {household_id: b}, {household_id: c}, {household_id: d}, {household_id: e, exit_status: 未脱贫}]
    income:
    - {household_id: a, net_pc: 3100}
    - {household_id: b, net_pc: 3409.99}
    - {household_id: c, net_pc: 3410}
    - {household_id: d, net_pc: 3099.99}
    - {household_id: e, net_pc: 3200}
  expect: [{county_code: "500229", numerator: 2, denominator: 4}]
- name: no income known
  given: {household: [{household_id: a}]}
  expect: []
*/
SELECT h.county_code,
       count(*) FILTER (i.net_pc >= s.poverty_line AND i.net_pc < s.near_line * s.poverty_line) AS numerator, count(*) AS denominator
FROM household h JOIN income i ON i.household_id = h.household_id AND i.phase = '脱贫后' AND i.net_pc IS NOT NULL CROSS JOIN params s
WHERE h.exit_status = '预脱贫' AND coalesce(h.self_verdict, '') <> '不达标'
GROUP BY h.county_code ORDER BY h.county_code
