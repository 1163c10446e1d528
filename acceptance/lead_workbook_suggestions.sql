-- Suggestions in the order in which somebody visits. Reads: suggestion, household, person, village_name, registry_title (names.py).
WITH home AS (
    SELECT DISTINCT ON (household_id) household_id, village_code, head_name FROM household ORDER BY household_id, src_file, src_row
), member AS (
    SELECT DISTINCT ON (household_id, person_id) household_id, person_id, name, id_no FROM person
    ORDER BY household_id, person_id, src_file, src_row
)
SELECT row_number() OVER (ORDER BY h.village_code, s.household_id, s.person_id, s.registry, s.src_file, s.src_row, s.kind, s.why) AS place,
       coalesce(n.township, '') AS township, coalesce(n.village, h.village_code, '') AS village, s.household_id,
       coalesce(h.head_name, '') AS head_name, coalesce(p.name, '') AS person_name,
       CASE WHEN strlen(p.id_no) > 8 THEN left(p.id_no, 6) || '**********' || right(p.id_no, 2) ELSE '' END AS number,
       coalesce(t.title, s.registry) AS title, s.kind, coalesce(s.why, '') AS why, coalesce(s.record_name, '') AS record_name,
       coalesce(s.record_number, '') AS record_number, coalesce(s.record_key, '') AS record_key, coalesce(s.evidence, '') AS evidence,
       s.snapshot_date, s.src_file, s.src_row
FROM suggestion s
LEFT JOIN home h USING (household_id)
LEFT JOIN member p USING (household_id, person_id)
LEFT JOIN village_name n ON n.village_code = h.village_code
LEFT JOIN registry_title t ON t.registry = s.registry
ORDER BY place
