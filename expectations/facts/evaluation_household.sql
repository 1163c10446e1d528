-- One row per questionnaire: the design's weight, what its frame adds up to, and how its hearing ended.
WITH design AS (
    SELECT pkg, evaluator, psu, frame,
        min(CASE WHEN psu_method = 'pps' THEN 1 / nullif(psu_prob, 0) ELSE psu_total / nullif(psu_drawn, 0) END * hh_total / nullif(hh_drawn, 0)) AS design_weight,
        bool_or(psu_selection = 'purposive' OR household_selection = 'purposive') AS design_purposive
    FROM evaluation_design GROUP BY ALL
), frames AS (
    SELECT pkg, evaluator, frame, count(*) AS n_in_frame, bool_and(household_selection = 'census') AS frame_whole,
        sum(weight * persons) ** 2 / nullif(sum(weight * weight * persons), 0) AS n_effective
    FROM evaluation_household WHERE disposition = '完成' AND household_selection IN ('random', 'census') GROUP BY ALL
), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY pkg, evaluator, frame ORDER BY src_row) AS place_in_frame FROM evaluation_household
), minutes AS (
    SELECT pkg, village_code, coalesce(household_id, '序号' || unit_no) AS unit, max(ruling) AS minutes_ruling FROM hearing GROUP BY ALL
), totals AS (SELECT pkg, evaluator, sum(n_in_frame) AS n_questionnaires FROM frames GROUP BY ALL)
SELECT o.*, d.psu IS NOT NULL AS design_found, d.design_weight, coalesce(d.design_purposive, false) AS design_purposive,
    f.n_in_frame, f.frame_whole, f.n_effective, t.n_questionnaires, n.minutes_ruling
FROM ordered o
LEFT JOIN design d ON d.pkg = o.pkg AND d.evaluator = o.evaluator AND d.psu = o.village_code AND d.frame = o.frame
LEFT JOIN frames f ON f.pkg = o.pkg AND f.evaluator = o.evaluator AND f.frame = o.frame
LEFT JOIN totals t ON t.pkg = o.pkg AND t.evaluator = o.evaluator
LEFT JOIN minutes n ON n.pkg = o.pkg AND n.village_code = o.village_code AND n.unit = coalesce(o.household_id, '序号' || o.unit_no)
