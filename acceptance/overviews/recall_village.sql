/*
id: recall_village
title: 各村程序记载与群众知晓
part: ''
place: 30
annex: true
source: RULEBOOK D.1（opinion_response）；FEATURES 22、23、44
columns:
  township: {title: 乡镇, kind: text}
  village: {title: 行政村, kind: text}
  village_code: {title: 行政村代码, kind: text}
  households: {title: 拟退出户}
  review_claimed: {title: 评议有记载}
  review_asked: {title: 评议答复人数}
  review_remembered: {title: 知晓评议}
  notice_claimed: {title: 公示有记载}
  notice_asked: {title: 公示答复人数}
  notice_remembered: {title: 看到公示}
  signed_claimed: {title: 签字有记载}
  signed_asked: {title: 签字答复人数}
  signed_remembered: {title: 记得签字}
  trained_claimed: {title: 培训有记载}
  trained_asked: {title: 培训答复人数}
  trained_remembered: {title: 受过宣传}
  signed_denied: {title: 有签字记载而本户答“否”的户}
absent: 程序表或民意调查数据未收到，各村程序记载与群众知晓待补。
*/
WITH wide AS (
    SELECT village_code, max(households) AS households,
           sum(claimed) FILTER (place = 1) AS review_claimed, sum(asked) FILTER (place = 1) AS review_asked, sum(remembered) FILTER (place = 1) AS review_remembered,
           sum(claimed) FILTER (place = 2) AS notice_claimed, sum(asked) FILTER (place = 2) AS notice_asked, sum(remembered) FILTER (place = 2) AS notice_remembered,
           sum(claimed) FILTER (place = 3) AS signed_claimed, sum(asked) FILTER (place = 3) AS signed_asked, sum(remembered) FILTER (place = 3) AS signed_remembered,
           sum(claimed) FILTER (place = 4) AS trained_claimed, sum(asked) FILTER (place = 4) AS trained_asked, sum(remembered) FILTER (place = 4) AS trained_remembered
    FROM overview_claim GROUP BY village_code
), denied AS (
    SELECT o.village_code, count(DISTINCT o.household_id) AS households FROM opinion_response o
    WHERE o.disposition = '完成' AND o.signed = '否' AND EXISTS (FROM procedure p WHERE p.household_id = o.household_id AND p.step = '签字')
    GROUP BY o.village_code
)
SELECT v.township, coalesce(v.village, '（未注明村）') AS village, w.* EXCLUDE (village_code), w.village_code, coalesce(d.households, 0) AS signed_denied
FROM wide w LEFT JOIN overview_village v USING (village_code) LEFT JOIN denied d USING (village_code)
ORDER BY w.village_code NULLS LAST
