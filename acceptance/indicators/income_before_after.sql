/*
id: income_before_after
title: 脱贫前后人均纯收入对比
unit: 元
formula: 拟退出户两个时点的人均纯收入：中位数、四分位数、高于标准的比例；脱贫后再看不计转移性收入、不计一次性收入仍高于标准的比例
source: RULEBOOK F7
estimator: census
level: table
place: 100
columns: {phase: 时点, households: 户数, q1: 下四分位数, median: 中位数, q3: 上四分位数, above_line: 高于标准户数,
  without_transfer: 不计转移性收入仍高于标准户数, without_one_off: 不计一次性收入仍高于标准户数, split: 分项齐全户数}
examples:
- name: three candidates before and after, one without its parts; 3,100 itself is not above the line
  given:
    household: [{household_id: a, members: 2}, {household_id: b, members: 2}, {household_id: c, members: 2}]
    income:
    - {household_id: a, phase: 脱贫前, net_pc: 2000, net_total: 4000, transfer: 0, one_off: 0}
    - {household_id: b, phase: 脱贫前, net_pc: 2600, net_total: 5200, transfer: 0, one_off: 0}
    - {household_id: c, phase: 脱贫前, net_pc: 3100, net_total: 6200, transfer: 0, one_off: 0}
    - {household_id: a, phase: 脱贫后, net_pc: 4000, net_total: 8000, transfer: 2000, one_off: 500}
    - {household_id: b, phase: 脱贫后, net_pc: 6000, net_total: 12000, transfer: 0, one_off: 6000}
    - {household_id: c, phase: 脱贫后, net_pc: 9000, net_total: null, transfer: null, one_off: null}
  expect:
  - {county_code: "500229", phase: 脱贫前, households: 3, q1: 2300, median: 2600, q3: 2850, above_line: 0, without_transfer: 0, without_one_off: 0, split: 3}
  - {county_code: "500229", phase: 脱贫后, households: 3, q1: 5000, median: 6000, q3: 7500, above_line: 3, without_transfer: 1, without_one_off: 1, split: 2}
- name: other households and households without both phases are left out
  given:
    household: [{household_id: a}, {household_id: b, exit_status: 未脱贫}]
    income: [{household_id: a, phase: 脱贫后}, {household_id: b, phase: 脱贫前}, {household_id: b, phase: 脱贫后}]
  expect: []
*/
-- Reads: household, income, params(poverty_line). Parts are per household, so they are divided by its members.
WITH pair AS (
    SELECT i.*, h.members, count(*) OVER (PARTITION BY i.household_id) AS phases
    FROM income i JOIN household h USING (household_id)
    WHERE h.exit_status = '预脱贫' AND coalesce(h.self_verdict, '') <> '不达标' AND i.phase IN ('脱贫前', '脱贫后') AND i.net_pc IS NOT NULL
)
SELECT p.county_code, p.phase, count(*) AS households, quantile_cont(p.net_pc, 0.25)::DECIMAL(18, 2) AS q1,
       median(p.net_pc)::DECIMAL(18, 2) AS median, quantile_cont(p.net_pc, 0.75)::DECIMAL(18, 2) AS q3,
       count(*) FILTER (p.net_pc > s.poverty_line) AS above_line,
       -- amounts are compared as wholes: dividing would round
       count(*) FILTER (p.net_total - p.transfer > s.poverty_line * p.members) AS without_transfer,
       count(*) FILTER (p.net_total - coalesce(p.one_off, 0) > s.poverty_line * p.members) AS without_one_off,
       count(p.net_total - p.transfer) AS split
FROM pair p CROSS JOIN params s WHERE p.phases = 2
GROUP BY p.county_code, p.phase ORDER BY p.county_code, p.phase = '脱贫后'
