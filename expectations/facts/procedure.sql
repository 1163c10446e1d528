-- One row per step of a household or a village: its place in the order, who may sign, and the visits of one person in one day.
WITH homes AS (
    SELECT pkg, household_id, min(is_candidate) AS home_applies FROM fact_household GROUP BY ALL
), places AS (
    SELECT pkg, village_code, min(exit_apply) = '是' AS village_applies, min(township_code) AS place_township FROM village GROUP BY ALL
), adults AS (
    SELECT pkg, household_id, list(name) FILTER (name IS NOT NULL) AS adult_names, list(id18) FILTER (id18 IS NOT NULL) AS adult_ids
    FROM fact_person WHERE active AND (relation = '户主' OR coalesce(age >= 18, true)) GROUP BY ALL
), teams AS (
    SELECT pkg, village_code, list(DISTINCT member ORDER BY member) AS team FROM work_team WHERE member IS NOT NULL GROUP BY ALL
), ranked AS (
    SELECT p.*, coalesce(CASE WHEN object_type = '户' THEN household_id END, village_code) AS object,
        CASE step WHEN '组评议' THEN 1 WHEN '村评议' THEN 1 WHEN '核实' THEN 2 WHEN '签字' THEN 3 WHEN '公示' THEN 4 WHEN '公告' THEN 5 WHEN '标注' THEN 6 END AS rank,
        CASE WHEN step = '公示' THEN coalesce(date_to, date_from) ELSE date_from END AS step_ends,
        step = '核实' AND object_type = '户' AND actor1 IS NOT NULL AND time_start IS NOT NULL AS is_visit
    FROM procedure p
), ordered AS (
    SELECT *, max(step_ends) OVER earlier AS earlier_ends, arg_max(step, CASE WHEN step_ends IS NOT NULL THEN {'ends': step_ends, 'rank': rank, 'place': src_row} END) OVER earlier AS earlier_step,
        min(date_from) FILTER (step = '公告') OVER (PARTITION BY pkg, object_type, object) AS announced_on
    FROM ranked
    WINDOW earlier AS (PARTITION BY pkg, object_type, object, rank IS NULL ORDER BY rank RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), visited AS (
    SELECT o.* EXCLUDE (earlier_ends, earlier_step), v.village_applies, v.place_township,
        CASE WHEN rank IS NOT NULL THEN earlier_ends END AS earlier_ends, CASE WHEN rank IS NOT NULL THEN earlier_step END AS earlier_step
    FROM ordered o LEFT JOIN places v ON v.pkg = o.pkg AND v.village_code = o.village_code
), timed AS (
    SELECT *, CASE WHEN is_visit THEN lag(time_start) OVER (PARTITION BY pkg, is_visit, place_township, actor1, date_from ORDER BY time_start, src_row) END AS visit_before,
        CASE WHEN is_visit THEN count(*) OVER (PARTITION BY pkg, is_visit, place_township, actor1, date_from) END AS visits_that_day
    FROM visited
)
SELECT t.*, a.adult_names, a.adult_ids, m.team,
    coalesce(CASE WHEN t.object_type = '户' THEN h.home_applies ELSE t.village_applies END, false) AS applies
FROM timed t
LEFT JOIN homes h ON h.pkg = t.pkg AND h.household_id = t.household_id
LEFT JOIN adults a ON a.pkg = t.pkg AND a.household_id = t.household_id
LEFT JOIN teams m ON m.pkg = t.pkg AND m.village_code = t.village_code
