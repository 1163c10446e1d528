-- One row per measure: whether the person it is for belongs to the household.
SELECT m.*, m.beneficiary_person_id IS NULL OR p.person_id IS NOT NULL AS beneficiary_found
FROM measure m
LEFT JOIN (SELECT DISTINCT pkg, household_id, person_id FROM person) p
    ON p.pkg = m.pkg AND p.household_id = m.household_id AND p.person_id = m.beneficiary_person_id
