-- The county's villages beside the municipal list of poor villages, and a row for each listed village that is not among them.
WITH placed AS (
    SELECT v.*, a.code AS now_code, coalesce(a.is_poor_village = '是', false) AS listed_poor, false AS missing_here
    FROM village v LEFT JOIN area a ON a.any_code = v.village_code
)
SELECT * EXCLUDE (now_code) FROM placed
UNION ALL BY NAME
SELECT t.county_code, a.code AS village_code, a.name AS village_name, true AS listed_poor, true AS missing_here, s.src_file, s.src_sheet, 1 AS src_row
FROM area a JOIN this_county t ON t.unit = a.unit, (SELECT min(src_file) AS src_file, min(src_sheet) AS src_sheet FROM village) s
WHERE a.any_code = a.code AND a.level = '行政村' AND a.is_poor_village = '是' AND s.src_file IS NOT NULL
    AND NOT EXISTS (FROM placed p WHERE p.now_code = a.code)
