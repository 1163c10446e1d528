-- Every code of the year, and every former code (alias) as the code it has become; its county and the unit it reports through.
CREATE OR REPLACE TABLE area AS
WITH placed AS (
    SELECT a.*, CASE a.level WHEN '区县' THEN a.code WHEN '乡镇' THEN p.code WHEN '行政村' THEN g.code END AS county,
        coalesce(a.reporting_unit, p.reporting_unit, g.reporting_unit,
                 CASE a.level WHEN '区县' THEN a.code WHEN '乡镇' THEN p.code WHEN '行政村' THEN g.code END) AS unit
    FROM area_now a
    LEFT JOIN (SELECT DISTINCT ON (code) * FROM area_now) p ON p.code = a.parent
    LEFT JOIN (SELECT DISTINCT ON (code) * FROM area_now) g ON g.code = p.parent
), spelled AS (
    SELECT code AS any_code, true AS own, placed.* FROM placed
    UNION ALL
    SELECT unnest(tokens(alias)) AS any_code, false AS own, placed.* FROM placed WHERE alias IS NOT NULL
), chosen AS (
    SELECT DISTINCT ON (any_code) any_code, code, name, level, parent, county, unit, is_poor_village, exited_year, lon, lat
    FROM spelled ORDER BY any_code, own DESC, code
)
SELECT c.*, u.name AS unit_name FROM chosen c LEFT JOIN (SELECT DISTINCT ON (code) code, name FROM area_now) u ON u.code = c.unit;
