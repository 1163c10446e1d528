-- Hits of rules, cells that reading could not take, and problems of the file, as findings with the place a person sees.
WITH placed AS (
    -- A finding on a group marks the group's cells; a record that the source repeats is marked on every row.
    SELECT h.pkg, h.uid, k.rule_id, h.table_name, h.object_id, h.household_id, h.village_code, h.src_row AS base_row,
        coalesce(c.src_file, h.src_file) AS file, coalesce(c.src_sheet, h.src_sheet) AS sheet,
        coalesce(c.src_row, q.repeated_row, h.src_row) AS row_no,
        coalesce(c.cell_table, h.table_name) AS cell_table, coalesce(c.column_id, k.column_id) AS column_id,
        coalesce(c.header, k.header) AS header,
        CASE WHEN c.uid IS NULL THEN h.value ELSE c.value END AS value,
        CASE WHEN c.uid IS NULL THEN h.masked ELSE c.masked END AS masked, h.message, k.place
    FROM hit h JOIN check_list k ON k.uid = h.uid
    LEFT JOIN cell c ON c.uid = h.uid AND c.pkg = h.pkg
        AND c.owner = CASE WHEN h.table_name = 'village' THEN h.village_code ELSE h.household_id END
    LEFT JOIN repeat_row q ON q.pkg = h.pkg AND q.table_name = h.table_name AND q.src_row = h.src_row
        AND NOT k.once AND c.uid IS NULL
), headed AS (
    SELECT p.* EXCLUDE (cell_table, column_id, header), coalesce(s.header, p.header) AS column_name
    FROM placed p
    LEFT JOIN sent_header s ON s.pkg = p.pkg AND s.table_name = p.cell_table AND s.column_id = p.column_id
), unreadable AS (
    SELECT c.pkg, c.rule_id AS uid, c.rule_id, c.table_name, coalesce(r.object_id, '') AS object_id, r.household_id,
        r.village_code, coalesce(q.src_row, c.src_row) AS base_row, c.src_file AS file, c.src_sheet AS sheet,
        c.src_row AS row_no, c.header AS column_name, c.value,
        CASE WHEN c.column_name IN ('id_no', 'phone') OR c.column_name LIKE '%\_id\_no' ESCAPE '\'
             THEN mask(c.value) ELSE c.value END AS masked,
        CASE WHEN c.column_name IN ('id_no', 'phone') OR c.column_name LIKE '%\_id\_no' ESCAPE '\'
             THEN replace(c.message, c.value, mask(c.value)) ELSE c.message END AS message, -1 AS place
    FROM unread_cell c
    LEFT JOIN repeat_row q ON q.pkg = c.pkg AND q.table_name = c.table_name AND q.repeated_row = c.src_row
    LEFT JOIN row_key r ON r.pkg = c.pkg AND r.table_name = c.table_name AND r.src_row = coalesce(q.src_row, c.src_row)
), found AS (
    FROM headed UNION ALL BY NAME FROM unreadable
), crowds AS (
    -- A rule that is passable in a few rows refuses the package when it fails in more than `block_above` of them.
    SELECT f.pkg, f.uid, f.table_name FROM found f JOIN check_list k ON k.uid = f.uid
    JOIN table_length n ON n.pkg = f.pkg AND n.table_name = f.table_name
    WHERE k.block_above IS NOT NULL GROUP BY f.pkg, f.uid, f.table_name, k.block_above, n.row_n
    HAVING count(DISTINCT f.base_row) > k.block_above * n.row_n
), weighed AS (
    SELECT f.* EXCLUDE (uid, base_row), CASE WHEN c.uid IS NULL THEN k.severity ELSE 'block' END AS severity, k.scope
    FROM found f JOIN check_list k ON k.uid = f.uid
    LEFT JOIN crowds c ON c.pkg = f.pkg AND c.uid = f.uid AND c.table_name = f.table_name
    UNION ALL BY NAME
    SELECT p.pkg, p.rule_id, coalesce(s.table_id, '') AS table_name, coalesce(s.title, p.sheet, p.file) AS object_id, p.file,
        coalesce(p.sheet, '') AS sheet, coalesce(p.row_no, 1) AS row_no, coalesce(p.column_name, '') AS column_name,
        p.value, CASE WHEN p.column_name LIKE '%电话' THEN mask(p.value) ELSE p.value END AS masked,
        CASE WHEN p.column_name LIKE '%电话' THEN regexp_replace(p.message, '“([0-9]{6})[0-9]{3}([0-9]{2})”', '“\1***\2”', 'g')
             ELSE p.message END AS message, -2 AS place, p.severity, 'package' AS scope
    FROM problem p
    LEFT JOIN (SELECT DISTINCT ON (pkg, src_file, src_sheet) * FROM sent_table WHERE present ORDER BY table_id) s
        ON s.pkg = p.pkg AND s.src_sheet = p.sheet AND s.src_file = p.file
), single AS (
    -- One cell is named once by a rule, also where the register's rows stand for two tables.
    SELECT DISTINCT ON (pkg, file, sheet, row_no, column_name, rule_id, same_object) *
    FROM (SELECT w.*, CASE WHEN o.own_layout THEN '' ELSE w.object_id END AS same_object
          FROM weighed w JOIN package_layout o USING (pkg))
    ORDER BY pkg, file, sheet, row_no, column_name, rule_id, same_object, place, object_id, value
)
SELECT s.pkg, r.package_county AS county_code, s.rule_id, s.severity, s.scope, r.line, s.table_name, s.object_id,
    s.household_id, s.village_code, s.file, s.sheet, s.row_no, s.column_name, s.value, s.masked, s.message
FROM single s JOIN params r USING (pkg)
ORDER BY s.pkg, s.file, s.sheet, s.row_no, s.column_name, s.rule_id, s.object_id, s.message
