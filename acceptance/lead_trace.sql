-- One lead with its household, person, delivery. Reads: lead, lead_origin, household, person, village_name (names.py).
SELECT l.*, o.title, o.department, o.received_on, o.received_as, o.sha256, o.due, o.days_late, n.township, n.village,
       coalesce(p.name, '') AS name, coalesce(p.id_no, '') AS id_no
FROM lead l
LEFT JOIN lead_origin o USING (lead_id)
LEFT JOIN (SELECT DISTINCT ON (household_id) household_id, village_code FROM household ORDER BY household_id, src_file, src_row) h
    ON h.household_id = l.household_id
LEFT JOIN village_name n ON n.village_code = h.village_code
LEFT JOIN (SELECT DISTINCT ON (household_id, person_id) household_id, person_id, name, id_no FROM person
           ORDER BY household_id, person_id, src_file, src_row) p ON p.household_id = l.household_id AND p.person_id = l.person_id
WHERE l.lead_id = $1
