-- Objects that break each rule of the procedure, households and villages apart (RULEBOOK D.2 E081–E087).
SELECT rule_id,
       count(DISTINCT household_id) AS households,
       count(DISTINCT village_code) FILTER (household_id IS NULL) AS villages
FROM finding_in_force WHERE rule_id BETWEEN 'E081' AND 'E087' GROUP BY rule_id ORDER BY rule_id;
