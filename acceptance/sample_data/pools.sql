-- What plants are picked from: persons beside what their household is. Households with a lead or a near-miss are left alone.
CREATE OR REPLACE TABLE made.people AS
SELECT p.person_id AS object_id, p.*, h.exit_status, h.hh_attr, h.members, h.vid, h.works AS family_works, h.is_poor_village,
       h.relocated, h.house_grade, i.net_pc, i.net_total, i.one_off,
       count(*) FILTER (p.seq > 1) OVER (PARTITION BY p.household_id) AS others, h.main_cause,
       bool_or(p.kind = 'spouse') OVER (PARTITION BY p.household_id) AS family_couple
FROM made.person p
JOIN made.household h USING (household_id)
JOIN made.income i ON i.household_id = p.household_id AND i.phase = '脱贫后';
INSERT INTO made.used BY NAME SELECT household_id FROM made.hit;
-- Two candidates of one village and one size who earn wages: a copied row is planted between them.
CREATE OR REPLACE TABLE made.twins AS
WITH alike AS (
    SELECT county_code, household_id, village_code, members, count(*) OVER same AS n, row_number() OVER (same ORDER BY household_id) AS k
    FROM made.people p WHERE seq = 1 AND exit_status = '预脱贫' AND hh_attr = '一般贫困户' AND family_works
        AND NOT EXISTS (FROM made.used u WHERE u.household_id = p.household_id)
    WINDOW same AS (PARTITION BY village_code, members)
)
SELECT * FROM alike WHERE n > 1 AND k <= 2
QUALIFY dense_rank() OVER (PARTITION BY county_code ORDER BY village_code, members) = 1;
-- Five candidates of one village, to be heaped just above the line.
CREATE OR REPLACE TABLE made.heaps AS
WITH ranked AS (
    SELECT county_code, village_code, household_id, members, net_pc, row_number() OVER (PARTITION BY village_code ORDER BY household_id DESC) AS k,
           count(*) OVER (PARTITION BY village_code) AS n
    FROM made.people p WHERE seq = 1 AND exit_status = '预脱贫' AND hh_attr = '一般贫困户' AND one_off = 0
        AND NOT EXISTS (FROM made.used u WHERE u.household_id = p.household_id)
        AND household_id NOT IN (SELECT household_id FROM made.twins)
)
SELECT * FROM ranked WHERE n >= 5 AND k <= 5 QUALIFY dense_rank() OVER (PARTITION BY county_code ORDER BY village_code) = 1;
