-- What the household list looks at besides c1..c8: register status, leads (c9), the assembly's vote, set-aside, unusable IDs.
-- Reads: registered, member, lead, aside, procedure, verdict_setting. Source: RULEBOOK D.4 "Household", D.3 F1 (persons).

CREATE OR REPLACE TABLE household_fact AS
WITH leads AS (
    SELECT household_id,
           bool_or(status = '属实') AS confirmed,
           count(*) FILTER (status = '待核查' OR status IS NULL) AS open,
           string_agg(DISTINCT indicator, '、' ORDER BY indicator) FILTER (status = '属实') AS confirmed_for
    FROM lead GROUP BY household_id
), people AS (  -- without a valid number (k) nobody can be compared with the departments
    SELECT household_id, count(*) AS persons, count(*) FILTER (k IS NULL) AS unmatched FROM member GROUP BY household_id
), votes AS (  -- the last 村评议; 组评议 where there is none
    SELECT household_id, step, present_n, agree_n, date_from
    FROM procedure
    WHERE object_type = '户' AND step IN ('村评议', '组评议')
    QUALIFY row_number() OVER (PARTITION BY household_id
        ORDER BY CASE step WHEN '村评议' THEN 0 ELSE 1 END, date_from DESC, seq DESC, procedure_id DESC) = 1
)
SELECT r.household_id, r.village_code,
       coalesce(r.members, p.persons, 0) AS persons,
       CASE
           WHEN r.exit_status = '预脱贫' AND coalesce(r.self_verdict, '') <> '不达标' THEN '拟退出'
           WHEN r.exit_status = '预脱贫' THEN '自查不达标'  -- E045b: an honest county takes it off the list itself
           WHEN r.exit_status IN ('未脱贫', '返贫') THEN '未脱贫'
           WHEN r.exit_status IN ('已脱贫', '已脱贫(享受政策)', '已脱贫(不享受政策)', '稳定脱贫') THEN '已脱贫'
           ELSE '不明'
       END AS standing,
       CASE WHEN l.confirmed THEN '不通过' WHEN l.open > 0 THEN '待核查' WHEN s.matched THEN '通过' ELSE '缺证据' END AS c9,
       l.confirmed_for, coalesce(l.open, 0) AS open_leads,
       a.household_id IS NOT NULL AS set_aside,
       coalesce(p.unmatched, 0) AS unmatched,
       v.step AS vote_step,
       v.present_n, v.agree_n,
       -- true: against; false: for; NULL: no usable record (nobody present decides nothing)
       CASE WHEN v.present_n > 0 AND v.agree_n IS NOT NULL THEN 2 * v.agree_n <= v.present_n END AS voted_against
FROM registered r CROSS JOIN verdict_setting s
LEFT JOIN leads l USING (household_id)
LEFT JOIN (SELECT DISTINCT household_id FROM aside) a USING (household_id)
LEFT JOIN people p USING (household_id)
LEFT JOIN votes v USING (household_id);
