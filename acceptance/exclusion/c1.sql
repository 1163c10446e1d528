/*
id: C1
title: 财政供养人员
group: category
place: 11
definition: 四类人员之一：财政供养
not_counted:
- 村干部补贴
source: 2015年四类人员比对（全市1.7万人）；FACTS A.5
confirmed: true
examples:
- {given: {registry: fiscal_payroll, states: 公务员}, counts: true}
- {given: {registry: vehicle}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'fiscal_payroll'
