-- Records of department registries that concern registered persons: one row per household, registry and record (DESIGN 7).
-- Reads: met_lead (every counting record of a registry with an indicator whose number is that of a registered person), met_name.
CREATE OR REPLACE TABLE hit AS
WITH person_hit AS (
    SELECT m.*, CASE WHEN m.registered_name = m.name THEN '命中' ELSE coalesce(p.kind, '姓名不符') END AS kind,
           -- a number that stands in two households (E052) concerns both; only then does the household belong to the lead's identity
           CASE WHEN min(household_id) OVER same <> max(household_id) OVER same THEN '|' || household_id ELSE '' END AS which
    FROM met_lead m LEFT JOIN met_name p ON p.a = m.registered_name AND p.b = m.name
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
       name AS record_name, states, snapshot_date, src_file, src_sheet, src_row, delivery
FROM household_hit
ORDER BY county_code, lead_id;

-- What the supporting registries state of registered persons: no leads, but compared with the register (E095, E097, D).
-- A view: these are millions of rows, and whoever looks takes one county's, or counts. Reads: met_record, matched_person, met_name.
CREATE OR REPLACE TEMP VIEW department_record AS
SELECT p.county_code, p.household_id, p.person_id, r.registry,
       CASE WHEN p.name = r.name THEN '命中' ELSE coalesce(c.kind, '姓名不符') END AS kind,
       r.states, r.evidence, r.snapshot_date, r.src_file, r.src_sheet, r.src_row
FROM met_record r JOIN matched_person p ON p.k = r.k
-- NULL where the names are the same text: a key that is never looked up
LEFT JOIN met_name c ON c.a = CASE WHEN p.name <> r.name THEN p.name END AND c.b = r.name;
