/*
id: policy_villages
title: 各村政策应享与实享
part: ''
place: 60
annex: true
source: RULEBOOK F10；FEATURES 52、53
columns:
  township: {title: 乡镇, kind: text}
  village: {title: 行政村, kind: text}
  village_code: {title: 行政村代码, kind: text}
  code: {title: 政策编码, kind: text}
  family: {title: 六个一批, kind: text}
  entitled: {title: 应享户}
  received: {title: 实享户}
  gap: {title: 应享未享}
  amount: {title: 金额(元), kind: money}
absent: 本期未收到帮扶措施表或政策清单，各村政策落实情况待补。
*/
SELECT v.township, v.village, o.village_code, o.code, p.family, count(*) FILTER (o.entitled) AS entitled,
       count(*) FILTER (o.received) AS received, count(*) FILTER (o.entitled AND NOT o.received) AS gap, sum(o.amount) AS amount
FROM overview_policy o JOIN policy p USING (code) LEFT JOIN overview_village v USING (village_code)
WHERE EXISTS (FROM measure)
GROUP BY ALL ORDER BY o.village_code NULLS LAST, o.code
