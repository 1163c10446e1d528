-- One row per document: whether its file also serves as another object's document (one photo of a notice may serve a whole village).
WITH owned AS (
    SELECT *, CASE WHEN doc_type IN ('公示照片', '公告照片') THEN village_code ELSE coalesce(household_id, village_code) END AS owner FROM document
), shared AS (
    SELECT pkg, file_hash, count(DISTINCT owner) AS n_owners FROM owned WHERE file_hash IS NOT NULL GROUP BY ALL HAVING count(DISTINCT owner) > 1
)
SELECT d.* EXCLUDE (owner), coalesce(s.n_owners, 1) AS n_owners
FROM owned d
LEFT JOIN shared s ON s.pkg = d.pkg AND s.file_hash = d.file_hash
