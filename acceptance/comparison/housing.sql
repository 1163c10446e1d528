/*
id: housing
title: 人均住房面积
unit: 平方米
neighbour: house_area / nullif(persons, 0)
place: 2
formula: 住房面积÷人数；C、D级且未改造、未搬迁的按零计
examples:
- {given: {household: [{house_area: 90, members: 3}]}, expect: 30}
- {given: {household: [{house_area: 90, members: 3, house_grade: D, renovated: 否}]}, expect: 0}
- {given: {household: [{house_area: 90, members: 3, house_grade: D, renovated: 是}]}, expect: 30}
- {given: {household: [{house_area: 90, members: 0}]}, expect: null}
*/
SELECT household_id, CASE WHEN house_grade IN ('C', 'D') AND coalesce(renovated, '') <> '是' AND coalesce(relocated, '') <> '是' THEN 0
            ELSE house_area / nullif(members, 0) END AS value
FROM household
