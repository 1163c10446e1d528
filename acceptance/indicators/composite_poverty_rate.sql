/*
id: composite_poverty_rate
title: 综合贫困发生率
unit: 人
formula: （未脱贫人口 + 错退率 × 脱贫人口 + 漏评率 × 非建档立卡人口）÷ 农业户籍人口；非建档立卡人口 = 农业户籍人口 − 未脱贫人口 − 脱贫人口；错退率、漏评率取加权值
source: RULEBOOK F4；国开办发〔2017〕56号
better: lower
estimator: evaluation
place: 25
columns: {n_agri: 农业户籍人口, n_remain: 未脱贫人口, n_exit: 脱贫人口, n_unreg: 非建档立卡人口}
examples:
- name: the four terms; struck households are outside the register, missing members are counted from the persons
  given:
    village: [{agri_pop: 100}]
    household: [{household_id: a, exit_status: 未脱贫, members: 3}, {household_id: b, exit_status: 返贫, members: 2},
      {household_id: c, exit_status: 预脱贫, members: null}, {household_id: d, exit_status: 稳定脱贫, members: 4},
      {household_id: e, exit_status: 注销, members: 9}]
    person: [{household_id: c, person_id: c1}, {household_id: c, person_id: c2}]
  expect: [{county_code: "500229", n_agri: 100, n_remain: 5, n_exit: 6, n_unreg: 89}]
*/
-- The terms are frozen at the draw (RULEBOOK D.3): run it on the evidence of that day.
WITH counted AS (
    SELECT exit_status, coalesce(members, (SELECT count(*) FROM person p WHERE p.household_id = h.household_id)) AS n FROM household h
), term AS (
    SELECT coalesce(sum(n) FILTER (exit_status IN ('未脱贫', '返贫')), 0)::BIGINT AS n_remain,
           coalesce(sum(n) FILTER (exit_status NOT IN ('未脱贫', '返贫', '注销')), 0)::BIGINT AS n_exit
    FROM counted
)
SELECT v.county_code, sum(v.agri_pop)::BIGINT AS n_agri, any_value(t.n_remain) AS n_remain, any_value(t.n_exit) AS n_exit,
       (sum(v.agri_pop) - any_value(t.n_remain) - any_value(t.n_exit))::BIGINT AS n_unreg
FROM village v CROSS JOIN term t GROUP BY v.county_code ORDER BY v.county_code
