-- Findings with the sheet and the column where they stand. Expects `finding_given`, `sender_sheet` (number, file, sheet) and
-- `severity_rank` (severity, rank). `place` (number, column, position) is filled by marks.py between the two statements.
CREATE OR REPLACE TEMP TABLE finding AS
SELECT f.rule_id, f.severity, r.rank, nullif(f."table", '') AS "table", f.object_id, nullif(f.file, '') AS file,
       nullif(f.sheet, '') AS sheet, f.row, nullif(f."column", '') AS "column", f.value, coalesce(f.message, '') AS message, s.number
FROM finding_given f
JOIN severity_rank r USING (severity)
LEFT JOIN sender_sheet s ON s.sheet = f.sheet AND coalesce(nullif(f.file, ''), s.file) = s.file;
