-- Registered households above the median of their neighbours outside the register, where these are known (issue 5, 5).
-- Reads: figure, neighbour_median(village_code, dimension, middle, n), dimension_title. One row per household: above in `above` of
-- the `known` dimensions that can be compared; a household above in all of them has no visible reason to be on the register.
CREATE OR REPLACE TABLE above_neighbours AS
WITH compared AS (
    SELECT f.household_id, f.village_code, f.value > m.middle AS above,
           t.title || shown(f.value) || t.unit || '，本村非建档户中位数' || shown(m.middle) || t.unit || '（' || m.n || '户）' AS words, t.place
    FROM figure f JOIN neighbour_median m USING (village_code, dimension) JOIN dimension_title t USING (dimension)
)
SELECT household_id, village_code, count(*) FILTER (above) AS above, count(*) AS known, string_agg(words, '；' ORDER BY place) FILTER (above) AS words
FROM compared GROUP BY household_id, village_code HAVING bool_or(above)
ORDER BY household_id;
