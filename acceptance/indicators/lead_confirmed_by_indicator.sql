/*
id: lead_confirmed_by_indicator
title: 各排除指标线索属实率
unit: 条
formula: 按排除指标分列：线索数、认定属实数、已认定数；未属实部分即误报
source: RULEBOOK F11（X1–X7）
estimator: census
level: table
place: 90
columns: {indicator: 排除指标, leads: 线索}
examples:
- name: indicators side by side
  given:
    lead: [{indicator: 房产, status: 属实}, {indicator: 房产, status: 保留}, {indicator: 机动车}, {indicator: 机动车, status: 撤销}]
  expect:
  - {county_code: "500229", indicator: 房产, leads: 2, numerator: 1, denominator: 2}
  - {county_code: "500229", indicator: 机动车, leads: 1, numerator: 0, denominator: 0}
*/
SELECT county_code, indicator, count(*) AS leads, count(*) FILTER (status = '属实') AS numerator,
       count(*) FILTER (status IN ('属实', '保留')) AS denominator
FROM lead WHERE status <> '撤销' GROUP BY county_code, indicator ORDER BY county_code, indicator
