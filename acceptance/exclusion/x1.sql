/*
id: X1
title: 房产
group: exclusion
place: 1
definition: 成员名下有城镇住宅或商业用房
not_counted:
- 易地扶贫搬迁安置房、拆迁安置房
- 经核实为子女出资、老人代为登记的唯一住房（保留，须附证明）
source: 2016年通报“7项比对排除指标”；FACTS A.5
confirmed: true
examples:
- {given: {registry: property, states: 住宅}, counts: true}
- {given: {registry: property, states: 商业}, counts: true}
- {given: {registry: vehicle, states: '80000.00'}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'property'
