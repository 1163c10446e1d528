/*
id: C2
title: 入股股东
group: category
place: 12
definition: 四类人员之二：在企业中任法定代表人或股东
not_counted:
- 个体工商户
- 挂名股东（保留，须附证明）
source: 2015年四类人员比对（全市1.7万人）；FACTS A.5
confirmed: true
examples:
- {given: {registry: business, states: 股东}, counts: true}
- {given: {registry: business, states: 个体户}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'business' AND states IN ('法人', '股东')
