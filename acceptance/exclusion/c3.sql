/*
id: C3
title: 购买好车
group: category
place: 13
definition: 四类人员之三：购买价值3万元以上的机动车（金额待确认；价值不详的计入）
not_counted:
- 价值不足3万元的机动车（仍属排除指标“机动车”的线索）
source: 2015年四类人员比对；金额参照“错评剔除十原则”，待确认；FACTS A.5
confirmed: false
examples:
- {given: {registry: vehicle, states: '30000.00'}, counts: true}
- {given: {registry: vehicle, states: '29999.99'}, counts: false}
- {given: {registry: vehicle}, counts: true}
*/
SELECT lead_id FROM lead WHERE registry = 'vehicle' AND coalesce(TRY_CAST(states AS DECIMAL(18, 2)) >= 30000, true)
