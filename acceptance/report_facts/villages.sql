-- The outcome of every village judged, township by township. Reads: village_verdict, dim_area.
SELECT
    coalesce(t.name, left(v.village_code, 9)) AS township,
    list(v.outcome ORDER BY v.village_code) AS outcomes
FROM village_verdict v
LEFT JOIN dim_area t ON t.code = left(v.village_code, 9)
GROUP BY left(v.village_code, 9), t.name
ORDER BY left(v.village_code, 9)
