-- dim_area: the municipality, every county with its former code, and the townships and villages of the campaign's counties.
CREATE OR REPLACE TABLE kept.dim_area AS
SELECT '500000' AS code, '重庆市' AS name, '市' AS level, NULL::VARCHAR AS parent, 1997 AS valid_from, NULL::INTEGER AS valid_to, NULL::VARCHAR AS alias,
       NULL::VARCHAR AS reporting_unit, NULL::VARCHAR AS is_poor_village, NULL::BIGINT AS exited_year, NULL::DECIMAL(18, 6) AS lon, NULL::DECIMAL(18, 6) AS lat
UNION ALL BY NAME
SELECT code, name, '区县' AS level, '500000' AS parent, 1997 AS valid_from,
       CASE code WHEN '500154' THEN '500234' WHEN '500155' THEN '500228' WHEN '500156' THEN '500232' END AS alias, code AS reporting_unit, lon, lat
FROM every_county
UNION ALL BY NAME
SELECT DISTINCT township_code AS code, township_name AS name, '乡镇' AS level, county_code AS parent, 1997 AS valid_from, county_code AS reporting_unit FROM kept.place
UNION ALL BY NAME
SELECT village_code AS code, village_name AS name, '行政村' AS level, township_code AS parent, 1997 AS valid_from, county_code AS reporting_unit,
       is_poor_village, prior_exit_year::BIGINT AS exited_year, lon, lat
FROM kept.place;
