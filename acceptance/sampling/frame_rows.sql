-- Registered households in the register's standing at the freeze, and the households outside it (RULEBOOK D.3, frames).
-- 预脱贫, 已脱贫 (both codes) and 稳定脱贫 are the exit frame; 未脱贫 and 返贫 are still poor; 注销 is outside the register.
-- A household whose village is missing from the village table keeps its chance: it counts as being in a non-poor village.
WITH registered AS (
    SELECT village_code, group_name, household_id, CAST(NULL AS VARCHAR) AS unit_no, exit_status,
           CASE WHEN exit_status IN ('未脱贫', '返贫') THEN '未脱贫户'
                WHEN exit_status = '预脱贫' OR starts_with(exit_status, '已脱贫') OR exit_status = '稳定脱贫' THEN '脱贫户' END AS frame,
           coalesce(members, (SELECT count(*) FROM person p WHERE p.household_id = h.household_id)) AS persons
    FROM household h
), outside AS (
    SELECT village_code, group_name, CAST(NULL AS VARCHAR) AS household_id, unit_no, CAST(NULL AS VARCHAR) AS exit_status,
           '非建档立卡户' AS frame, persons
    FROM frame_household
)
SELECT u.village_code, CASE WHEN v.is_poor_village = '是' THEN '是' ELSE '否' END AS is_poor_village, CAST(NULL AS VARCHAR) AS remoteness, u.frame,
       u.household_id, u.unit_no, u.group_name, u.exit_status, CAST(coalesce(u.persons, 0) AS BIGINT) AS persons
FROM (FROM registered UNION ALL BY NAME FROM outside) u 
LEFT JOIN (SELECT village_code, max(is_poor_village) AS is_poor_village FROM village GROUP BY village_code) v USING (village_code)
WHERE u.frame IS NOT NULL AND u.village_code IS NOT NULL
ORDER BY u.frame, u.village_code, u.household_id, u.unit_no
