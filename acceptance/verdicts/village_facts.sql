-- What the village lists look at: F1 from whole persons, and V2..V6 as true, false or NULL (unknown).
-- Reads: village, village_item, document, procedure, work_team, issue, finding_in_force, decision_in_force, exemption,
-- poor_persons, rule_feeds, verdict_setting. Source: RULEBOOK D.4 "Village", D.2 (E020, E024, E025, E082, E083, E086, E090).

CREATE OR REPLACE TABLE village_fact AS
WITH item AS (
    SELECT village_code, item, met FROM (
        UNPIVOT (SELECT village_code, COLUMNS('^(have|solve)_\d$') FROM village)
        ON COLUMNS('^(have|solve)_\d$') INTO NAME item VALUE met)
), papers AS (  -- 不适用 is justified by a document that names the item, by its code or by its label
    SELECT DISTINCT d.village_code, i.item
    FROM document d JOIN village_item i ON d.item IN (i.item, i.title)
    WHERE d.owner_type = '村'
), judged_item AS (
    SELECT v.village_code, i.title, i.confirmed,
           CASE WHEN t.met = '达标' THEN true
                WHEN t.met = '不达标' THEN false
                WHEN t.met = '不适用' AND p.item IS NOT NULL THEN true END AS met
    FROM village v CROSS JOIN village_item i
    LEFT JOIN item t ON t.village_code = v.village_code AND t.item = i.item
    LEFT JOIN papers p ON p.village_code = v.village_code AND p.item = i.item
), items AS (
    SELECT village_code,
           bool_or(NOT met AND confirmed) AS confirmed_bad,
           bool_or(NOT met) AS some_bad,
           bool_or(met IS NULL) AS some_unknown,
           string_agg(title, '、' ORDER BY title) FILTER (NOT met) AS bad,
           string_agg(title, '、' ORDER BY title) FILTER (met IS NULL) AS unknown
    FROM judged_item GROUP BY village_code
), found AS (
    SELECT f.village_code,
           bool_or(r.feeds = 'V3') AS notice,
           bool_or(r.feeds = 'V4') AS archive,
           bool_or(r.feeds = 'V5') AS team,
           string_agg(DISTINCT f.rule_id, '、' ORDER BY f.rule_id) FILTER (r.feeds = 'V3') AS notice_rules,
           string_agg(DISTINCT f.rule_id, '、' ORDER BY f.rule_id) FILTER (r.feeds = 'V5') AS team_rules
    FROM finding_in_force f JOIN rule_feeds r USING (rule_id)
    WHERE f.household_id IS NULL AND f.village_code IS NOT NULL GROUP BY f.village_code
), notice AS (  -- the township's notice; it has ended when its last day is over
    SELECT p.village_code, bool_or(p.date_to < s.as_of) AS ended,
           min(p.date_to) FILTER (p.date_to >= s.as_of) AS ends_on
    FROM procedure p, verdict_setting s
    WHERE p.object_type = '村' AND p.step = '公示' AND p.level = '乡镇' GROUP BY p.village_code
), archived AS (
    SELECT DISTINCT village_code FROM document WHERE owner_type = '村'
), teamed AS (
    SELECT DISTINCT village_code FROM work_team
), overdue AS (
    SELECT i.village_code, count(*) AS n
    FROM issue i, verdict_setting s
    WHERE i.state NOT IN ('销号', '豁免') AND i.due < s.as_of GROUP BY i.village_code
), withdrawn AS (
    SELECT DISTINCT object AS village_code FROM decision_in_force WHERE kind = '撤回'
)
SELECT v.village_code, v.village_name,
       v.exit_apply = '是' AS applied,
       w.village_code IS NOT NULL AS withdrawn,
       v.prior_exit_year IS NOT NULL AS exited_earlier,
       v.agri_pop, s.village_threshold AS threshold,
       CASE WHEN v.agri_pop > 0 THEN coalesce(p.lo, 0) END AS lo,
       CASE WHEN v.agri_pop > 0 THEN coalesce(p.hi, 0) END AS hi,
       -- E020: the road bears its own name, so its label needs no confirmation; asked of applicants only
       coalesce(v.exit_apply = '是' AND v.hard_road = '否' AND x.object IS NULL, false) AS road_bad,
       coalesce(v.exit_apply = '是' AND v.hard_road IS NULL, false) AS road_unknown,
       i.confirmed_bad, i.some_bad, i.some_unknown, i.bad, i.unknown,
       CASE WHEN f.notice THEN false WHEN n.ended THEN true END AS v3, f.notice_rules, n.ends_on,
       CASE WHEN f.archive THEN false WHEN a.village_code IS NOT NULL THEN true END AS v4,
       CASE WHEN f.team THEN false WHEN t.village_code IS NOT NULL OR v.is_poor_village = '否' THEN true END AS v5, f.team_rules,
       o.n IS NULL AS v6, o.n AS overdue
FROM village v CROSS JOIN verdict_setting s
LEFT JOIN poor_persons p USING (village_code)
LEFT JOIN items i USING (village_code)
LEFT JOIN found f USING (village_code)
LEFT JOIN notice n USING (village_code)
LEFT JOIN archived a USING (village_code)
LEFT JOIN teamed t USING (village_code)
LEFT JOIN overdue o USING (village_code)
LEFT JOIN withdrawn w USING (village_code)
LEFT JOIN exemption x ON x.object = v.village_code AND x.rule_id = 'E020';
