/*
id: medical_chain
title: 医疗保障衔接
part: 脱贫前后对比
place: 70
source: FEATURES 55
columns:
  link: {title: 环节, kind: text, width: 24}
  entitled: {title: 对象(人), width: 13}
  covered: {title: 自查已享, width: 13}
  gap: {title: 未享, width: 12}
  share: {title: 覆盖率, kind: share, width: 13}
  recorded: {title: 部门有记录, width: 13}
  basis: {title: 对象口径, kind: text, width: 12}
absent: 本期未收到人口表，医疗保障衔接情况待补。
note: 在册人口不含死亡、迁出、服刑；补充商业保险、小额意外险不在部门数据之内，按帮扶措施名称认户、按户内人口计，全县措施均未载明的留空；部门有记录的人数限本期有效部门数据
*/
WITH member AS (
    SELECT p.*, contains(coalesce(health, ''), '大病') AS grave FROM person p JOIN household_fact USING (household_id)
    WHERE coalesce(change_type, '无') NOT IN ('死亡', '迁出', '服刑')
), bought AS (
    SELECT household_id, bool_or(contains(measure, '商业') OR contains(measure, '补充')) AS extra, bool_or(contains(measure, '意外')) AS accident,
           bool_or(measure_family = '医疗救助') AS aid
    FROM measure GROUP BY household_id
), told AS (  -- what no measure names anywhere, and a department that has sent nothing, say nothing of anybody
    SELECT bool_or(extra) AS extra, bool_or(accident) AS accident,
           EXISTS (FROM department_record WHERE registry = 'social_insurance') AS insured,
           EXISTS (FROM department_record WHERE registry = 'medical_aid') AS aided FROM bought
), recorded AS (
    SELECT person_id, bool_or(registry = 'social_insurance') AS insured, bool_or(registry = 'medical_aid') AS aided
    FROM department_record GROUP BY person_id
), counted AS (
    SELECT unnest([
        {'place': 1, 'link': '基本医疗保险（合作医疗）', 'basis': '在册人口', 'entitled': count(*),
         'covered': count(*) FILTER (resident_med = '是' OR employee_med = '是'), 'recorded': CASE WHEN any_value(t.insured) THEN count(*) FILTER (r.insured) END},
        {'place': 2, 'link': '大病保险', 'basis': '在册人口', 'entitled': count(*), 'covered': count(*) FILTER (major_ins = '是'), 'recorded': NULL},
        {'place': 3, 'link': '补充商业保险', 'basis': '在册人口', 'entitled': count(*), 'covered': CASE WHEN any_value(t.extra) THEN count(*) FILTER (b.extra) END, 'recorded': NULL},
        {'place': 4, 'link': '大病医疗救助', 'basis': '大病患者', 'entitled': count(*) FILTER (grave), 'covered': count(*) FILTER (grave AND b.aid),
         'recorded': CASE WHEN any_value(t.aided) THEN count(*) FILTER (grave AND r.aided) END},
        {'place': 5, 'link': '小额意外保险', 'basis': '在册人口', 'entitled': count(*), 'covered': CASE WHEN any_value(t.accident) THEN count(*) FILTER (b.accident) END, 'recorded': NULL}
    ], recursive := true)
    FROM member m CROSS JOIN told t LEFT JOIN bought b ON b.household_id = m.household_id LEFT JOIN recorded r ON r.person_id = m.person_id
    HAVING count(*) > 0
)
SELECT link, entitled, covered, entitled - covered AS gap, covered / nullif(entitled, 0) AS share, recorded, basis FROM counted ORDER BY place
