/*
id: X5
title: 雇佣经营
group: exclusion
place: 5
definition: 成员为企业法定代表人、股东或有雇工的个体经营者
not_counted:
- 已注销、吊销的企业
- 挂名股东、法人（保留，须附证明）
source: 2016年通报“7项比对排除指标”；FACTS A.5
confirmed: true
examples:
- {given: {registry: business, states: 个体户}, counts: true}
- {given: {registry: vehicle}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'business'
