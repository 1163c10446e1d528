-- Drawn units and their reserve with what a visitor needs to find them. Reads: dispatch_unit (units of a draw), household, person,
-- frame_household, village, dim_area. Telephones are of registered households only; no identity number is read.
WITH area AS (
    SELECT code, any_value(name ORDER BY valid_from DESC NULLS LAST) AS name, any_value(lon) AS lon, any_value(lat) AS lat
    FROM dim_area GROUP BY code
), registered AS (
    SELECT DISTINCT ON (household_id) household_id, head_name, phone, group_name, helper_name FROM household
    ORDER BY household_id, src_file, src_row
), outside AS (
    SELECT DISTINCT ON (village_code, unit_no) village_code, unit_no, head_name FROM frame_household
    ORDER BY village_code, unit_no, src_file, src_row
), place AS (
    SELECT village_code, min(village_name) AS village_name, max(is_poor_village) AS is_poor_village, max(lon) AS lon, max(lat) AS lat
    FROM village GROUP BY village_code
)
SELECT u.*, coalesce(r.group_name, u.group_name, '') AS in_group, coalesce(r.head_name, o.head_name, '') AS head_name,
       coalesce(r.phone, '') AS phone, coalesce(r.helper_name, '') AS helper_name,
       coalesce(p.village_name, a.name, u.village_code) AS village_name, coalesce(t.name, left(u.village_code, 9)) AS township,
       CASE p.is_poor_village WHEN '是' THEN '贫困村' ELSE '非贫困村' END AS village_kind,
       coalesce(p.lon, a.lon)::DOUBLE AS lon, coalesce(p.lat, a.lat)::DOUBLE AS lat
FROM dispatch_unit u
LEFT JOIN registered r ON r.household_id = u.household_id
LEFT JOIN outside o ON u.household_id IS NULL AND o.village_code = u.village_code AND o.unit_no = u.unit_no
LEFT JOIN place p ON p.village_code = u.village_code
LEFT JOIN area a ON a.code = u.village_code
LEFT JOIN area t ON t.code = left(u.village_code, 9)
-- reserve households in the order in which they are used
ORDER BY u.village_code, u.reserve, CASE WHEN u.reserve THEN '' ELSE coalesce(r.group_name, u.group_name, '') END, u.frame, u.draw_order
