/*
id: support
title: 人均帮扶金额
unit: 元
place: 4
formula: 本户全部帮扶措施金额÷人数；没有措施记录的按零计
examples:
- {given: {household: [{members: 2}], measure: [{household_id: h1, amount: 100}, {household_id: h1, amount: 300}]}, expect: 200}
- {given: {household: [{members: 2}]}, expect: 0}
*/
SELECT h.household_id, coalesce(sum(m.amount), 0) / nullif(any_value(h.members), 0) AS value
FROM household h LEFT JOIN measure m USING (household_id) GROUP BY h.household_id
