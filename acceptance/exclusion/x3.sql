/*
id: X3
title: 机动车
group: exclusion
place: 3
definition: 成员名下有机动车
not_counted:
- 摩托车、农用车、低速载货汽车、轮式拖拉机
- 经核实为低值营运车辆、主要生产工具，或已转让尚未过户（保留，须附证明）
source: 2016年通报“7项比对排除指标”；FACTS A.5
confirmed: true
examples:
- {given: {registry: vehicle, states: '12000.00'}, counts: true}
- {given: {registry: vehicle}, counts: true}
- {given: {registry: business}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'vehicle'
