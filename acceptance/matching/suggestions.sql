-- Suggestions (疑似提示): registered persons whom a department may know under another number. Never leads (DESIGN 7).
-- Reads: person_given (county_code, household_id, person_id, name, sex, id18, k), record_given (registry, k, id18, name, record_key,
-- evidence, snapshot_date, src_file, src_sheet, src_row), record_broken (those of it without a key), person_may_be and record_may_be
-- (candidates.sql). The registries are read twice: for names, and for the whole records of the few keys in question.
CREATE OR REPLACE TEMP TABLE asked AS
SELECT county_code, household_id, person_id, name AS registered_name, id18 AS number, '本户证件号码疑有误' AS kind, why, may_be FROM person_may_be
{likely};  -- persons without a usable number, by a linkage (unnumbered.py)

CREATE OR REPLACE TEMP TABLE proposed AS
SELECT a.* EXCLUDE (may_be), r.* FROM asked a JOIN record_given r ON r.k = a.may_be  -- more conditions here would read every row
UNION ALL BY NAME
SELECT p.county_code, p.household_id, p.person_id, p.name AS registered_name, p.id18 AS number, '部门号码疑有误' AS kind, m.why, r.*
FROM record_may_be m JOIN person_given p ON p.k = m.may_be JOIN record_broken r ON r.id18 = m.id18;
