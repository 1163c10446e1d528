-- Risk of villages and households for the inspection plan (督查派工). Reads: registered, household, village, dim_area, income,
-- finding_in_force, lead, municipal_household, evaluation_household, inspection_visit, rule_title, risk_weight (one row:
-- findings, leads, near_line, overturns, uninspected, poverty_line, near_line_at). Makes risk_household, risk_village.
-- A village's points for a risk are the weight times its share of households, measured by the county's highest share.
CREATE OR REPLACE TEMP TABLE risk_household AS
WITH found AS (
    SELECT f.household_id, count(DISTINCT f.rule_id) AS rules,
           string_agg(DISTINCT f.rule_id || coalesce(' ' || t.title, ''), '；' ORDER BY f.rule_id || coalesce(' ' || t.title, '')) AS words
    FROM finding_in_force f LEFT JOIN rule_title t USING (rule_id)
    WHERE f.severity IN ('row', 'judge') AND f.household_id IS NOT NULL GROUP BY f.household_id
), led AS (
    SELECT household_id, count(*) AS leads, string_agg(DISTINCT indicator || '（' || status || '）', '；' ORDER BY indicator || '（' || status || '）') AS words
    FROM lead WHERE status IN ('待核查', '属实') GROUP BY household_id
), near AS (
    SELECT DISTINCT i.household_id FROM income i, risk_weight w
    WHERE i.phase = '脱贫后' AND i.net_pc >= w.poverty_line AND i.net_pc < w.near_line_at
), seen AS (
    SELECT household_id, verdict = '不达标' OR '不通过' IN (c1, c2, c3, c4, c5, c6, c7, c8) AS failed FROM municipal_household
    UNION ALL SELECT household_id, final = '错退' OR finding = '疑似错退' FROM evaluation_household WHERE disposition = '完成' AND household_id IS NOT NULL
    UNION ALL SELECT household_id, '不通过' IN (c1, c2, c3, c4, c5, c6, c7, c8) FROM inspection_visit WHERE household_id IS NOT NULL
), visited AS (
    SELECT household_id, bool_or(coalesce(failed, false)) AS failed FROM seen GROUP BY household_id
)
SELECT g.village_code, g.household_id, coalesce(f.rules, 0) AS rules, f.words AS rule_words, coalesce(l.leads, 0) AS leads, l.words AS lead_words,
       n.household_id IS NOT NULL AS near_line, v.household_id IS NOT NULL AS visited,
       coalesce(v.failed AND g.self_verdict = '达标', false) AS overturned
FROM registered g LEFT JOIN found f USING (household_id) LEFT JOIN led l USING (household_id) LEFT JOIN near n USING (household_id)
LEFT JOIN visited v USING (household_id);

CREATE OR REPLACE TEMP TABLE risk_village AS
WITH counted AS (
    SELECT village_code, count(*) AS households, count(*) FILTER (rules > 0) AS findings, count(*) FILTER (leads > 0) AS leads,
           count(*) FILTER (near_line) AS near_line, count(*) FILTER (overturned) AS overturns, count(*) FILTER (visited) AS visited
    FROM risk_household GROUP BY village_code
), shares AS (
    SELECT c.*, i.village_code IS NULL AS uninspected, c.findings / c.households AS s1, c.leads / c.households AS s2, c.near_line / c.households AS s3,
           CASE WHEN c.visited > 0 THEN c.overturns / c.visited ELSE 0 END AS s4
    FROM counted c LEFT JOIN (SELECT DISTINCT village_code FROM inspection_visit) i USING (village_code)
), pointed AS (
    SELECT s.*, max(s1) OVER () AS m1, max(s2) OVER () AS m2, max(s3) OVER () AS m3, max(s4) OVER () AS m4,
           w.findings * coalesce(s1 / nullif(m1, 0), 0) AS p_findings, w.leads * coalesce(s2 / nullif(m2, 0), 0) AS p_leads,
           w.near_line * coalesce(s3 / nullif(m3, 0), 0) AS p_near_line, w.overturns * coalesce(s4 / nullif(m4, 0), 0) AS p_overturns,
           CASE WHEN s.uninspected THEN w.uninspected ELSE 0 END AS p_uninspected
    FROM shares s, risk_weight w
), place AS (
    SELECT village_code, min(village_name) AS village_name, max(lon) AS lon, max(lat) AS lat FROM village GROUP BY village_code
), area AS (
    SELECT code, any_value(name ORDER BY valid_from DESC NULLS LAST) AS name, any_value(lon) AS lon, any_value(lat) AS lat FROM dim_area GROUP BY code
)
SELECT row_number() OVER (ORDER BY round(p_findings + p_leads + p_near_line + p_overturns + p_uninspected, 9) DESC, p.village_code) AS place,
       p.*, round(p_findings + p_leads + p_near_line + p_overturns + p_uninspected, 1) AS score,
       coalesce(v.village_name, a.name, p.village_code) AS village_name, coalesce(t.name, left(p.village_code, 9)) AS township,
       coalesce(v.lon, a.lon)::DOUBLE AS lon, coalesce(v.lat, a.lat)::DOUBLE AS lat
FROM pointed p LEFT JOIN place v USING (village_code) LEFT JOIN area a ON a.code = p.village_code LEFT JOIN area t ON t.code = left(p.village_code, 9)
ORDER BY place;
