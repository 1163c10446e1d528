-- Municipal visits of villages beside the village's place.
WITH places AS (SELECT village_code, min(lon) AS place_lon, min(lat) AS place_lat FROM village GROUP BY ALL)
SELECT m.*, date_diff('minute', m.visit_start, m.visit_end) AS minutes, km(m.lon, m.lat, p.place_lon, p.place_lat) AS km_off
FROM municipal_village m LEFT JOIN places p ON p.village_code = m.village_code
