/*
id: recall
title: 程序记载与群众知晓对照
part: 参与人员意见及答复
place: 20
source: RULEBOOK D.1（opinion_response）；FEATURES 22、23、44
columns:
  item: {title: 事项, kind: text, width: 16}
  households: {title: 拟退出户, width: 12}
  claimed: {title: 有记载, width: 12}
  claimed_share: {title: 记载率, kind: share, width: 13}
  asked: {title: 答复人数, width: 12}
  remembered: {title: 答“是”, width: 11}
  remembered_share: {title: 知晓率, kind: share, width: 12}
  gap: {title: 相差, kind: share, width: 12}
absent: 程序表或民意调查数据未收到，程序记载与群众知晓对照待补。
note: 记载率按程序表、知晓率按民意调查答复计（签字只问脱贫户），均未加权；群众记忆不作为任何一户的认定依据，只用于安排回访
*/
SELECT item, sum(households)::BIGINT AS households, sum(claimed)::BIGINT AS claimed, sum(claimed) / nullif(sum(households), 0) AS claimed_share,
       sum(asked)::BIGINT AS asked, sum(remembered)::BIGINT AS remembered, sum(remembered) / nullif(sum(asked), 0) AS remembered_share,
       sum(claimed) / nullif(sum(households), 0) - sum(remembered) / nullif(sum(asked), 0) AS gap
FROM overview_claim GROUP BY item, place
HAVING sum(households) > 0 AND sum(asked) > 0 ORDER BY place
