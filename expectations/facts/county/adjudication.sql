-- The entry in force of each lead: a later one supersedes an earlier one (DESIGN 3).
SELECT * FROM adjudication
QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY decided_on DESC NULLS LAST, src_file DESC, src_row DESC) = 1
