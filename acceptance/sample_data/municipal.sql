-- Municipal acceptance: every drawn household is visited, ten a day by teams of two from outside the county; and the villages
-- that were drawn or apply. All criteria are found met.

CREATE OR REPLACE TABLE made.visit AS
WITH units AS (
    SELECT u.county_code, u.village_code, u.household_id, c.number, c.exits,
           row_number() OVER (PARTITION BY u.village_code ORDER BY u.draw_order) - 1 AS k, dense_rank() OVER (PARTITION BY u.county_code ORDER BY u.village_code) - 1 AS nth
    FROM draw_unit u JOIN county c ON c.code = u.county_code WHERE u.line = 'municipal' AND NOT u.reserve
)
SELECT *, household_id::BIGINT AS hid, nth % 6 AS team,
       (on_day(3 + nth // 6 + 2 * (k // 10)) + TIME '08:30:00') + to_minutes((42 * (k % 10) + upto(household_id::BIGINT, 'late', 6))::BIGINT) AS visit_start
FROM units;

CREATE OR REPLACE TABLE made.municipal_household AS
SELECT v.county_code, 'S' || household_id AS visit_id, v.village_code, household_id, visit_start,
       visit_start + to_minutes((24 + upto(hid, 'minutes', 9))::BIGINT) AS visit_end,
       round(g.lon::DOUBLE + 0.02 * (chance(hid, 'lon') - 0.5), 6)::DECIMAL(18, 6) AS lon, round(g.lat::DOUBLE + 0.02 * (chance(hid, 'lat') - 0.5), 6)::DECIMAL(18, 6) AS lat,
       official(v.number * 4900 + 700 + 2 * team) AS inspector1, '市扶贫开发办公室' AS inspector1_unit,
       official(v.number * 4900 + 701 + 2 * team) AS inspector2, ['市农业委员会', '市财政局', '市教育委员会', '市水利局', '市卫生计生委', '市民政局'][1 + team] AS inspector2_unit,
       NULL::VARCHAR AS replaced_for, NULL::VARCHAR AS replace_reason, '合格' AS look1, '合格' AS look2, '合格' AS look3, '合格' AS look4, '合格' AS look5,
       '通过' AS c1, '通过' AS c2, '通过' AS c3, '通过' AS c4, '通过' AS c5, '通过' AS c6, '通过' AS c7, '通过' AS c8, NULL::VARCHAR AS evidence_id,
       left(sha256('照片' || household_id), 16) || ',' || left(sha256('合影' || household_id), 16) AS photo_hashes, '达标' AS verdict, NULL::VARCHAR AS remark
FROM made.visit v JOIN made.village g USING (village_code);

CREATE OR REPLACE TABLE made.municipal_village AS
WITH seen AS (
    SELECT g.*, row_number() OVER (PARTITION BY g.county_code ORDER BY g.village_code) - 1 AS nth
    FROM made.village g JOIN (SELECT DISTINCT county_code FROM made.visit) USING (county_code)
    WHERE exit_apply = '是' OR g.village_code IN (SELECT village_code FROM made.visit)
)
SELECT county_code, 'C' || village_code AS visit_id, village_code,
       (on_day(6 + nth // 12) + CASE WHEN nth % 12 < 6 THEN TIME '09:00:00' ELSE TIME '14:00:00' END) + to_minutes(upto(vid, 'late', 9)::BIGINT) AS visit_start,
       visit_start + to_minutes((70 + upto(vid, 'minutes', 40))::BIGINT) AS visit_end,
       round(lon::DOUBLE + 0.004, 6)::DECIMAL(18, 6) AS lon, round(lat::DOUBLE - 0.003, 6)::DECIMAL(18, 6) AS lat,
       official(number * 4900 + 700 + 2 * (nth % 6)) AS inspector1, '市扶贫开发办公室' AS inspector1_unit,
       official(number * 4900 + 701 + 2 * (nth % 6)) AS inspector2, ['市农业委员会', '市财政局', '市教育委员会', '市水利局', '市卫生计生委', '市民政局'][1 + nth % 6] AS inspector2_unit,
       NULL::VARCHAR AS replaced_for, NULL::VARCHAR AS replace_reason, '合格' AS look1, '合格' AS look2, '合格' AS look3, '合格' AS look4, '合格' AS look5,
       NULL::VARCHAR AS evidence_id, left(sha256('村貌' || village_code), 16) AS photo_hashes, '达标' AS verdict, NULL::VARCHAR AS remark
FROM seen;
