-- All findings in the order of the sender's sheets, their rows and columns; those of no sheet first.
SELECT f.severity, f.rule_id, f."table", f.file, f.sheet, CASE WHEN f.sheet IS NOT NULL THEN f.row END AS row, f."column", f.value, f.message,
       f.object_id, f.number
FROM finding f LEFT JOIN place p ON p.number = f.number AND p."column" = f."column"
ORDER BY f.number NULLS FIRST, f.file NULLS FIRST, f.sheet NULLS FIRST, f.row, p.position NULLS FIRST, f.rank, f.rule_id, f."column",
         f.object_id, f.value, f.message
