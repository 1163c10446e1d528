/*
id: reused_photos
title: 同一照片用于不同走访
place: 90
reference: 0
least: 1
shows: 至少一张照片（按校验值）也附在另一次走访中的走访占比，按验收或督查人员
innocent: 同一次走访分两条记录填报；公用的村貌照片
source: FEATURES 37
*/
WITH taken AS (
    SELECT 'municipal' AS line, visit_id, inspector1 AS who, photo_hashes FROM municipal_household
    UNION ALL SELECT 'inspection', visit_id, inspector1, photo_hashes FROM inspection_visit
), photo AS (
    SELECT DISTINCT line, visit_id, who, trim(unnest(string_split(photo_hashes, ','))) AS hash FROM taken WHERE photo_hashes IS NOT NULL AND who IS NOT NULL
), marked AS (
    SELECT line, visit_id, who, bool_or(uses > 1) AS reused
    FROM (SELECT *, count(*) OVER (PARTITION BY hash) AS uses FROM photo WHERE hash <> '') GROUP BY ALL
)
SELECT line, '人员' AS level, who AS place, count(*) AS n, count(*) FILTER (reused) AS hits, avg(reused::INTEGER) AS figure
FROM marked GROUP BY line, who
