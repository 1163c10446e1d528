/*
id: X7
title: 财政供养
group: exclusion
place: 7
definition: 成员由财政供养（公务员、事业单位、国有企业在职或退休人员）
not_counted:
- 村干部补贴、公益性岗位补贴
source: 2016年通报只列六项，第七项未见原文，按同期实践暂列；FACTS A.5
confirmed: false
examples:
- {given: {registry: fiscal_payroll, states: 事业}, counts: true}
- {given: {registry: business}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'fiscal_payroll'
