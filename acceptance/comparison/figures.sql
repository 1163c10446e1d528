-- How a figure is written: 5000, 12.5, 41.23.
CREATE OR REPLACE TEMP MACRO shown(x) AS rtrim(rtrim(round(x, 2)::VARCHAR, '0'), '.');
-- A neighbour who stands on two lists is taken once.
CREATE OR REPLACE TEMP VIEW neighbour AS
SELECT DISTINCT ON (village_code, unit_no) * FROM neighbour_household
ORDER BY village_code, unit_no, asked_on DESC NULLS LAST, src_file, src_row;
