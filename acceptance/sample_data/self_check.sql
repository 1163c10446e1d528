-- The county's own tables: household, income, village, procedure, document, work_team. Every rule of RULEBOOK D.2 is met.

CREATE OR REPLACE TABLE made.family AS  -- what a household's own rows need to know of its members
SELECT household_id, count(*)::BIGINT AS members, bool_or(works) AS works, bool_or(health LIKE '%病%') AS ill, bool_or(health LIKE '%残疾%') AS disabled,
       bool_or(pupil) AS pupil, max(id_no) FILTER (seq = 1) AS head_id_no, max(name) FILTER (seq = 1) AS head_name
FROM made.person GROUP BY household_id;

CREATE OR REPLACE TABLE made.household AS
WITH caused AS (
    SELECT b.*, f.* EXCLUDE (household_id),
           CASE WHEN ill AND chance(hid, 'cause') < 0.6 THEN '因病' WHEN disabled AND chance(hid, 'cause') < 0.8 THEN '因残'
                WHEN pupil AND chance(hid, 'cause') < 0.5 THEN '因学'
                ELSE pick(hid, 'cause', ['缺技术', '缺技术', '缺资金', '缺劳力', '交通条件落后', '自身发展动力不足', '因灾', '缺土地']) END AS cause,
           CASE WHEN exit_status = '未脱贫' AND chance(hid, 'unsafe') < 0.3 THEN CASE WHEN chance(hid, 'grade') < 0.7 THEN 'C' ELSE 'D' END
                WHEN chance(hid, 'grade') < 0.4 THEN 'A' ELSE 'B' END AS grade,
           grade IN ('A', 'B') AND chance(hid, 'moved') < 0.12 AS moved
    FROM made.base b JOIN made.family f USING (household_id)
)
SELECT getvariable('year')::BIGINT AS campaign_year, county_code, township_code, village_code, household_id,
       (1 + upto(hid, 'group', groups))::VARCHAR || '组' AS group_name, head_name, head_id_no, members,
       CASE WHEN chance(hid, 'standard') < 0.9 THEN '国家标准' ELSE '市定标准' END AS id_standard, hh_attr, exit_status,
       (getvariable('year') - 3 + upto(hid, 'registered', 2))::BIGINT AS reg_year,
       CASE exit_status WHEN '预脱贫' THEN getvariable('year') WHEN '未脱贫' THEN NULL ELSE getvariable('year') - 1 END::BIGINT AS exit_year,
       cause AS main_cause,
       CASE WHEN chance(hid, 'other') < 0.3 THEN CASE cause WHEN '缺资金' THEN '缺技术' ELSE '缺资金' END
            WHEN chance(hid, 'other') < 0.4 THEN CASE cause WHEN '交通条件落后' THEN '缺水' ELSE '交通条件落后' END || ',' || CASE cause WHEN '缺土地' THEN '缺水' ELSE '缺土地' END
       END AS other_causes,
       grade AS house_grade, CASE WHEN grade IN ('C', 'D') THEN '是' ELSE '否' END AS is_unsafe,
       CASE WHEN grade IN ('C', 'D') THEN '否' WHEN NOT moved AND grade = 'B' AND chance(hid, 'renovated') < 0.3 THEN '是' ELSE '不适用' END AS renovated,
       CASE WHEN moved THEN '是' ELSE '否' END AS relocated,
       CASE WHEN moved THEN on_day(-90 - upto(hid, 'move', 600)) END AS move_in_date,
       round(members * (18 + 25 * chance(hid, 'area')), 1)::DECIMAL(18, 2) AS house_area,
       CASE WHEN exit_status = '未脱贫' AND chance(hid, 'water') < 0.15 THEN '否' ELSE '是' END AS water_safe,
       CASE WHEN water_safe = '否' THEN '是' ELSE '否' END AS water_hard,
       (40 + upto(hid, 'litres', 40))::DECIMAL(18, 2) AS water_litres, '是' AS power,
       round(members * (0.4 + 1.6 * chance(hid, 'farmland')), 1)::DECIMAL(18, 2) AS farmland,
       round(members * 4 * chance(hid, 'forest'), 1)::DECIMAL(18, 2) AS forest,
       round(0.1 + 4 * chance(hid, 'road'), 1)::DECIMAL(18, 2) AS road_km, '是' AS food_ok, '是' AS clothing_ok,
       '1' || (3 + upto(hid, 'phone', 7))::VARCHAR || lpad(((nth * 48271 + number * 26000000) % 1000000000)::VARCHAR, 9, '0') AS phone,
       official(number * 4900 + 1000 + helper) AS helper_name,
       with_check(id17('500103', DATE '1966-01-01' + upto(number * 5000 + helper, 'helper', 10000), 990 + upto(helper, 'last', 10))) AS helper_id_no,
       CASE exit_status WHEN '未脱贫' THEN '不达标' WHEN '返贫' THEN '不达标' ELSE '达标' END AS self_verdict,
       hid, number, nth, vid, vi, is_poor_village, works, place, in_village
FROM (SELECT *, (nth // 5) % 3900 AS helper FROM caused);

-- Income: a target per head, divided over the kinds of income, then added up again, so that the sums are right by construction.
-- Wages only where a member works away; support at most a third; after the exit at least 15% above the line (no 临界户).
CREATE OR REPLACE TABLE made.income AS
WITH aim AS (
    SELECT county_code, household_id, hid, members, works, hh_attr, phase, hid * 2 + (phase = '脱贫后')::INTEGER AS iid,
           getvariable('line')::DOUBLE * members * CASE
               WHEN phase = '脱贫前' THEN 0.52 + 0.36 * chance(hid, 'before') WHEN exit_status IN ('未脱贫', '返贫') THEN 0.62 + 0.3 * chance(hid, 'after')
               ELSE 1.16 + 1.2 * pow(chance(hid, 'after'), 1.6) END AS total
    FROM made.household, (VALUES ('脱贫前'), ('脱贫后')) p(phase)
), divided AS (
    SELECT *, (CASE WHEN hh_attr = '五保贫困户' THEN 0.6 + 0.2 * chance(iid, 'transfer') WHEN hh_attr = '低保贫困户' THEN 0.3 + 0.2 * chance(iid, 'transfer')
                    ELSE 0.08 + 0.2 * chance(iid, 'transfer') END * total)::DECIMAL(18, 2) AS transfer,
           (CASE WHEN works THEN 0.4 + 0.15 * chance(iid, 'wage') ELSE 0 END * (total - transfer))::DECIMAL(18, 2) AS wage,
           (0.05 * chance(iid, 'property') * (total - transfer))::DECIMAL(18, 2) AS property,
           (total - transfer - wage - property)::DECIMAL(18, 2) AS earned,
           (earned * (0.15 + 0.4 * chance(iid, 'cost')))::DECIMAL(18, 2) AS business_cost
    FROM aim
)
SELECT county_code, household_id, phase,
       CASE phase WHEN '脱贫前' THEN make_date(getvariable('year') - 3, 10, 1) ELSE make_date(getvariable('year') - 1, 10, 1) END AS period_from,
       CASE phase WHEN '脱贫前' THEN make_date(getvariable('year') - 2, 9, 30) ELSE make_date(getvariable('year'), 9, 30) END AS period_to,
       wage, (earned + business_cost)::DECIMAL(18, 2) AS business, business_cost, property, transfer,
       (CASE hh_attr WHEN '低保贫困户' THEN 0.7 * transfer ELSE 0 END)::DECIMAL(18, 2) AS transfer_dibao,
       (CASE WHEN chance(iid, 'once') < 0.3 AND hh_attr = '一般贫困户' THEN 0.2 * transfer ELSE 0 END)::DECIMAL(18, 2) AS one_off,
       (wage + property + transfer + earned)::DECIMAL(18, 2) AS net_total, ((wage + property + transfer + earned) / members)::DECIMAL(18, 2) AS net_pc
FROM divided;

CREATE OR REPLACE TABLE made.village AS
WITH inside AS (
    SELECT village_code, count(*) AS hh, sum(members)::BIGINT AS pop, sum(farmland) AS farmland, sum(forest) AS forest,
           count(*) FILTER (exit_status IN ('未脱贫', '返贫')) AS poor_hh, coalesce(sum(members) FILTER (exit_status IN ('未脱贫', '返贫')), 0)::BIGINT AS poor_pop,
           count(*) FILTER (is_unsafe = '是') AS unsafe, count(*) FILTER (water_safe = '否') AS dry
    FROM made.household GROUP BY village_code
), outside AS (
    SELECT village_code, sum(persons)::BIGINT AS pop, sum(persons * (0.6 + 1.5 * chance(village_code::BIGINT * 10000 + unit_no::BIGINT, 'land')))::DECIMAL(18, 2) AS land
    FROM made.frame_household GROUP BY village_code
)
SELECT getvariable('year')::BIGINT AS campaign_year, p.county_code, p.township_code, village_code, village_name, is_poor_village, exit_apply,
       prior_exit_year::BIGINT AS prior_exit_year, (p.hh + outside_hh + 12 + upto(vid, 'town', 20))::BIGINT AS hukou_hh,
       (i.pop + o.pop + 30 + upto(vid, 'town', 20) * 3)::BIGINT AS hukou_pop, (i.pop + o.pop)::BIGINT AS agri_pop,
       i.hh AS reg_poor_hh, i.pop AS reg_poor_pop, i.poor_hh AS remain_poor_hh, i.poor_pop AS remain_poor_pop,
       '达标' AS have_1, '达标' AS have_2, '达标' AS have_3, '达标' AS have_4, '达标' AS have_5, '达标' AS have_6, '达标' AS have_7, '达标' AS have_8,
       '达标' AS solve_1, '达标' AS solve_2, '达标' AS solve_3, '达标' AS solve_4, '达标' AS solve_5, '达标' AS solve_6, '达标' AS solve_7, '达标' AS solve_8,
       (12000 + 100 * upto(vid, 'collective', 800))::DECIMAL(18, 2) AS collective_income, '是' AS hard_road,
       i.unsafe::BIGINT AS unsafe_house_hh, i.dry::BIGINT AS no_water_hh, (1 + upto(vid, 'projects', 5))::BIGINT AS industry_projects,
       (i.farmland + o.land)::DECIMAL(18, 2) AS farmland, (i.forest + 2 * o.land)::DECIMAL(18, 2) AS forest, lon, lat, vid, vi, number, township_name
FROM made.place p JOIN inside i USING (village_code) JOIN outside o USING (village_code);
