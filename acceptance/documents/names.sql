-- Where a village lies, in words. Reads: dim_area, village(village_code, village_name, township_code).
CREATE OR REPLACE TEMP TABLE village_name AS
WITH place AS (
    SELECT DISTINCT ON (code) code, name, parent FROM dim_area ORDER BY code, valid_from DESC NULLS LAST
), sent AS (
    SELECT village_code, min(village_name) AS name, min(township_code) AS township_code FROM village GROUP BY ALL
), joined AS (
    SELECT coalesce(s.village_code, a.code) AS village_code, coalesce(s.name, a.name) AS village,
           coalesce(s.township_code, a.parent, left(a.code, 9)) AS township_code
    FROM sent s FULL JOIN (FROM place WHERE length(code) = 12) a ON a.code = s.village_code
)
SELECT j.village_code, j.village, j.township_code, coalesce(t.name, j.township_code) AS township
FROM joined j LEFT JOIN place t ON t.code = j.township_code;
CREATE OR REPLACE TEMP MACRO said(x) AS CASE x WHEN true THEN '满足' WHEN false THEN '不满足' ELSE '缺证据' END;
