-- How many of the registered persons the residence registry knows; said once, at the list of persons. Without that registry: nothing.
WITH covered AS (
    SELECT count(*) AS n_persons, count(d.residence) AS n_residents
    FROM person p LEFT JOIN department_person d ON d.household_id = p.household_id AND d.person_id = p.person_id
)
SELECT m.*, c.n_persons, c.n_residents, l.residence_found, l.residence_hold
FROM manifest m CROSS JOIN department_limit l
LEFT JOIN covered c ON m.table_name = '人口表' AND EXISTS (FROM registry_in_force WHERE registry = 'residence')
