-- Records of department registries that concern registered persons: one row per household, registry and record (DESIGN 7).
-- Reads: met (every counting record whose number is that of a registered person), name_pair.
CREATE OR REPLACE TABLE hit AS
WITH person_hit AS (
    SELECT m.*, CASE WHEN m.registered_name = m.name THEN '命中' ELSE coalesce(p.kind, '姓名不符') END AS kind,
           -- a number that stands in two households (E052) concerns both; only then does the household belong to the lead's identity
           CASE WHEN min(household_id) OVER same <> max(household_id) OVER same THEN '|' || household_id ELSE '' END AS which
    FROM met m LEFT JOIN name_pair p ON p.a = m.registered_name AND p.b = m.name
    WHERE indicator <> ''
    WINDOW same AS (PARTITION BY county_code, k, registry, record)
), household_hit AS (
    -- two members who own one thing are one lead; a record delivered twice is one record
    SELECT * FROM person_hit
    QUALIFY row_number() OVER (PARTITION BY county_code, household_id, registry, record
                               ORDER BY kind = '姓名不符', kind <> '命中', k, person_id, snapshot_date DESC, src_file, src_sheet, src_row) = 1
)
SELECT left(sha256({year} || '|' || county_code || '|' || k || '|' || registry || '|' || record || which), 16) AS lead_id,
       county_code, household_id, person_id, registry, indicator, record_key, kind <> '姓名不符' AS name_agrees, kind,
       evidence || CASE WHEN upgraded THEN '（15位号码升为18位后比中）' ELSE '' END AS evidence,
       name AS record_name, states, snapshot_date, src_file, src_sheet, src_row
FROM household_hit
ORDER BY county_code, lead_id;

-- What the supporting registries state of registered persons: no leads, but compared with the register (E095, E097, D).
CREATE OR REPLACE TABLE department_record AS
SELECT county_code, household_id, person_id, registry,
       CASE WHEN m.registered_name = m.name THEN '命中' ELSE coalesce(p.kind, '姓名不符') END AS kind,
       states, evidence, snapshot_date, src_file, src_sheet, src_row
FROM met m LEFT JOIN name_pair p ON p.a = m.registered_name AND p.b = m.name
WHERE indicator = '';
