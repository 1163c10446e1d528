-- Procedure, documents and work team. Two officials per village (village committee, and the team's first secretary in a poor
-- village) visit twenty households a day, 25 minutes apart, so that no one is in two places (E088).

CREATE OR REPLACE TABLE made.candidate AS
SELECT *, row_number() OVER (PARTITION BY village_code ORDER BY household_id) - 1 AS turn FROM made.household WHERE exit_status = '预脱贫';

CREATE OR REPLACE TABLE made.procedure AS
WITH step(level, step, seq, lag) AS (VALUES
    ('组', '组评议', 1, -62), ('村', '村评议', 2, -58), ('村', '核实', 3, -54), ('村', '签字', 4, -52), ('村', '公示', 5, -38), ('村', '公告', 6, -27)
), rows AS (
    SELECT c.*, s.*, hid * 10 + seq AS rid, TIME '08:10:00' + to_minutes(25 * (turn % 20)::BIGINT) AS clock FROM made.candidate c, step s
)
SELECT county_code, household_id || lpad(seq::VARCHAR, 2, '0') AS procedure_id, '户' AS object_type, village_code, household_id, level, step, seq::BIGINT AS seq,
       CASE WHEN seq IN (3, 4) THEN on_day(lag + turn // 20) ELSE on_day(lag) END AS date_from,
       CASE step WHEN '公示' THEN on_day(lag + 9) WHEN '公告' THEN on_day(lag + 4) ELSE date_from END AS date_to,
       CASE WHEN seq IN (3, 4) THEN clock END AS time_start, CASE WHEN seq IN (3, 4) THEN clock + INTERVAL 18 MINUTE END AS time_end,
       CASE WHEN seq IN (1) THEN group_name || '院坝' WHEN seq IN (3, 4) THEN '农户家中' ELSE '村公开栏' END AS place,
       CASE WHEN seq < 3 THEN 30 + upto(vid, step, 20) END::BIGINT AS due_n,
       CASE WHEN seq < 3 THEN due_n - upto(rid, 'absent', 8) END::BIGINT AS present_n,
       CASE WHEN seq < 3 THEN present_n - upto(rid, 'against', 4) END::BIGINT AS agree_n,
       CASE WHEN seq IN (3, 4) THEN official(number * 4900 + 5 * vi) END AS actor1,
       CASE WHEN seq IN (3, 4) THEN official(number * 4900 + 5 * vi + CASE is_poor_village WHEN '是' THEN 2 ELSE 1 END) END AS actor2,
       CASE WHEN seq = 4 THEN head_name END AS signer, CASE WHEN seq = 4 THEN head_id_no END AS signer_id_no, NULL::VARCHAR AS agent_auth,
       CASE WHEN seq = 5 THEN (chance(rid, 'objection') < 0.02)::INTEGER END::BIGINT AS objection_n,
       CASE WHEN seq = 5 THEN objection_n END AS objection_closed, CASE WHEN objection_n > 0 THEN on_day(lag + 10) END AS closed_on,
       household_id || CASE seq WHEN 2 THEN 'D06' WHEN 3 THEN 'D07' WHEN 4 THEN 'D08' WHEN 5 THEN 'D09' WHEN 6 THEN 'D10' END AS doc_id
FROM rows;

INSERT INTO made.procedure BY NAME  -- the village's own way out: township notice (RULEBOOK D.4 V3)
WITH step(level, step, seq, lag) AS (VALUES
    ('村', '申请', 1, -60), ('村', '村评议', 2, -58), ('乡镇', '核实', 3, -50), ('乡镇', '公示', 4, -38), ('乡镇', '公告', 5, -27)
)
SELECT county_code, village_code || lpad(seq::VARCHAR, 4, '0') AS procedure_id, '村' AS object_type, village_code, level, step, seq::BIGINT AS seq,
       on_day(lag) AS date_from, CASE step WHEN '公示' THEN on_day(lag + 9) WHEN '公告' THEN on_day(lag + 4) ELSE on_day(lag) END AS date_to,
       CASE level WHEN '村' THEN '村办公室' ELSE township_name || '公开栏' END AS place,
       CASE WHEN seq = 2 THEN 50 + upto(vid, 'assembly', 30) END::BIGINT AS due_n, CASE WHEN seq = 2 THEN due_n - upto(vid, 'away', 12) END::BIGINT AS present_n,
       CASE WHEN seq = 2 THEN present_n - upto(vid, 'no', 5) END::BIGINT AS agree_n,
       CASE WHEN seq = 3 THEN official(number * 4900 + 5 * vi) END AS actor1, CASE WHEN seq = 3 THEN official(number * 4900 + 5 * vi + 2) END AS actor2,
       CASE WHEN seq = 4 THEN 0 END::BIGINT AS objection_n, CASE WHEN seq = 4 THEN 0 END::BIGINT AS objection_closed,
       CASE WHEN seq IN (4, 5) THEN village_code || 'V07' WHEN seq < 3 THEN village_code || 'V08' END AS doc_id
FROM made.village, step WHERE exit_apply = '是';

INSERT INTO made.procedure BY NAME  -- policy training before everything else, in villages with candidates; every ninth village kept no record of it
SELECT county_code, village_code || '0000' AS procedure_id, '村' AS object_type, village_code, '村' AS level, '宣传培训' AS step, 0::BIGINT AS seq,
       on_day(-70) AS date_from, on_day(-70) AS date_to, '村办公室' AS place,
       60 + upto(vid, 'invited', 40)::BIGINT AS due_n, due_n - upto(vid, 'stayed away', 20)::BIGINT AS present_n,
       official(number * 4900 + 5 * vi) AS actor1
FROM made.village WHERE vi % 9 <> 4 AND village_code IN (SELECT village_code FROM made.candidate);

CREATE OR REPLACE TABLE made.document AS
WITH kind(doc_type, n, lag) AS (VALUES
    ('申请书', 1, -900), ('登记表', 2, -890), ('扶贫手册', 3, -800), ('收入核算表(前)', 4, -780), ('收入核算表(后)', 5, -60), ('民主评议记录', 6, -58),
    ('核实表', 7, -50), ('签字确认表', 8, -48), ('公示照片', 9, -38), ('公告照片', 10, -27), ('住房鉴定', 11, -120), ('帮扶措施凭证', 12, -150), ('退出审批表', 13, -20)
)
SELECT county_code, '户' AS owner_type, village_code, household_id, NULL::VARCHAR AS item, doc_type,
       household_id || 'D' || lpad(n::VARCHAR, 2, '0') AS doc_id, sha256(household_id || doc_type) AS file_hash,
       (1 + upto(hid * 20 + n, 'pages', 5))::BIGINT AS pages, on_day(lag) AS doc_date, '村委会档案柜' AS storage
FROM made.candidate, kind;

INSERT INTO made.document BY NAME
WITH kind(doc_type, n, lag) AS (VALUES
    ('规划', 1, -700), ('项目台账', 2, -90), ('资金公示', 3, -100), ('会议记录', 4, -58), ('驻村日志', 5, -30), ('八有八难佐证', 6, -45), ('公示公告', 7, -27), ('退出申请与审批', 8, -25)
)
SELECT county_code, '村' AS owner_type, village_code, doc_type, village_code || 'V' || lpad(n::VARCHAR, 2, '0') AS doc_id,
       sha256(village_code || doc_type) AS file_hash, (5 + upto(vid * 20 + n, 'pages', 40))::BIGINT AS pages, on_day(lag) AS doc_date, '村档案室' AS storage
FROM made.village, kind WHERE is_poor_village = '是';

CREATE OR REPLACE TABLE made.work_team AS
SELECT county_code, village_code, official(number * 4900 + 5 * vi + 2 + m) AS member,
       pick(vid * 10 + m, 'unit', ['县农业局', '县财政局', '县教育局', '县交通局', '县水利局', '县卫生局', '县供电公司', '县农商行']) AS unit,
       CASE WHEN m = 0 THEN '是' ELSE '否' END AS is_first_secretary, on_day(-700 - upto(vid * 10 + m, 'arrive', 200)) AS arrive_date, NULL::DATE AS leave_date,
       printf('%d-%02d', getvariable('year'), month) AS month, (20 + upto(vid * 1000 + m * 100 + month, 'days', 7))::BIGINT AS days_present,
       '帮扶工作计划' AS plan_doc, (1 + upto(vid, 'exits', 4))::BIGINT AS exit_project_n
FROM made.village, range(3) t(m), range(1, 11) u(month) WHERE is_poor_village = '是';

-- What every household was helped with: one measure for its cause, one for its house or its livelihood (E078, E079).
CREATE OR REPLACE TABLE made.measure AS
WITH cause AS (
    SELECT *, CASE main_cause WHEN '因病' THEN '医疗救助' WHEN '因学' THEN '教育资助' ELSE '产业带动' END AS first_family,
           CASE WHEN is_unsafe = '是' OR relocated = '是' THEN '搬迁安置' WHEN hh_attr <> '一般贫困户' THEN '低保兜底' WHEN works THEN '转移就业' END AS second_family
    FROM made.household
), listed AS (
    SELECT *, 1 AS n, first_family AS measure_family FROM cause UNION ALL SELECT *, 2, second_family FROM cause WHERE second_family IS NOT NULL
)
SELECT county_code, household_id, measure_family,
       CASE measure_family WHEN '医疗救助' THEN '住院费用救助' WHEN '教育资助' THEN '贫困学生生活补助' WHEN '产业带动' THEN '产业到户补助'
                           WHEN '搬迁安置' THEN '易地扶贫搬迁' WHEN '低保兜底' THEN '最低生活保障' ELSE '务工交通补助' END AS measure,
       '6-' || list_position(['产业带动', '搬迁安置', '转移就业', '医疗救助', '教育资助', '低保兜底'], measure_family) AS policy_code, on_day(-120 - upto(hid * 2 + n, 'helped', 400)) AS "date",
       (500 + 100 * upto(hid * 2 + n, 'help', 40))::DECIMAL(18, 2) AS amount,
       CASE measure_family WHEN '转移就业' THEN household_id || '01' END AS beneficiary_person_id, n
FROM listed;
