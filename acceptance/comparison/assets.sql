/*
id: assets
title: 人均耕地和林地
unit: 亩
neighbour: (farmland + forest) / nullif(persons, 0)
place: 3
formula: （耕地＋林地）÷人数；生产资料中登记系统只载土地
examples:
- {given: {household: [{farmland: 6, forest: 12, members: 3}]}, expect: 6}
- {given: {household: [{farmland: 6, forest: null, members: 3}]}, expect: null}
*/
SELECT household_id, (farmland + forest) / nullif(members, 0) AS value FROM household
