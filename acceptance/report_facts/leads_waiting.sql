-- Leads that wait for an answer, the most overdue first. Reads: lead, lead_origin.
SELECT l.lead_id, coalesce(nullif(o.title, ''), l.registry) AS registry, l.household_id, l.kind, l.status, o.due, coalesce(o.days_late, 0) AS days_late
FROM lead l LEFT JOIN lead_origin o USING (lead_id)
WHERE l.status = '待核查'
ORDER BY coalesce(o.days_late, 0) DESC, o.due NULLS LAST, l.lead_id
