/*
id: policies
title: 政策应享与实享
part: 脱贫前后对比
place: 50
source: RULEBOOK F10、D.1（policy）；FEATURES 31、52、53
columns:
  code: {title: 政策编码, kind: text, width: 11}
  family: {title: 六个一批, kind: text, width: 13}
  entitled_words: {title: 享受对象, kind: text, width: 22}
  entitled: {title: 应享户, width: 11}
  received: {title: 实享户, width: 11}
  gap: {title: 应享未享, width: 11}
  share: {title: 落实率, kind: share, width: 10}
  beyond: {title: 对象外, width: 11}
absent: 本期未收到帮扶措施表或政策清单，政策落实情况待补。
note: 应享户按户表、人口表推算，实享户按帮扶措施表；措施未填政策编码的按批次归入。应享户为“—”的，享受对象无法由登记信息推算；享受对象后注“待确认”的，政策清单尚未经市级确认（1+1+13 各文件名称亦待确认）
*/
WITH known AS (SELECT DISTINCT name FROM overview_group)
SELECT p.code, p.family, p.entitled || CASE WHEN p.confirmed THEN '' ELSE '（待确认）' END AS entitled_words,
       CASE WHEN k.name IS NOT NULL THEN count(*) FILTER (o.entitled) END AS entitled,
       count(*) FILTER (o.received) AS received,
       CASE WHEN k.name IS NOT NULL THEN count(*) FILTER (o.entitled AND NOT o.received) END AS gap,
       CASE WHEN k.name IS NOT NULL THEN count(*) FILTER (o.entitled AND o.received) / nullif(count(*) FILTER (o.entitled), 0) END AS share,
       CASE WHEN k.name IS NOT NULL THEN count(*) FILTER (o.received AND NOT o.entitled) END AS beyond
FROM policy p LEFT JOIN known k ON k.name = p.entitled LEFT JOIN overview_policy o USING (code)
WHERE EXISTS (FROM measure)
GROUP BY p.code, p.family, p.entitled, p.confirmed, k.name
ORDER BY list_position(['产业带动', '搬迁安置', '转移就业', '医疗救助', '教育资助', '低保兜底'], p.family), p.code
