/*
id: unanimous_votes
title: 各次评议全票同意
place: 100
reference: 0.95
least: 10
shows: 组评议、村评议中到会人员全部同意的占比，按村
innocent: 事先充分酝酿、名单无争议时，全票同意也属正常
source: FEATURES 4
*/
SELECT 'self_check' AS line, '行政村' AS level, village_code AS place, count(*) AS n,
       count(*) FILTER (agree_n = present_n) AS hits, avg((agree_n = present_n)::INTEGER) AS figure
FROM procedure SEMI JOIN household USING (household_id)
WHERE object_type = '户' AND step IN ('组评议', '村评议') AND present_n >= 3 AND agree_n IS NOT NULL
GROUP BY village_code
