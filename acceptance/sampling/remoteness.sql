-- village_code, remoteness: thirds of the villages of a type by distance from the county seat (近, 中, 远); villages whose place,
-- or whose county seat's place, is not known are left out. Straight-line distance on a local plane: only the order counts.
WITH seat AS (
    SELECT code AS county, any_value(lon) AS lon, any_value(lat) AS lat FROM dim_area WHERE level = '区县' AND lon IS NOT NULL AND lat IS NOT NULL
    GROUP BY code
), place AS (
    SELECT v.village_code, max(v.is_poor_village) AS is_poor, coalesce(max(v.lon), max(a.lon))::DOUBLE AS lon, coalesce(max(v.lat), max(a.lat))::DOUBLE AS lat
    FROM village v LEFT JOIN dim_area a ON a.code = v.village_code GROUP BY v.village_code
), away AS (
    SELECT p.village_code, coalesce(p.is_poor, '否') = '是' AS poor,
           ((p.lon - s.lon) * cos(radians(s.lat::DOUBLE))) ** 2 + (p.lat - s.lat) ** 2 AS apart
    FROM place p JOIN seat s ON s.county = left(p.village_code, 6)
    WHERE p.lon IS NOT NULL AND p.lat IS NOT NULL
)
SELECT village_code, ['近', '中', '远'][ntile(3) OVER (PARTITION BY poor ORDER BY apart, village_code)] AS remoteness FROM away
