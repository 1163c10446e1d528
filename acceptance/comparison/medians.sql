-- The middle of the neighbours outside the register, by village and dimension, where enough of them are known to speak of one.
CREATE OR REPLACE TEMP TABLE neighbour_median AS
SELECT village_code, dimension, median(value)::DECIMAL(18, 4) AS middle, count(*) AS n
FROM neighbour_figure GROUP BY village_code, dimension HAVING count(*) >= $neighbours;
