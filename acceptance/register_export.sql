-- The register's list from the contract's tables: one row per person, household fields repeated. Parameters $county, $gone.
-- Reads: household, person, income, village, dim_area. A household without persons keeps one row, so that none is lost.
WITH place AS (
    SELECT DISTINCT ON (code) code, name FROM dim_area ORDER BY code, valid_from DESC NULLS LAST
), i AS (
    SELECT household_id, min(net_pc) AS net_pc FROM income WHERE phase = '脱贫后' GROUP BY household_id
), v AS (
    SELECT village_code, min(village_name) AS village_name FROM village GROUP BY village_code
)
SELECT /*columns*/
FROM household h
LEFT JOIN person p ON p.household_id = h.household_id
    AND NOT list_contains($gone::VARCHAR[], coalesce(p.change_type, '无'))
LEFT JOIN i ON i.household_id = h.household_id
LEFT JOIN v ON v.village_code = h.village_code
LEFT JOIN place ON place.code = h.village_code
LEFT JOIN place town ON town.code = h.township_code
ORDER BY h.village_code, h.household_id, coalesce(p.relation, '') <> '户主', p.person_id
