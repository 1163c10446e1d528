-- Households outside the register whose circumstances are known (非建档户情况表), in the county in which defects are planted. Evaluators
-- note them where they go, the office knows a few more. Each village tells one thing about 横向比对 (`tells`): its rows are laid around
-- the best figures of its registered households and around the poverty line, and the truth says who is found by it and who just is not.

CREATE OR REPLACE TABLE made.best AS  -- of the registered households of each village, a head: the best figure and the next
SELECT county_code, village_code, max(net_pc, 2)[1] AS income, max(net_pc, 2)[2] AS next_income, max(housed, 2)[1] AS housed, max(housed, 2)[2] AS next_housed,
       max(land, 2)[1] AS land, max(land, 2)[2] AS next_land, bool_or(household_id IN (SELECT household_id FROM made.used WHERE plant = 'well off')) AS apart
FROM (SELECT h.county_code, h.village_code, h.household_id, i.net_pc, (h.farmland + h.forest) / h.members AS land,
             CASE WHEN house_grade IN ('C', 'D') THEN 0 ELSE house_area / h.members END AS housed
      FROM made.household h JOIN made.income i ON i.household_id = h.household_id AND i.phase = '脱贫后')
JOIN county c ON c.code = county_code WHERE c.role = 'planted' GROUP BY ALL;

CREATE OR REPLACE TABLE made.telling AS
WITH visited AS (
    SELECT village_code, CASE WHEN bool_or(line = 'exit_evaluation') THEN 'exit_evaluation' WHEN bool_or(line = 'precision_evaluation') THEN 'precision_evaluation'
                              ELSE 'frame' END AS line
    FROM draw_unit GROUP BY village_code
), numbered AS (
    SELECT b.*, coalesce(line, 'frame') AS line, next_income < income AS told,
           row_number() OVER (PARTITION BY county_code, coalesce(line, 'frame'), apart ORDER BY told DESC, village_code) AS n
    FROM made.best b LEFT JOIN visited USING (village_code)
)
SELECT * EXCLUDE (apart, told, n) REPLACE (CASE WHEN apart AND line <> 'exit_evaluation' THEN 'frame' ELSE line END AS line),
       CASE WHEN apart THEN 'poorer in all' WHEN line = 'exit_evaluation' AND n = 1 THEN 'better off' WHEN line = 'exit_evaluation' AND n = 2 THEN 'asked twice'
            WHEN line = 'frame' AND n = 1 THEN 'poorer in income' WHEN line = 'frame' AND n = 2 THEN 'four'
            WHEN line = 'precision_evaluation' AND n = 1 THEN 'poorer, in a package refused' END AS tells
FROM numbered WHERE tells IS NOT NULL;

CREATE OR REPLACE TABLE made.neighbour AS
WITH said(tells, k, beside, more, house, name) AS (VALUES  -- more: 元 above what `beside` names; house and land beside those of the registered
    ('poorer in all', 1, 'next', -200.00, 'next', NULL), ('poorer in all', 2, 'next', -100.00, 'next', NULL), ('poorer in all', 3, 'next', 0.00, 'next', NULL),
    ('poorer in all', 4, 'next', 100.00, 'next', NULL), ('poorer in all', 5, 'next', 200.00, 'next', NULL),
    ('poorer in income', 1, 'next', -200.00, NULL, NULL), ('poorer in income', 2, 'next', -100.00, NULL, NULL), ('poorer in income', 3, 'next', 0.00, NULL, NULL),
    ('poorer in income', 4, 'next', 100.00, NULL, NULL), ('poorer in income', 5, 'next', 200.00, NULL, NULL),
    ('poorer, in a package refused', 1, 'line', 100.00, 'small', NULL), ('poorer, in a package refused', 2, 'line', 200.00, 'small', NULL),
    ('poorer, in a package refused', 3, 'line', 300.00, 'small', NULL), ('poorer, in a package refused', 4, 'line', 400.00, 'small', NULL),
    ('poorer, in a package refused', 5, 'line', 500.00, 'small', NULL),
    ('four', 1, 'line', 300.00, 'small', NULL), ('four', 2, 'line', 400.00, 'small', NULL), ('four', 3, 'line', 500.00, 'small', NULL), ('four', 4, 'line', 600.00, 'small', NULL),
    ('better off', 1, 'line', 0.00, 'better', 'at the line'), ('better off', 2, 'line', -300.00, 'better', 'below the line'), ('better off', 3, 'line', 0.01, 'better', 'a fen above the line'),
    ('better off', 4, 'best', 500.00, 'better', NULL), ('better off', 5, 'best', 600.00, 'better', NULL), ('better off', 6, 'best', 700.00, 'better', NULL),
    ('better off', 7, 'best', 800.00, 'better', NULL), ('better off', 8, 'best', 900.00, 'better', NULL),
    ('asked twice', 1, 'line', -200.00, 'small', 'poor when asked again'), ('asked twice', 2, 'line', 200.00, 'small', 'no longer poor when asked again'),
    ('asked twice', 3, 'line', 300.00, 'small', NULL), ('asked twice', 4, 'line', 400.00, 'small', NULL)
), unit AS (
    SELECT f.village_code, f.unit_no, f.persons, row_number() OVER (PARTITION BY f.village_code ORDER BY f.unit_no) AS k FROM made.frame_household f SEMI JOIN made.telling USING (village_code)
)
SELECT b.county_code, b.line, b.village_code, b.tells, unit_no, persons, name, more,
       (CASE beside WHEN 'next' THEN next_income WHEN 'best' THEN income ELSE getvariable('line') END + more)::DECIMAL(18, 2) AS net_pc,
       -- a hair more than the second-best has, a head
       (CASE house WHEN 'next' THEN ceil(100 * next_housed * persons) / 100 WHEN 'better' THEN (housed + 10) * persons WHEN 'small' THEN 5 * persons END)::DECIMAL(18, 2) AS house_area,
       (CASE house WHEN 'next' THEN ceil(100 * next_land * persons) / 100 WHEN 'better' THEN (land + 1) * persons WHEN 'small' THEN 0.1 * persons END)::DECIMAL(18, 2) AS farmland,
       CASE WHEN house IS NOT NULL THEN 0::DECIMAL(18, 2) END AS forest, on_day(6) AS asked_on
FROM made.telling b JOIN said USING (tells) JOIN unit USING (village_code, k);

CREATE OR REPLACE TABLE made.neighbour_household AS FROM kept.neighbour_household LIMIT 0;
INSERT INTO made.neighbour_household BY NAME SELECT * EXCLUDE (tells, name, more) FROM made.neighbour;
INSERT INTO made.neighbour_household BY NAME  -- the office's older list has two of them the other way round
SELECT * EXCLUDE (tells, name, more) REPLACE ('frame' AS line, (getvariable('line') - more)::DECIMAL(18, 2) AS net_pc, on_day(-40) AS asked_on)
FROM made.neighbour WHERE name LIKE '%when asked again';
INSERT INTO kept.neighbour_household FROM made.neighbour_household WHERE line = 'frame';

INSERT INTO made.truth
SELECT county_code, line, 'neighbour_household', village_code || '|' || unit_no, 'beside:' || name FROM made.neighbour WHERE name IS NOT NULL
UNION ALL
SELECT b.county_code, 'self_check', 'household', household_id,
       'beside:' || CASE WHEN net_pc = income THEN 'richest' ELSE 'next' END || ', neighbours ' || tells
FROM made.telling b JOIN made.household h USING (village_code) JOIN made.income i USING (household_id)
WHERE phase = '脱贫后' AND net_pc IN (income, next_income);
