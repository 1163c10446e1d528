-- Where a household stands in its village. Reads: figure (village_code, household_id, dimension, weight, value), dimension_title.
-- Positions are midranks: equal figures share the middle of their places, so that the order of the rows decides nothing. They are
-- summed in the order of the dimensions: in any other the last bit of a sum may differ, and with it a score that ends in 5.
CREATE OR REPLACE TABLE household_rank AS
WITH placed AS (
    SELECT *, count(*) OVER peers AS n, rank() OVER (peers ORDER BY value) AS low, count(*) OVER same AS equal
    FROM figure WINDOW peers AS (PARTITION BY village_code, dimension), same AS (PARTITION BY village_code, dimension, value)
), positioned AS (
    SELECT *, CASE WHEN n > 1 THEN (low - 1 + (equal - 1) / 2.0) / (n - 1) ELSE 0.5 END AS position FROM placed
), scored AS (
    SELECT p.village_code, p.household_id, round(sum(p.weight * p.position ORDER BY t.place) / sum(p.weight), 6)::DECIMAL(9, 6) AS score,
           string_agg(t.title || shown(p.value) || t.unit || '，居第' || (p.n - p.low - p.equal + 2) || '位（共' || p.n || '户）'
                      || CASE WHEN p.equal > 1 THEN '，与另' || (p.equal - 1) || '户相同' ELSE '' END, '；' ORDER BY t.place) AS words
    FROM positioned p JOIN dimension_title t USING (dimension) WHERE p.weight > 0 GROUP BY p.village_code, p.household_id
)
SELECT household_id, village_code, score, rank() OVER (PARTITION BY village_code ORDER BY score DESC) AS place,
       count(*) OVER (PARTITION BY village_code) AS households, count(*) OVER (PARTITION BY village_code, score) - 1 AS tied, words
FROM scored ORDER BY household_id;
