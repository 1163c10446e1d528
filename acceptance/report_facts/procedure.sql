-- When each step ran at each level, and on how many objects it broke a rule of E081–E086 (RULEBOOK D.4, part 4).
-- Reads: procedure, finding_in_force. A finding on a step names it; missing steps (E081) have no row here, see the notes.
WITH broken AS (
    SELECT DISTINCT object_id AS procedure_id FROM finding_in_force
    WHERE table_name = 'procedure' AND rule_id BETWEEN 'E081' AND 'E086'
)
SELECT p.level, p.step,
       min(p.date_from) AS first,
       quantile_disc(p.date_from, 0.5) AS median,
       max(coalesce(p.date_to, p.date_from)) AS last,
       count(DISTINCT coalesce(p.household_id, p.village_code)) AS objects,
       count(DISTINCT coalesce(p.household_id, p.village_code)) FILTER (b.procedure_id IS NOT NULL) AS failed
FROM procedure p LEFT JOIN broken b USING (procedure_id)
WHERE p.level IS NOT NULL AND p.step IS NOT NULL
GROUP BY p.level, p.step
ORDER BY median, list_position(['组', '村', '乡镇', '区县'], p.level), p.step;
