/*
id: education_aid
title: 从学前到高等教育的资助
part: 脱贫前后对比
place: 80
source: FEATURES 55
columns:
  stage: {title: 学段, kind: text, width: 22}
  pupils: {title: 在校(人), width: 15}
  enrolled: {title: 学籍有记录, width: 16}
  aided: {title: 有资助(人), width: 16}
  gap: {title: 无资助(人), width: 16}
  share: {title: 资助覆盖率, kind: share, width: 15}
absent: 本期在册人口中没有在校学生，教育资助情况不作统计。
note: 在校按人口表；有资助指帮扶措施表中教育资助措施注明本人，或未注明受益人而属本户；未收到学籍数据时“学籍有记录”留空
*/
WITH pupil AS (
    SELECT p.person_id, p.household_id,
           CASE WHEN schooling = '学前教育' THEN 1 WHEN schooling = '小学' THEN 2 WHEN schooling IN ('七年级', '八年级', '九年级') THEN 3
                WHEN starts_with(schooling, '普通高中') THEN 4 WHEN starts_with(schooling, '中职') OR starts_with(schooling, '技师') THEN 5 ELSE 6 END AS stage_no
    FROM person p JOIN household_fact USING (household_id)
    WHERE coalesce(change_type, '无') NOT IN ('死亡', '迁出', '服刑') AND schooling IS NOT NULL AND schooling NOT IN ('非在校生', '学龄前儿童')
), marked AS (
    SELECT *, EXISTS (FROM measure m WHERE m.household_id = pupil.household_id AND m.measure_family = '教育资助'
                      AND coalesce(m.beneficiary_person_id, pupil.person_id) = pupil.person_id) AS aided,
           EXISTS (FROM department_record d WHERE d.person_id = pupil.person_id AND d.registry = 'school' AND d.states = '在读') AS enrolled
    FROM pupil
)
SELECT ['学前教育', '小学', '初中', '普通高中', '中职、技工', '高等教育'][stage_no] AS stage, count(*) AS pupils, CASE WHEN EXISTS (FROM department_record WHERE registry = 'school') THEN count(*) FILTER (enrolled) END AS enrolled,
       count(*) FILTER (aided) AS aided, count(*) FILTER (NOT aided) AS gap, count(*) FILTER (aided) / count(*) AS share
FROM marked GROUP BY stage_no ORDER BY stage_no
