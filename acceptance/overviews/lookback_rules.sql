/*
id: lookback_rules
title: 规则在往年脱贫户上的发现
part: 脱贫前后对比
place: 110
rows: 12
annex: true
source: FEATURES 24
columns:
  rule_id: {title: 规则, kind: text, width: 9}
  rule: {title: 检查内容, kind: text, width: 40}
  last: {title: 上年脱贫, width: 11}
  before: {title: 前年脱贫, width: 11}
  third: {title: 三年前, width: 9}
  share: {title: 占往年户, kind: share, width: 10}
  candidates: {title: 占拟退出户, kind: share, width: 10}
absent: 近三年脱贫的户中没有检查发现，或登记数据中没有近三年脱贫的户。
note: 每户每条规则计一次；右两列为有该项发现的户占近三年脱贫户、占本年拟退出户的比例，差别大的规则值得先查
*/
WITH home AS (
    SELECT f.household_id, s.campaign_year - h.exit_year AS back, f.standing
    FROM household_fact f JOIN household h USING (household_id) CROSS JOIN verdict_setting s
), size AS (
    SELECT count(*) FILTER (standing = '已脱贫' AND back BETWEEN 1 AND 3) AS earlier, count(*) FILTER (standing = '拟退出') AS candidates FROM home
), broken AS (
    SELECT DISTINCT f.rule_id, h.* FROM finding_in_force f JOIN home h USING (household_id) WHERE f.line = 'self_check' AND f.severity IN ('row', 'judge', 'warn')
)
SELECT b.rule_id, coalesce(any_value(r.title), b.rule_id) AS rule,
       count(*) FILTER (standing = '已脱贫' AND back = 1) AS last, count(*) FILTER (standing = '已脱贫' AND back = 2) AS before,
       count(*) FILTER (standing = '已脱贫' AND back = 3) AS third,
       count(*) FILTER (standing = '已脱贫' AND back BETWEEN 1 AND 3) / nullif(any_value(s.earlier), 0) AS share,
       count(*) FILTER (standing = '拟退出') / nullif(any_value(s.candidates), 0) AS candidates
FROM broken b CROSS JOIN size s LEFT JOIN overview_rule r USING (rule_id)
GROUP BY b.rule_id HAVING count(*) FILTER (standing = '已脱贫' AND back BETWEEN 1 AND 3) > 0
ORDER BY share DESC, b.rule_id
