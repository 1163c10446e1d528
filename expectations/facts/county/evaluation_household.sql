-- The first questionnaire of each evaluator and frame, and how far its weights add up to the households of the frame (RULEBOOK E103b).
-- The expected spread is that of the design itself: villages drawn by srs differ in size, those drawn by size in size over probability.
-- A stratum of which only one village was drawn says nothing of its spread: nothing is asked then.
WITH sizes AS (
    SELECT CASE WHEN exit_status IN ('未脱贫', '返贫') THEN '未脱贫户' ELSE '脱贫户' END AS frame, count(*) AS frame_n
    FROM household WHERE exit_status IS NOT NULL AND exit_status <> '注销' GROUP BY ALL
    UNION ALL SELECT '非建档立卡户', count(*) FROM frame_household HAVING count(*) > 0
), weighed AS (
    SELECT evaluator, frame, sum(weight) AS weight_sum FROM evaluation_household
    WHERE household_selection IN ('random', 'census') AND replaced_for IS NULL GROUP BY ALL
), villages AS (
    SELECT DISTINCT ON (evaluator, frame, psu) evaluator, frame, coalesce(collapse_into, stratum) AS stratum, psu, psu_method, psu_prob,
        psu_total, psu_drawn, hh_total
    FROM evaluation_design WHERE psu_selection <> 'purposive' AND household_selection <> 'purposive' ORDER BY evaluator, frame, psu
), strata AS (
    SELECT evaluator, frame, stratum,
        CASE WHEN bool_and(psu_method = 'certainty') OR max(psu_drawn) >= max(psu_total) THEN 0
             WHEN bool_and(psu_method = 'srs')
             THEN max(psu_total) ** 2 * (1 - max(psu_drawn) / max(psu_total)) * var_samp(hh_total) / count(*)
             WHEN bool_and(psu_method = 'pps') THEN count(*) * var_samp(hh_total / nullif(psu_prob, 0)) END AS spread
    FROM villages GROUP BY ALL
), expected AS (
    SELECT evaluator, frame, CASE WHEN bool_and(spread IS NOT NULL) THEN sqrt(sum(spread)) END AS weight_spread FROM strata GROUP BY ALL
), first AS (
    SELECT * FROM evaluation_household QUALIFY row_number() OVER (PARTITION BY evaluator, frame ORDER BY src_row) = 1
)
SELECT f.*, s.frame_n, w.weight_sum, e.weight_spread
FROM first f JOIN sizes s ON s.frame = f.frame
LEFT JOIN weighed w ON w.evaluator = f.evaluator AND w.frame = f.frame
LEFT JOIN expected e ON e.evaluator = f.evaluator AND e.frame = f.frame
