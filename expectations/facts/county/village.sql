-- The county's villages beside the municipal list of poor villages and beside last year's exits, and a row for each village of
-- either that is not among them.
WITH last AS (
    SELECT max(snapshot_year) AS last_year FROM earlier_year
), exited AS (
    -- what was published decides; where nothing was, whoever applied
    SELECT coalesce(a.code, v.village_code) AS now_code, min(v.village_name) AS village_name,
        bool_or(coalesce(o.outcome = '建议同意销号', v.exit_apply = '是', false)) AS went, bool_or(coalesce(o.outcome = '建议同意销号', false)) AS surely
    FROM earlier_village v JOIN last l ON v.snapshot_year = l.last_year
    LEFT JOIN area a ON a.any_code = v.village_code
    LEFT JOIN earlier_outcome o ON o.snapshot_year = l.last_year AND o.kind = 'village' AND o.object_id = v.village_code
    GROUP BY ALL HAVING went
), placed AS (
    SELECT v.*, coalesce(a.code, v.village_code) AS now_code, coalesce(a.is_poor_village = '是', false) AS listed_poor, false AS missing_here
    FROM village v LEFT JOIN area a ON a.any_code = v.village_code
), wanted AS (
    SELECT a.code AS now_code, a.name AS village_name, true AS listed_poor
    FROM area a JOIN this_county t ON t.unit = a.unit WHERE a.any_code = a.code AND a.level = '行政村' AND a.is_poor_village = '是'
    UNION ALL SELECT now_code, village_name, false FROM exited
), missing AS (
    SELECT w.now_code, min(w.village_name) AS village_name, bool_or(w.listed_poor) AS listed_poor
    FROM wanted w WHERE NOT EXISTS (FROM placed p WHERE p.now_code = w.now_code) GROUP BY ALL
), place AS (
    SELECT min(src_file) AS src_file, min(src_sheet) AS src_sheet FROM village
)
SELECT p.* EXCLUDE (now_code), l.last_year, e.now_code IS NOT NULL AS went_last_year, coalesce(e.surely, false) AS surely
FROM placed p CROSS JOIN last l LEFT JOIN exited e ON e.now_code = p.now_code
UNION ALL BY NAME
SELECT t.county_code, m.now_code AS village_code, m.village_name, m.listed_poor, true AS missing_here, l.last_year,
    e.now_code IS NOT NULL AS went_last_year, s.src_file, s.src_sheet, 1 AS src_row
FROM missing m CROSS JOIN this_county t CROSS JOIN place s CROSS JOIN last l LEFT JOIN exited e ON e.now_code = m.now_code
WHERE s.src_file IS NOT NULL
