-- Overdue leads as a letter lists them: whose, where, until when; the longest overdue first. Parameter: $day.
-- Reads: lead, household_verdict, names of names.sql, days_late() of overdue_leads.
SELECT l.lead_id, l.household_id, coalesce(r.title, l.registry) AS registry, coalesce(l.indicator, '') AS indicator, l.kind, l.due,
       days_late(l.status, l.due, $day) AS days_late,
       coalesce(n.village, '') AS village, coalesce(n.township, '') AS township, coalesce(n.township_code, '') AS township_code
FROM lead l
LEFT JOIN registry_title r USING (registry)
LEFT JOIN household_verdict v USING (household_id)
LEFT JOIN village_name n USING (village_code)
WHERE days_late(l.status, l.due, $day) > 0
ORDER BY days_late DESC, n.township_code NULLS FIRST, v.village_code NULLS FIRST, l.household_id, l.lead_id
