/*
id: X6
title: 举报属实
group: exclusion
place: 6
definition: 群众举报不符合贫困户条件，经查属实
not_counted:
- 查处结果为不属实或核查中的举报
source: 2016年通报“7项比对排除指标”；FACTS A.5
confirmed: true
examples:
- {given: {registry: public_report, states: 属实}, counts: true}
- {given: {registry: abroad}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'public_report'
