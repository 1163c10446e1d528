-- The manifest's rows, each beside what the package really holds; and a row for every mandatory table that the manifest does not
-- list or that is not there, so that what is missing is a finding with a place.
WITH emptiable AS (
    SELECT pkg, 'work_team' AS table_id FROM params WHERE pkg NOT IN (SELECT pkg FROM village WHERE is_poor_village = '是')
    UNION ALL
    SELECT pkg, unnest(['procedure', 'document']) FROM params WHERE pkg NOT IN (SELECT pkg FROM household WHERE exit_status = '预脱贫')
), filed AS (
    -- where files are delivered: what each is called, with and without the folder it lies in
    SELECT pkg, lower(name) AS name FROM package_file UNION SELECT pkg, lower(parse_filename(name)) FROM package_file
), sent AS (
    SELECT s.*, e.pkg IS NOT NULL AND s.may_be_empty AS may_be_empty_here,
        bool_or(s.table_id = 'manifest' AND s.present AND s.row_n > 0) OVER (PARTITION BY s.pkg) AS manifest_here
    FROM sent_table s LEFT JOIN emptiable e ON e.pkg = s.pkg AND e.table_id = s.table_id
), listed AS (
    SELECT m.*, s.table_id, s.required, s.present, s.row_n, s.may_be_empty_here, s.file_sha256, s.delivered_as_files,
        count(s.table_id) OVER (PARTITION BY m.pkg, s.table_id) AS times_listed,
        max(m.package_version) OVER (PARTITION BY m.pkg) AS highest_version, min(m.package_version) OVER (PARTITION BY m.pkg) AS lowest_version,
        max(m.data_date) OVER (PARTITION BY m.pkg) AS last_data_date, min(m.data_date) OVER (PARTITION BY m.pkg) AS first_data_date,
        count(m.sealed_doc) OVER (PARTITION BY m.pkg) AS n_sealed,
        CASE WHEN EXISTS (FROM filed f WHERE f.pkg = m.pkg) THEN EXISTS (FROM filed f WHERE f.pkg = m.pkg AND f.name = lower(trim(m.sealed_doc))) END AS seal_delivered, row_number() OVER (PARTITION BY m.pkg ORDER BY m.src_row) AS place_in_manifest
    FROM manifest m LEFT JOIN sent s ON s.pkg = m.pkg AND m.table_name IN (s.table_id, s.title)
)
FROM listed
UNION ALL BY NAME
SELECT s.pkg, s.table_id, s.title AS table_name, s.required, s.present, s.row_n, s.may_be_empty_here,
    CASE WHEN s.manifest_here AND s.table_id <> 'manifest' THEN 0 ELSE 1 END AS times_listed, s.src_file, s.src_sheet, 1 AS src_row
FROM sent s
WHERE s.required AND NOT EXISTS (FROM listed l WHERE l.pkg = s.pkg AND l.table_id = s.table_id)
    AND ((s.manifest_here AND s.table_id <> 'manifest') OR NOT s.present OR (s.row_n = 0 AND NOT s.may_be_empty_here))
