-- Municipal visits beside the stored draw and the village's place. Without a stored draw nothing is said of the sample.
WITH drawn AS (
    SELECT household_id, min(drawn_on) AS drawn_on FROM draw_unit WHERE line = 'municipal' AND NOT reserve AND household_id IS NOT NULL GROUP BY ALL
), whole AS (SELECT min(drawn_on) AS drawn_on FROM drawn),
places AS (SELECT village_code, min(lon) AS place_lon, min(lat) AS place_lat FROM village GROUP BY ALL)
SELECT m.*, CAST(w.drawn_on AS TIMESTAMP) AS drawn_at,
    CASE WHEN w.drawn_on IS NOT NULL THEN d.household_id IS NOT NULL OR (r.household_id IS NOT NULL AND m.replace_reason IS NOT NULL) END AS drawn_or_replaced,
    count(m.replaced_for) OVER () AS n_replaced, count(*) OVER () AS n_visits,
    date_diff('minute', m.visit_start, m.visit_end) AS minutes, km(m.lon, m.lat, p.place_lon, p.place_lat) AS km_off
FROM municipal_household m CROSS JOIN whole w
LEFT JOIN drawn d ON d.household_id = m.household_id
LEFT JOIN drawn r ON r.household_id = m.replaced_for
LEFT JOIN places p ON p.village_code = m.village_code
