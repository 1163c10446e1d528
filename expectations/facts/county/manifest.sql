-- How many of the registered persons the residence registry knows; said once, at the list of persons. Without that registry: nothing.
-- And a row for each department's table in force beside the delivery before it, or last year's where this season has only one.
WITH covered AS (
    SELECT count(*) AS n_persons, count(d.residence) AS n_residents
    FROM person p LEFT JOIN department_person d ON d.household_id = p.household_id AND d.person_id = p.person_id
), last AS (
    SELECT registry, arg_max(row_n, snapshot_year) AS row_n FROM earlier_delivery GROUP BY ALL
)
SELECT m.*, c.n_persons, c.n_residents, l.residence_found, l.residence_hold
FROM manifest m CROSS JOIN department_limit l
LEFT JOIN covered c ON m.table_name = '人口表' AND EXISTS (FROM registry_in_force WHERE registry = 'residence')
UNION ALL BY NAME
SELECT t.county_code, d.title AS table_name, d.row_n AS delivered_n, coalesce(d.previous_n, p.row_n) AS delivered_before,
    l.delivery_rows, d.src_file, d.title AS src_sheet, 1 AS src_row
FROM delivery_today d CROSS JOIN this_county t CROSS JOIN department_limit l LEFT JOIN last p ON p.registry = d.registry
