/*
id: C4
title: 购买商品房
group: category
place: 14
definition: 四类人员之四：在城镇购买商品房或门面
not_counted:
- 搬迁安置房
source: 2015年四类人员比对（全市1.7万人）；FACTS A.5
confirmed: true
examples:
- {given: {registry: property}, counts: true}
- {given: {registry: business}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'property'
