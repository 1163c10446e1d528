/*
id: X2
title: 消费水平
group: exclusion
place: 2
definition: 成员有大额消费记录，与贫困状况明显不符
not_counted:
- 医疗、教育支出（致贫原因，不是富裕的表现）
- 单笔不足5万元的消费（自拟，待确认）
source: 2016年通报“7项比对排除指标”；FACTS A.5
confirmed: true
examples:
- {given: {registry: consumption, states: '60000.00'}, counts: true}
- {given: {registry: property}, counts: false}
*/
SELECT lead_id FROM lead WHERE registry = 'consumption'
