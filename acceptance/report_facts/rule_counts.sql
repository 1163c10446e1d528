-- Findings in force by rule; exemptions are taken out (RULEBOOK P9, part 11).
SELECT rule_id, count(*) AS found FROM finding_in_force GROUP BY rule_id ORDER BY rule_id;
