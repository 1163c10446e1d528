-- Open leads in the order in which somebody visits: township, village, household. Reads: lead, household, person, village, dim_area,
-- lead_origin.
CREATE OR REPLACE TEMP TABLE lead_row AS
WITH area AS (
    SELECT code, any_value(name ORDER BY valid_from DESC NULLS LAST) AS name FROM dim_area GROUP BY code
), waiting AS (
    SELECT l.*, h.village_code, h.township_code, coalesce(h.head_name, '') AS head_name, coalesce(p.name, '') AS person_name,
           CASE WHEN strlen(p.id_no) > 8 THEN left(p.id_no, 6) || '**********' || left(p.id_no, 18)[-2:] ELSE '' END AS number,
           coalesce(v.village_name, a.name, h.village_code, '') AS village, coalesce(t.name, h.township_code, '') AS township,
           o.title, o.due, o.days_late, m.amount AS support
    FROM lead l
    LEFT JOIN lead_origin o USING (lead_id)
    LEFT JOIN (SELECT DISTINCT ON (household_id) * FROM household ORDER BY household_id, src_file, src_row) h USING (household_id)
    LEFT JOIN (SELECT DISTINCT ON (household_id, person_id) household_id, person_id, name, id_no FROM person
               ORDER BY household_id, person_id, src_file, src_row) p ON p.household_id = l.household_id AND p.person_id = l.person_id
    LEFT JOIN (SELECT village_code, min(village_name) AS village_name FROM village GROUP BY ALL) v ON v.village_code = h.village_code
    LEFT JOIN area a ON a.code = h.village_code
    LEFT JOIN area t ON t.code = h.township_code
    LEFT JOIN (SELECT household_id, sum(amount) AS amount FROM measure GROUP BY ALL) m ON m.household_id = l.household_id
    WHERE l.status = '待核查'
)
SELECT row_number() OVER (ORDER BY township_code, village_code, household_id, registry, lead_id) AS place,
       count(*) OVER (PARTITION BY village_code) AS in_village, *
FROM waiting
ORDER BY place;
