/*
id: observers
title: 监督参与人员参与及意见答复情况
part: 参与人员意见及答复
place: 10
quiet: true
source: RULEBOOK D.1（observer）；FEATURES 50、51
columns:
  category: {title: 类别, kind: text, width: 24}
  persons: {title: 人数, width: 15}
  days: {title: 参与天数, kind: figure, width: 16}
  opinions: {title: 提出意见, width: 15}
  answered: {title: 已答复, width: 15}
  open: {title: 未答复, width: 15}
absent: 本期未收到监督参与人员名单，参与及意见答复情况待补。
*/
WITH category(category, place) AS (VALUES ('党代表', 1), ('人大代表', 2), ('政协委员', 3), ('专家', 4), ('媒体', 5))
SELECT c.category, count(o.name) AS persons, coalesce(sum(o.days), 0) AS days, count(o.opinion) AS opinions,
       count(*) FILTER (o.opinion IS NOT NULL AND o.answer IS NOT NULL) AS answered,
       count(*) FILTER (o.opinion IS NOT NULL AND o.answer IS NULL) AS open
FROM category c LEFT JOIN observer o USING (category)
WHERE EXISTS (FROM observer)
GROUP BY c.category, c.place ORDER BY c.place
