-- All readings judged alike: chance from Python, what lies beyond the reference, people under an alias.
-- Reads: signal_reading, signal_chance(row, chance), signal_stated, village, dim_area, line_title_given.
CREATE OR REPLACE TABLE signal AS
WITH person AS (  -- within a line, by name: the office finds the person, a reader of the report does not
    SELECT line, place, left(place, 1) || '某（第' || row_number() OVER (PARTITION BY line ORDER BY place) || '号）' AS alias
    FROM (SELECT DISTINCT line, place FROM signal_reading WHERE level = '人员')
), area AS (
    SELECT code, min(name) AS name FROM dim_area GROUP BY code
), village_at AS (
    SELECT village_code, min(village_name) AS village, min(township_code) AS township FROM village GROUP BY village_code
), judged AS (
    SELECT r.*, s.ordinal, s.title, s.reference, s.confirmed, c.chance,
           r.n >= s.least AND CASE s.side WHEN 'above' THEN figure > s.reference ELSE figure < s.reference END
               AND coalesce(c.chance * count(*) FILTER (r.n >= s.least) OVER (PARTITION BY r.signal, r.line, r.level) < s.by_chance, true) AS beyond,
           r.n >= s.least AS enough
    FROM signal_reading r JOIN signal_stated s USING (signal) LEFT JOIN signal_chance c USING (row)
)
SELECT signal, ordinal, title, j.line, level,
       CASE level WHEN '人员' THEN p.alias WHEN '题目' THEN j.place
                  WHEN '行政村' THEN concat_ws(' ', t.name, coalesce(v.village, a.name, j.place))
                  ELSE coalesce(a.name, j.place) END AS place,
       CASE WHEN level IN ('区县', '乡镇', '行政村') THEN j.place END AS code,
       n, hits, round(figure, 6) AS figure, round(beside, 6) AS beside,
       CAST(printf('%.6g', chance) AS DOUBLE) AS chance, reference, confirmed, enough, beyond
FROM judged j
LEFT JOIN person p ON p.line = j.line AND p.place = j.place AND j.level = '人员'
LEFT JOIN village_at v ON v.village_code = j.place AND j.level = '行政村'
LEFT JOIN area t ON t.code = v.township
LEFT JOIN area a ON a.code = j.place AND j.level <> '人员'
ORDER BY ordinal, j.line, level, j.place;
