/*
id: lookback_facts
title: 往年脱贫户状况变化
part: 脱贫前后对比
place: 120
source: FEATURES 24、58
columns:
  fact: {title: 状况, kind: text, width: 30}
  compared: {title: 两年均有记录, width: 18}
  worse: {title: 变差, width: 12}
  better: {title: 变好, width: 12}
  share: {title: 变差占比, kind: share, width: 14}
  since: {title: 对比年度, kind: text, width: 14}
absent: 建立本年度工作目录时未带入以前年度的登记数据，往年脱贫户的变化无从对照。
note: 近三年脱贫且现仍在册的户，本年登记数据与最近一个以前年度快照逐户对照
*/
WITH newest AS (
    SELECT max(snapshot_year) AS year FROM earlier_household
), pair AS (
    SELECT n.household_id, n.house_grade AS grade, o.house_grade AS old_grade, n.water_safe = '是' AND n.water_hard = '否' AS water,
           o.water_safe = '是' AND o.water_hard = '否' AS old_water, n.food_ok = '是' AND n.clothing_ok = '是' AS fed,
           o.food_ok = '是' AND o.clothing_ok = '是' AS old_fed, y.year
    FROM household n JOIN newest y ON true
    JOIN earlier_household o ON o.household_id = n.household_id AND o.snapshot_year = y.year
    CROSS JOIN verdict_setting s
    WHERE n.exit_status <> '注销' AND n.exit_year BETWEEN s.campaign_year - 3 AND s.campaign_year - 1
), people AS (
    SELECT n.person_id, n.resident_med = '是' OR n.employee_med = '是' AS insured, o.resident_med = '是' OR o.employee_med = '是' AS old_insured,
           n.dropout_reason IS NULL AS schooled, o.dropout_reason IS NULL AS old_schooled, p.year
    FROM person n JOIN pair p USING (household_id)
    JOIN earlier_person o ON o.person_id = n.person_id AND o.snapshot_year = p.year
), told AS (
    SELECT 1 AS place, '住房等级为 A、B（户）' AS fact, grade IN ('A', 'B') AS is_good, old_grade IN ('A', 'B') AS was_good, year FROM pair
    UNION ALL SELECT 2, '饮水安全且不困难（户）', water, old_water, year FROM pair
    UNION ALL SELECT 3, '不愁吃、不愁穿（户）', fed, old_fed, year FROM pair
    UNION ALL SELECT 4, '参加基本医疗保险（人）', insured, old_insured, year FROM people
    UNION ALL SELECT 5, '无失学辍学（人）', schooled, old_schooled, year FROM people
)
SELECT fact, count(*) AS compared, count(*) FILTER (was_good AND NOT is_good) AS worse, count(*) FILTER (is_good AND NOT was_good) AS better,
       count(*) FILTER (was_good AND NOT is_good) / count(*) AS share, any_value(year)::VARCHAR AS since
FROM told WHERE is_good IS NOT NULL AND was_good IS NOT NULL GROUP BY place, fact ORDER BY place
