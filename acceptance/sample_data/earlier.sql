-- The register of the two years before, of the county in which defects are planted: as it is now, but that this year's candidates were
-- still poor then. Made before anything is planted, so that what is planted is a change. Last year's schooling is left out: a child
-- does not stay in its grade.
CREATE OR REPLACE TABLE made.earlier_year AS SELECT (getvariable('year') - back)::INTEGER AS snapshot_year, code AS county_code
FROM (VALUES (1), (2)) y(back), county WHERE role = 'planted';

CREATE OR REPLACE TABLE made.earlier_village AS
SELECT v.*, y.snapshot_year FROM made.village v JOIN made.earlier_year y USING (county_code);

CREATE OR REPLACE TABLE made.earlier_household AS
SELECT h.* REPLACE (snapshot_year AS campaign_year, CASE exit_status WHEN '预脱贫' THEN '未脱贫' ELSE exit_status END AS exit_status,
                    CASE exit_status WHEN '预脱贫' THEN NULL ELSE exit_year END AS exit_year), y.snapshot_year
FROM made.household h JOIN made.earlier_year y USING (county_code);

CREATE OR REPLACE TABLE made.earlier_person AS
SELECT p.* REPLACE (CASE WHEN snapshot_year = getvariable('year') - 2 THEN schooling END AS schooling), y.snapshot_year
FROM made.person p JOIN made.earlier_year y USING (county_code);

CREATE OR REPLACE TABLE made.earlier_outcome (county_code VARCHAR, kind VARCHAR, object_id VARCHAR, outcome VARCHAR, snapshot_year INTEGER);
CREATE OR REPLACE TABLE made.earlier_delivery (county_code VARCHAR, registry VARCHAR, row_n BIGINT, snapshot_year INTEGER);

-- What four departments hold of that county alone. The residence registry knows fewer than nine of ten persons (E095, E095b).
CREATE OR REPLACE TABLE made.residence AS
SELECT county_code, '重庆市公安局户政管理总队' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, p.name, left(p.id_no, 18) AS id_no,
       '在册' AS status, NULL::DATE AS "date", person_id
FROM made.person p JOIN county c ON c.code = p.county_code WHERE c.role = 'planted' AND (hid + seq) % 7 <> 0;

CREATE OR REPLACE TABLE made.school AS
SELECT county_code, '重庆市教育委员会' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, p.name, left(p.id_no, 18) AS id_no,
       '中心学校' AS school, schooling AS grade, '在读' AS status, person_id
FROM made.person p JOIN county c ON c.code = p.county_code WHERE c.role = 'planted' AND pupil AND hid % 5 = 0;

CREATE OR REPLACE TABLE made.social_insurance AS
SELECT county_code, '重庆市人力资源和社会保障局' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, p.name, left(p.id_no, 18) AS id_no,
       '城乡居民医疗保险' AS ins_type, '本人缴费' AS employer, 12::BIGINT AS months, NULL::DECIMAL(18, 2) AS base, person_id
FROM made.person p JOIN county c ON c.code = p.county_code WHERE c.role = 'planted' AND hid % 5 = 1;

CREATE OR REPLACE TABLE made.housing_safety AS
SELECT p.county_code, '重庆市城乡建设委员会' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, p.name, left(p.id_no, 18) AS id_no,
       house_grade AS grade, '鉴' || p.household_id AS report_no, person_id
FROM made.person p JOIN made.household h USING (household_id) JOIN county c ON c.code = p.county_code
WHERE c.role = 'planted' AND seq = 1 AND p.hid % 5 = 2 AND house_grade = 'B';

CREATE OR REPLACE TABLE made.disability AS
SELECT county_code, '重庆市残疾人联合会' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, p.name, left(p.id_no, 18) AS id_no,
       id_no AS cert_no, id_no[19]::BIGINT AS category, id_no[20]::BIGINT AS grade, person_id
FROM made.person p JOIN county c ON c.code = p.county_code WHERE c.role = 'planted' AND length(id_no) = 20;

-- Departments that give leads of that county alone: every record of theirs is planted (plants_registry.py).
CREATE OR REPLACE TABLE made.business (county_code VARCHAR, src_unit VARCHAR, snapshot_date DATE, name VARCHAR, id_no VARCHAR, reg_no VARCHAR, company VARCHAR,
    role VARCHAR, capital DECIMAL(18, 2), status VARCHAR, person_id VARCHAR, wanted VARCHAR, plant VARCHAR);
CREATE OR REPLACE TABLE made.consumption (county_code VARCHAR, src_unit VARCHAR, snapshot_date DATE, name VARCHAR, id_no VARCHAR, type VARCHAR,
    amount DECIMAL(18, 2), "date" DATE, person_id VARCHAR, wanted VARCHAR, plant VARCHAR);
CREATE OR REPLACE TABLE made.abroad (county_code VARCHAR, src_unit VARCHAR, snapshot_date DATE, name VARCHAR, id_no VARCHAR, type VARCHAR, "date" DATE,
    person_id VARCHAR, wanted VARCHAR, plant VARCHAR);
CREATE OR REPLACE TABLE made.public_report (county_code VARCHAR, src_unit VARCHAR, snapshot_date DATE, name VARCHAR, id_no VARCHAR, report_no VARCHAR,
    subject VARCHAR, content VARCHAR, found VARCHAR, "date" DATE, person_id VARCHAR, wanted VARCHAR, plant VARCHAR);
