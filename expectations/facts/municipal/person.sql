-- Persons whose identity number is registered in more than one county (placeholders for persons without a number left out).
WITH known AS (
    SELECT p.*, upper(trim(p.id_no)) AS id_clean, left(upper(trim(p.id_no)), 18) AS id18 FROM person p WHERE length(trim(p.id_no)) >= 18
), shared AS (
    SELECT id18, count(DISTINCT county_code) AS n_counties, min(county_code) AS first_county, max(county_code) AS last_county
    FROM known WHERE id18 NOT LIKE '999999%' GROUP BY id18 HAVING count(DISTINCT county_code) > 1
)
SELECT k.*, s.n_counties, CASE WHEN k.county_code = s.first_county THEN s.last_county ELSE s.first_county END AS other_county
FROM known k JOIN shared s ON s.id18 = k.id18
