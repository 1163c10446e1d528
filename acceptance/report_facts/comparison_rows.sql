-- The first rows of each list of 横向比对, the most striking first. Reads: better_off, above_neighbours, missed_candidate, village.
WITH named AS (
    SELECT village_code, min(village_name) AS village FROM village GROUP BY ALL
), listed AS (
    SELECT 'better_off' AS list, village_code, household_id AS number, string_agg(words, '；' ORDER BY dimension) AS words,
           row_number() OVER (ORDER BY max(value / nullif(village_median, 0)) DESC NULLS LAST, household_id) AS place
    FROM better_off GROUP BY village_code, household_id
    UNION ALL
    SELECT 'above', village_code, household_id, above || '/' || known || '项：' || words,
           row_number() OVER (ORDER BY above DESC, known, household_id)
    FROM above_neighbours
    UNION ALL
    SELECT 'missed', village_code, unit_no, string_agg(concat_ws('：', nullif(evaluator, ''), words), '；' ORDER BY evaluator, words),
           row_number() OVER (ORDER BY bool_or(contains(words, '裁定')) DESC, bool_or(contains(words, '疑似')) DESC, village_code, unit_no)
    FROM missed_candidate GROUP BY village_code, unit_no
)
SELECT list, coalesce(n.village, l.village_code) AS village, number, words
FROM listed l LEFT JOIN named n USING (village_code) WHERE place <= $shown ORDER BY list, place
