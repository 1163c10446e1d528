-- The three departments' tables. `wanted` is NULL for a record that must not become a counted lead, else the result of adjudication.
-- `plant` names a record that is about a registered person, whether it counts or only looks like it; person_id is that person.
-- A lead's person is an adult; one household is hit once. About a third of the leads prove true.

CREATE OR REPLACE TABLE made.adult AS
WITH one_each AS (
    SELECT h.county_code, p.household_id, person_id, p.name, left(id_no, 18) AS id_no, p.pid, h.number, c.households
    FROM made.person p JOIN made.household h USING (household_id) JOIN county c ON c.code = h.county_code
    WHERE age BETWEEN 20 AND 70 AND NOT pupil AND exit_status NOT IN ('未脱贫', '返贫')
    QUALIFY row_number() OVER (PARTITION BY p.household_id ORDER BY hash(p.pid, 'who', getvariable('seed')), p.pid) = 1
)
SELECT *, row_number() OVER (PARTITION BY county_code ORDER BY hash(pid, 'lead', getvariable('seed')), pid) AS turn FROM one_each
QUALIFY turn <= 25 + households // 50;

CREATE OR REPLACE TABLE made.hit AS  -- slots in order of turn: so many per registry, then the near-misses
WITH sized AS (
    SELECT *, greatest(3, round(0.006 * households))::INTEGER AS cars, greatest(2, round(0.003 * households))::INTEGER AS posts FROM made.adult
), slotted AS (
    SELECT *, CASE WHEN turn <= cars THEN 'vehicle' WHEN turn <= 2 * cars THEN 'property' WHEN turn <= 2 * cars + posts THEN 'fiscal_payroll'
                   WHEN turn <= 2 * cars + posts + 3 THEN 'motorcycle' WHEN turn <= 2 * cars + posts + 6 THEN 'resettlement'
                   WHEN turn <= 2 * cars + posts + 9 THEN 'village stipend' WHEN turn <= 2 * cars + posts + 11 THEN 'namesake'
                   WHEN turn <= 2 * cars + posts + 13 THEN 'one digit off' END AS what FROM sized
)
SELECT *, CASE WHEN what IN ('vehicle', 'property', 'fiscal_payroll') THEN
              CASE WHEN row_number() OVER (PARTITION BY county_code, what ORDER BY turn) % 3 = 1 THEN '属实' ELSE '保留' END END AS wanted,
       concat_ws(' ', what, wanted) AS plant
FROM slotted WHERE what IS NOT NULL;

CREATE OR REPLACE TABLE made.stranger AS  -- people of whom the register knows nothing
SELECT c.number, c.code AS county_code, k, c.number * 1000000 + k AS sid, pick(c.number * 1000000 + k, 'surname', surnames()) || given(c.number * 1000000 + k, '男') AS name,
       with_check(id17(c.code, DATE '1955-01-01' + upto(c.number * 1000000 + k, 'born', 17000), 990 + upto(c.number * 1000000 + k, 'last', 10))) AS id_no
FROM county c, range(200 + c.households // 2) t(k);

CREATE OR REPLACE TABLE made.vehicle AS
WITH owner AS (
    SELECT number, turn + 900000 AS rid, name, id_no, what, person_id, wanted, plant FROM made.hit WHERE what IN ('vehicle', 'motorcycle')
    UNION ALL SELECT number, turn + 900000, name, with_check(id17(left(id_no, 6), DATE '1948-03-01' + turn::INTEGER, 990 + turn % 10)), what, person_id, NULL, plant
    FROM made.hit WHERE what = 'namesake'
    UNION ALL SELECT number, turn + 900000, name, left(id_no, 16) || ((id_no[17]::INTEGER + 1) % 10)::VARCHAR || id_no[18], what, person_id, NULL, plant
    FROM made.hit WHERE what = 'one digit off'
    UNION ALL SELECT number, k, name, id_no, 'stranger', NULL, NULL, NULL FROM made.stranger
)
SELECT '重庆市公安局交通管理局' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, name, id_no,
       '渝' || 'ABCDFGH'[1 + rid % 7] || lpad(upper(to_hex((number * 1000000 + rid) * 1021 % 33554432)), 7, '0') AS plate,
       CASE what WHEN 'motorcycle' THEN '摩托车' WHEN 'stranger' THEN pick(rid * 50 + number, 'kind', ['小型轿车', '小型轿车', '小型普通客车', '轻型货车', '摩托车', '摩托车', '农用车'])
            ELSE pick(rid * 50 + number, 'kind', ['小型轿车', '小型普通客车', '轻型货车']) END AS type,
       (30000 + 500 * upto(rid * 50 + number, 'value', 200))::DECIMAL(18, 2) AS value, on_day(-300 - upto(rid * 50 + number, 'first', 2500)) AS first_reg,
       person_id, wanted, plant
FROM owner;

CREATE OR REPLACE TABLE made.property AS
WITH owner AS (
    SELECT number, turn + 900000 AS rid, county_code, name, id_no, what, person_id, wanted, plant FROM made.hit WHERE what IN ('property', 'resettlement')
    UNION ALL SELECT number, k, county_code, name, id_no, 'stranger', NULL, NULL, NULL FROM made.stranger
)
SELECT '重庆市国土资源和房屋管理局' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, o.name, id_no,
       county_code || '房地证' || (2008 + upto(rid * 50 + number, 'issued', 9))::VARCHAR || '字第' || lpad((number * 1000000 + rid)::VARCHAR, 8, '0') || '号' AS cert_no,
       CASE WHEN what <> 'resettlement' AND chance(rid * 50 + number, 'use') < 0.15 THEN '商业' ELSE '住宅' END AS use,
       (45 + upto(rid * 50 + number, 'area', 90))::DECIMAL(18, 2) AS area, on_day(-400 - upto(rid * 50 + number, 'registered', 3000)) AS reg_date,
       c.name || CASE what WHEN 'resettlement' THEN '易地扶贫搬迁安置点' ELSE pick(rid * 50 + number, 'street', ['人民路', '滨河路', '迎宾大道', '商贸城', '南门街']) END
           || (1 + rid % 60)::VARCHAR || '号' AS address,
       person_id, wanted, plant
FROM owner o JOIN county c USING (number);

CREATE OR REPLACE TABLE made.fiscal_payroll AS
WITH owner AS (
    SELECT number, turn + 900000 AS rid, county_code, name, id_no, what, person_id, wanted, plant FROM made.hit WHERE what IN ('fiscal_payroll', 'village stipend')
    UNION ALL SELECT number, k, county_code, name, id_no, 'stranger', NULL, NULL, NULL FROM made.stranger
    QUALIFY row_number() OVER (PARTITION BY id_no ORDER BY k) = 1
)
SELECT '重庆市财政局' AS src_unit, getvariable('registry_date')::DATE AS snapshot_date, o.name, id_no,
       c.name || CASE what WHEN 'village stipend' THEN pick(rid, 'village', ['新民村村委会', '永兴村村委会', '高坪村村委会'])
                 ELSE pick(rid * 50 + number, 'unit', ['第一中学', '人民医院', '水务局', '农业服务中心', '公路养护段', '供销合作社']) END AS unit,
       CASE what WHEN 'village stipend' THEN '村干部补贴' ELSE pick(rid * 50 + number, 'post', ['事业', '事业', '公务员', '国企']) END AS post_type,
       person_id, wanted, plant
FROM owner o JOIN county c USING (number);
