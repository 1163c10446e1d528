-- The households of each village that give most reason to look: overturned first, then by leads, findings, income near the line.
-- Reads: risk_household, household.
SELECT r.*, h.head_name, h.phone, h.group_name, h.members
FROM risk_household r
JOIN (SELECT DISTINCT ON (household_id) household_id, head_name, phone, group_name, members FROM household
      ORDER BY household_id, src_file, src_row) h USING (household_id)
WHERE r.overturned OR r.leads > 0 OR r.rules > 0 OR r.near_line
QUALIFY row_number() OVER (PARTITION BY r.village_code ORDER BY r.overturned DESC, r.leads DESC, r.rules DESC, r.near_line DESC, r.household_id) <= $most
ORDER BY r.village_code, r.overturned DESC, r.leads DESC, r.rules DESC, r.near_line DESC, r.household_id
