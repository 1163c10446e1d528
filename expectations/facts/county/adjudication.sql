-- The entry in force of each lead: a later one supersedes an earlier one (DESIGN 3).
SELECT * FROM adjudication
QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY decided_on DESC NULLS LAST, version DESC NULLS LAST, src_row DESC, src_file DESC) = 1
