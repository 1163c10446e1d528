-- Registered households far above the others of their village. Reads: figure, dimension_title, household_rank. Support received makes
-- nobody rich and is only ranked.
CREATE OR REPLACE TABLE better_off AS
WITH middle AS (
    SELECT village_code, dimension, median(value)::DECIMAL(18, 4) AS middle, mad(value)::DECIMAL(18, 4) AS spread, count(*) AS n
    FROM figure GROUP BY village_code, dimension
)
SELECT f.household_id, f.village_code, f.dimension, f.value, m.middle AS village_median,
       t.title || shown(f.value) || t.unit || '，本村建档户中位数' || shown(m.middle) || t.unit || '（' || m.n || '户），综合居第' || r.place || '位' AS words
FROM figure f JOIN middle m USING (village_code, dimension) JOIN dimension_title t USING (dimension) JOIN household_rank r USING (household_id)
-- where most are equal the deviation is nothing and would make everybody else stand out
WHERE f.dimension <> 'support' AND m.n >= $fewest AND m.spread > 0
    AND f.value > m.middle + $outlying::DOUBLE * 1.4826 * m.spread AND f.value > 2 * m.middle
ORDER BY f.household_id, f.dimension;
