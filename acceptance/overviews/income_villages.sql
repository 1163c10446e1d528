/*
id: income_villages
title: 各村脱贫前后收入
part: ''
place: 40
annex: true
source: RULEBOOK F7、F13；FEATURES 32、57
columns:
  township: {title: 乡镇, kind: text}
  village: {title: 行政村, kind: text}
  village_code: {title: 行政村代码, kind: text}
  pairs: {title: 两个时点齐全的拟退出户}
  before: {title: 脱贫前中位数(元), kind: money}
  after: {title: 脱贫后中位数(元), kind: money}
  change: {title: 逐户变化中位数(元), kind: money}
  lower: {title: 收入下降户}
  near: {title: 临界户}
  less_tenth: {title: 减一成即不高于标准}
  no_transfer: {title: 不计转移性即不高于标准}
  no_one_off: {title: 不计一次性即不高于标准}
absent: 本期未收到收入核算数据，各村脱贫前后收入待补。
*/
SELECT v.township, v.village, i.village_code, count(*) FILTER (before_pc IS NOT NULL) AS pairs,
       median(before_pc) AS before, median(after_pc) FILTER (before_pc IS NOT NULL) AS after, median(after_pc - before_pc) AS change,
       count(*) FILTER (after_pc < before_pc) AS lower,
       count(*) FILTER (after_pc >= p.poverty_line AND after_pc < p.near_line * p.poverty_line) AS near,
       count(*) FILTER (after_pc > p.poverty_line AND after_pc * 0.9 <= p.poverty_line) AS less_tenth,
       count(*) FILTER (after_pc > p.poverty_line AND after.net_total - after.transfer <= p.poverty_line * members) AS no_transfer,
       count(*) FILTER (after_pc > p.poverty_line AND after.net_total - after.one_off <= p.poverty_line * members) AS no_one_off
FROM overview_income i CROSS JOIN params p LEFT JOIN overview_village v USING (village_code)
WHERE standing = '拟退出' GROUP BY ALL ORDER BY i.village_code NULLS LAST
