-- Households beside what the departments' tables state of them (acceptance/matching/department.sql).
SELECT h.*, d.housing AS housing_state, d.housing_record
FROM household h LEFT JOIN department_household d ON d.household_id = h.household_id
