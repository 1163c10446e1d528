-- What only the county's whole evidence shows of the rows of one package and table (scopes county and municipal).
-- Reads: told and issue (findings.parquet, issues.parquet of the generation), package_row(src_file, src_sheet, src_row, object_id).
-- Parameters: $table, $line, $accumulates, $evaluator ('' unless the line is an evaluator's).
-- A snapshot stands alone, so a finding on its whole sheet is its own too. Of a line that accumulates only the entry in force was
-- asked: its row and its key tell which package it lies in. What both evaluators send begins with the evaluator's name.
SELECT NULL AS pkg, NULL AS county_code, f.rule_id, f.severity, f.scope, $line AS line, f."table" AS table_name, f.object_id,
       i.household_id, i.village_code, f.file, f.sheet, f."row" AS row_no, f."column" AS column_name, f.value, f.value AS masked, f.message
FROM told f
SEMI JOIN package_row r ON r.src_file = f.file AND coalesce(r.src_sheet, '') = coalesce(f.sheet, '')
    AND (NOT $accumulates OR r.src_row = f."row" AND r.object_id = f.object_id)
LEFT JOIN issue i ON i.rule_id = f.rule_id AND i."table" = f."table" AND i.object_id = coalesce(f.object_id, '')
WHERE f."table" = $table AND starts_with(f.object_id, $evaluator)
ORDER BY ALL
