-- Open leads in the order in which somebody visits: township, village, household. Reads: lead, hit, household, person, village, dim_area,
-- lead_since(registry, title, fresh, known). A lead seen in an earlier delivery is as old as that delivery (DESIGN 7).
CREATE OR REPLACE TEMP TABLE lead_row AS
WITH area AS (
    SELECT code, any_value(name ORDER BY valid_from DESC NULLS LAST) AS name FROM dim_area GROUP BY code
), waiting AS (
    SELECT l.*, h.village_code, h.township_code, coalesce(h.head_name, '') AS head_name, coalesce(p.name, '') AS person_name,
           CASE WHEN strlen(p.id_no) > 8 THEN left(p.id_no, 6) || '**********' || left(p.id_no, 18)[-2:] ELSE '' END AS number,
           coalesce(v.village_name, a.name, h.village_code, '') AS village, coalesce(t.name, h.township_code, '') AS township,
           s.title, m.amount AS support, CASE WHEN x.seen_before THEN s.known ELSE s.fresh END + $days::INTEGER AS due
    FROM lead l
    LEFT JOIN (SELECT lead_id, seen_before FROM hit) x USING (lead_id)
    LEFT JOIN (SELECT DISTINCT ON (household_id) * FROM household ORDER BY household_id, src_file, src_row) h USING (household_id)
    LEFT JOIN (SELECT DISTINCT ON (household_id, person_id) household_id, person_id, name, id_no FROM person
               ORDER BY household_id, person_id, src_file, src_row) p ON p.household_id = l.household_id AND p.person_id = l.person_id
    LEFT JOIN (SELECT village_code, min(village_name) AS village_name FROM village GROUP BY ALL) v ON v.village_code = h.village_code
    LEFT JOIN area a ON a.code = h.village_code
    LEFT JOIN area t ON t.code = h.township_code
    LEFT JOIN lead_since s ON s.registry = l.registry
    LEFT JOIN (SELECT household_id, sum(amount) AS amount FROM measure GROUP BY ALL) m ON m.household_id = l.household_id
    WHERE l.status = '待核查'
)
SELECT row_number() OVER (ORDER BY township_code, village_code, household_id, registry, lead_id) AS place,
       greatest($as_of::DATE - due, 0) AS days_late, count(*) OVER (PARTITION BY village_code) AS in_village, *
FROM waiting
ORDER BY place;
