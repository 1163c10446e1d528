/*
id: lookback
title: 往年脱贫户回头看
part: 脱贫前后对比
place: 100
source: FEATURES 24、58；国家过渡期要求（至少三年）
columns:
  year: {title: 脱贫年度, kind: text, width: 12}
  households: {title: 脱贫户, width: 12}
  registered: {title: 现仍在册, width: 13}
  unclear: {title: 待核（往年）, width: 15}
  excluded: {title: 剔除, width: 11}
  fell: {title: 返贫, width: 11}
  share: {title: 返贫率, kind: share, width: 12}
  gone: {title: 已不在册, width: 14}
absent: 登记数据和以前年度快照中没有近三年脱贫的户，回头看不作统计。
note: 近三年脱贫的户取自本年登记数据和带入的以前年度快照，本年全部规则对其重新运行一遍；返贫包括登记为返贫和本年判定返贫的户；已不在册的户按减少说明核对
*/
WITH cohort AS (
    SELECT household_id, arg_max(exit_year, snapshot_year) AS exit_year
    FROM (
        SELECT household_id, exit_year, s.campaign_year AS snapshot_year FROM household, verdict_setting s
        WHERE exit_status NOT IN ('预脱贫', '未脱贫')
        UNION ALL  -- a candidate of then has exited only if that was agreed
        SELECT h.household_id, h.exit_year, h.snapshot_year FROM earlier_household h
        LEFT JOIN (SELECT DISTINCT object_id, snapshot_year FROM earlier_outcome WHERE kind = 'household' AND outcome = '同意退出') o
            ON o.object_id = h.household_id AND o.snapshot_year = h.snapshot_year
        WHERE h.exit_status NOT IN ('预脱贫', '未脱贫') OR o.object_id IS NOT NULL
    ), verdict_setting s
    WHERE exit_year BETWEEN s.campaign_year - 3 AND s.campaign_year - 1
    GROUP BY household_id
), now AS (
    SELECT c.*, v.outcome, h.exit_status, e.fell_before
    FROM cohort c
    LEFT JOIN (SELECT household_id, min(outcome) AS outcome FROM household_verdict GROUP BY ALL) v USING (household_id)
    LEFT JOIN (SELECT household_id, min(exit_status) AS exit_status FROM household GROUP BY ALL) h USING (household_id)
    LEFT JOIN (SELECT household_id, bool_or(exit_status = '返贫') AS fell_before FROM earlier_household GROUP BY ALL) e USING (household_id)
)
SELECT exit_year::VARCHAR AS year, count(*) AS households, count(*) FILTER (exit_status <> '注销') AS registered,
       count(*) FILTER (outcome = '待核(往年)') AS unclear, count(*) FILTER (outcome = '剔除') AS excluded,
       count(*) FILTER (outcome = '返贫' OR exit_status = '返贫' OR fell_before) AS fell,
       count(*) FILTER (outcome = '返贫' OR exit_status = '返贫' OR fell_before) / count(*) AS share,
       count(*) FILTER (coalesce(exit_status, '注销') = '注销') AS gone
FROM now GROUP BY exit_year ORDER BY exit_year
