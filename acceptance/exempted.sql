-- Findings with the exempted ones under the severity `exempt`. Reads: found (findings.SCHEMA and place), exemption(object,
-- rule_id, words). The row itself, its household or its village may be named (RULEBOOK P9).
WITH exempted AS (
    SELECT f.place, min(e.words) AS words
    FROM found f JOIN exemption e ON e.rule_id = f.rule_id AND e.object IN (f.object_id, f.household_id, f.village_code)
    GROUP BY f.place
)
SELECT f.* EXCLUDE (place) REPLACE (
    CASE WHEN e.place IS NULL THEN f.severity ELSE 'exempt' END AS severity, f.message || coalesce(e.words, '') AS message)
FROM found f LEFT JOIN exempted e USING (place)
ORDER BY f.place
