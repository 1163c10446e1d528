/*
id: X4
title: 出国留学
group: exclusion
place: 4
definition: 成员自费出国（境）留学
not_counted:
- 务工、探亲、旅游等出境
- 公派或全额资助留学（保留，须附证明）
source: 2016年通报“7项比对排除指标”；FACTS A.5
confirmed: true
examples:
- {given: {registry: abroad, states: 自费留学}, counts: true}
- {given: {registry: property}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'abroad'
