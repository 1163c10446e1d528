-- Registered households: who lives together (`shape`), the standing in the register, and births from which the persons are made.

CREATE OR REPLACE TABLE made.base AS
WITH placed AS (
    SELECT number, county_code, township_code, village_code, vid, is_poor_village, groups, hh AS in_village, unnest(range(1, hh + 1))::INTEGER AS k,
           vi
    FROM made.place
), numbered AS (
    SELECT *, row_number() OVER (PARTITION BY county_code ORDER BY vi, k) AS nth FROM placed
), identified AS (
    SELECT *, county_code || lpad(nth::VARCHAR, 8, '0') AS household_id, (county_code || lpad(nth::VARCHAR, 8, '0'))::BIGINT AS hid
    FROM numbered
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY village_code ORDER BY hash(hid, 'standing', getvariable('seed')), hid) AS place,
           -- A single, B old couple, C couple and child, D two children, E child and parent, F two children and parent,
           -- G one parent and child, H three generations, I two children and two parents, J single with mother
           'AAAAAAABBBBBBBBBBBBCCCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDDDDDDEEEEEEEEEEEEFFFFFFFFFFGGGGGGHHHHHHHHIIIIIJJ'[1 + upto(hid, 'shape', 100)] AS shape
    FROM identified
), standing AS (
    SELECT *, CASE WHEN place <= least(in_village, greatest(10, round(0.6 * in_village)::INTEGER)) AND in_village >= 14
                       OR in_village < 14 AND place <= round(0.6 * in_village)::INTEGER THEN '预脱贫'
                   WHEN in_village - place < round(0.1 * in_village)::INTEGER THEN
                       CASE WHEN chance(hid, 'back') < 0.06 THEN '返贫' ELSE '未脱贫' END
                   WHEN chance(hid, 'stable') < 0.15 THEN '稳定脱贫' ELSE '已脱贫(享受政策)' END AS exit_status
    FROM ranked
)
SELECT *, CASE WHEN shape = 'A' AND chance(hid, 'tekun') < 0.5 THEN '五保贫困户'
               WHEN chance(hid, 'dibao') < 0.15 THEN '低保贫困户' ELSE '一般贫困户' END AS hh_attr,
       CASE WHEN shape = 'J' OR chance(hid, 'head') < 0.85 THEN '男' ELSE '女' END AS head_sex,
       getvariable('data_date')::DATE - CASE shape
           WHEN 'A' THEN years_of_days(62, 86, chance(hid, 'born')) WHEN 'B' THEN years_of_days(61, 79, chance(hid, 'born'))
           WHEN 'H' THEN years_of_days(52.5, 66, chance(hid, 'born')) WHEN 'J' THEN years_of_days(50, 59, chance(hid, 'born'))
           ELSE years_of_days(34, 51, chance(hid, 'born')) END AS head_birth,
       head_birth + years_of_days(21.2, 24, chance(hid, 'son')) AS son_birth,
       pick(hid, 'surname', surnames()) AS surname,
       ['汉族', '汉族', '汉族', '汉族', '汉族', '汉族', '汉族', '土家族', '土家族', '苗族'][1 + upto(hid, 'ethnic', 10)] AS ethnic
FROM standing;
