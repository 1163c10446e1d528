-- One row per village as sent: its households and persons counted, its documents, its team and when its exit began.
WITH homes AS (
    SELECT pkg, village_code, sum(farmland) AS homes_farmland, sum(forest) AS homes_forest FROM household GROUP BY ALL
), people AS (
    SELECT pkg, village_code, count(*) FILTER (active AND coalesce(exit_status, '') <> '注销') AS n_registered,
        count(*) FILTER (active AND exit_status IN ('未脱贫', '返贫')) AS n_remaining
    FROM fact_person GROUP BY ALL
), papers AS (
    SELECT pkg, village_code, list(DISTINCT doc_type) AS have, ',' || string_agg(DISTINCT item, ',' ORDER BY item) || ',' AS paper_items
    FROM document WHERE owner_type = '村' GROUP BY ALL
), begun AS (
    SELECT pkg, village_code, min(date_from) AS exit_began FROM procedure WHERE step IN ('组评议', '村评议') GROUP BY ALL
), teams AS (
    SELECT pkg, village_code, min(arrive_date) AS secretary_since FROM work_team WHERE is_first_secretary = '是' GROUP BY ALL
)
SELECT v.*, h.homes_farmland, h.homes_forest, coalesce(p.n_registered, 0) AS n_registered, coalesce(p.n_remaining, 0) AS n_remaining,
    coalesce(d.paper_items, '') AS paper_items, b.exit_began, t.secretary_since,
    (SELECT list_filter(list(value ORDER BY place), lambda x: NOT coalesce(list_contains(d.have, x), false))
     FROM code_list WHERE name = 'village_doc') AS missing_papers
FROM village v
LEFT JOIN homes h ON h.pkg = v.pkg AND h.village_code = v.village_code
LEFT JOIN people p ON p.pkg = v.pkg AND p.village_code = v.village_code
LEFT JOIN papers d ON d.pkg = v.pkg AND d.village_code = v.village_code
LEFT JOIN begun b ON b.pkg = v.pkg AND b.village_code = v.village_code
LEFT JOIN teams t ON t.pkg = v.pkg AND t.village_code = v.village_code
