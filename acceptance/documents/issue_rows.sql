-- Open issues as a letter lists them: whose, what, where, until when. Reads: issue, finding, names of names.sql.
-- Parameters: $as_of, $closed, $tables. One row per issue; gravest and longest overdue first.
WITH example AS (  -- the first place where a person finds it
    SELECT rule_id, table_name, coalesce(object_id, '') AS object_id, count(*) AS places,
           first({'message': message, 'sheet': sheet, 'row_no': row_no, 'column_name': column_name}
                 ORDER BY file, sheet, row_no, column_name, message) AS at
    FROM finding GROUP BY ALL
)
SELECT i.issue_id, i.rule_id, r.title AS rule, i.severity, s.word, s.place, i.state, i.due, i.first_due, i.owner,
       greatest(date_diff('day', i.due, $as_of), 0) AS days_late,
       i.household_id, i.village_code, n.village, n.township, n.township_code,
       CASE WHEN i.household_id IS NOT NULL THEN '户' || i.household_id
            WHEN i.village_code IS NOT NULL THEN coalesce(n.village, i.village_code)
            ELSE coalesce(t.title, i."table") || coalesce(' ' || nullif(i.object_id, ''), '') END AS object,
       e.at.message AS message, coalesce(e.places, 0) AS places,
       coalesce(e.at.sheet || '第' || e.at.row_no || '行' || coalesce('“' || nullif(e.at.column_name, '') || '”', ''), '') AS found_at
FROM issue i
LEFT JOIN example e ON e.rule_id = i.rule_id AND e.table_name = i."table" AND e.object_id = coalesce(i.object_id, '')
LEFT JOIN rule_title r ON r.rule_id = i.rule_id
LEFT JOIN severity_word s ON s.severity = i.severity
LEFT JOIN table_title t ON t."table" = i."table"
LEFT JOIN village_name n ON n.village_code = i.village_code
WHERE i.state NOT IN (SELECT unnest($closed::VARCHAR[])) AND list_contains($tables::VARCHAR[], i."table")
ORDER BY s.place, i.due, n.township_code NULLS FIRST, i.village_code NULLS FIRST, i.issue_id
