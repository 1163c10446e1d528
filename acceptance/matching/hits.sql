-- Records of department registries that concern registered persons: one row per household, registry and record (DESIGN 7).
-- The probe is the UNION ALL of all registries' counting records; `registered` the one hash table of persons with a usable key.
CREATE OR REPLACE TABLE hit AS
WITH probe AS (
    {probe}
), met AS (
    SELECT p.county_code, p.household_id, p.person_id, p.name AS registered_name, r.*,
           -- the costly comparison only where the spellings differ
           CASE WHEN p.name = r.name THEN true ELSE coalesce({registered_name} = {record_name}, false) END AS name_agrees
    FROM probe r JOIN registered p ON r.k = p.k
), person_hit AS (
    -- a number that stands in two households (E052) concerns both; only then does the household belong to the lead's identity
    SELECT *, CASE WHEN min(household_id) OVER same <> max(household_id) OVER same THEN '|' || household_id ELSE '' END AS which
    FROM met WINDOW same AS (PARTITION BY county_code, k, registry, record)
), household_hit AS (
    -- two members who own one thing are one lead; a record delivered twice is one record
    SELECT * FROM person_hit
    QUALIFY row_number() OVER (PARTITION BY county_code, household_id, registry, record
                               ORDER BY name_agrees DESC, k, person_id, snapshot_date DESC, src_file, src_sheet, src_row) = 1
)
SELECT left(sha256({year} || '|' || county_code || '|' || k || '|' || registry || '|' || record || which), 16) AS lead_id,
       county_code, household_id, person_id, registry, indicator, record_key, name_agrees,
       CASE WHEN name_agrees THEN '命中' ELSE '姓名不符' END AS kind,
       evidence, name AS record_name, snapshot_date, src_file, src_sheet, src_row
FROM household_hit
ORDER BY county_code, lead_id;
