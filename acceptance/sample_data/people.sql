-- Persons of the registered households. Ages are counted on the data date; school years by the age on 31 August (rule E060).
-- ID numbers: no two persons share one, because the last three digits run through a range that belongs to the county alone,
-- and inside it by order within region, birthday and sex. Regions are mixed: people keep the code of their first registration.

CREATE OR REPLACE TABLE made.person AS
WITH member(shape, seq, kind) AS (VALUES
    ('A', 1, 'head'), ('B', 1, 'head'), ('B', 2, 'spouse'), ('C', 1, 'head'), ('C', 2, 'spouse'), ('C', 3, 'child'),
    ('D', 1, 'head'), ('D', 2, 'spouse'), ('D', 3, 'child'), ('D', 4, 'child'),
    ('E', 1, 'head'), ('E', 2, 'spouse'), ('E', 3, 'child'), ('E', 4, 'parent'),
    ('F', 1, 'head'), ('F', 2, 'spouse'), ('F', 3, 'child'), ('F', 4, 'child'), ('F', 5, 'parent'),
    ('G', 1, 'head'), ('G', 2, 'child'), ('H', 1, 'head'), ('H', 2, 'spouse'), ('H', 3, 'son'), ('H', 4, 'inlaw'), ('H', 5, 'grandchild'),
    ('I', 1, 'head'), ('I', 2, 'spouse'), ('I', 3, 'child'), ('I', 4, 'child'), ('I', 5, 'parent'), ('I', 6, 'other parent'),
    ('J', 1, 'head'), ('J', 2, 'mother')
), joined AS (
    SELECT b.*, seq, kind, hid * 100 + seq AS pid FROM made.base b JOIN member USING (shape)
), born AS (
    SELECT *, CASE kind
            WHEN 'head' THEN head_sex WHEN 'spouse' THEN CASE head_sex WHEN '男' THEN '女' ELSE '男' END
            WHEN 'son' THEN '男' WHEN 'inlaw' THEN '女' WHEN 'mother' THEN '女'
            WHEN 'parent' THEN CASE WHEN chance(hid, 'parent') < 0.4 THEN '男' ELSE '女' END
            WHEN 'other parent' THEN CASE WHEN chance(hid, 'parent') < 0.4 THEN '女' ELSE '男' END
            ELSE CASE WHEN chance(pid, 'sex') < 0.52 THEN '男' ELSE '女' END END AS sex,
        CASE kind
            WHEN 'head' THEN head_birth WHEN 'spouse' THEN head_birth + years_of_days(-3, 4, chance(pid, 'born'))
            WHEN 'child' THEN head_birth + years_of_days(21, 33.5, chance(pid, 'born')) WHEN 'son' THEN son_birth
            WHEN 'inlaw' THEN son_birth + years_of_days(-2, 3, chance(pid, 'born'))
            WHEN 'grandchild' THEN son_birth + years_of_days(20, 27, chance(pid, 'born'))
            ELSE head_birth - years_of_days(19, 27, chance(pid, 'born')) END AS birth
    FROM joined
), aged AS (
    SELECT *, CASE kind
            WHEN 'head' THEN '户主' WHEN 'spouse' THEN '配偶' WHEN 'son' THEN '之子' WHEN 'inlaw' THEN '之儿媳'
            WHEN 'child' THEN CASE sex WHEN '男' THEN '之子' ELSE '之女' END
            WHEN 'grandchild' THEN CASE sex WHEN '男' THEN '之孙子' ELSE '之孙女' END
            ELSE CASE sex WHEN '男' THEN '之父' ELSE '之母' END END AS relation,
        date_diff('year', birth, d) - (strftime(birth, '%m%d') > strftime(d, '%m%d'))::INTEGER AS age,
        year(d) - year(birth) - (month(birth) > 8)::INTEGER AS school_age,
        CASE WHEN kind IN ('spouse', 'inlaw', 'mother') OR kind LIKE '%parent' AND sex = '女' THEN pick(pid, 'surname', surnames()) ELSE surname END
            || given(pid, sex) AS name
    FROM (SELECT *, getvariable('data_date')::DATE AS d FROM born)
), regioned AS (
    SELECT *, CASE WHEN year(birth) >= 1998 THEN CASE WHEN chance(pid, 'region') < 0.93 THEN county_code ELSE pick(pid, 'near', ['500101', '500114', '500235', '500240']) END
                   WHEN chance(pid, 'region') < 0.45 THEN county_code
                   ELSE pick(pid, 'old', ['512221', '512222', '512223', '512226', '512322', '512326', '513521', '513523', '513524', '513525', '511221', '511222', '511223', '512301']) END AS region
    FROM aged
), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY county_code, region, birth, sex ORDER BY pid) - 1 AS twin FROM regioned
), studied AS (
    SELECT *, id17(region, birth, 2 * (number * 13 + twin + 1) + (sex = '男')::INTEGER) AS b,
        CASE WHEN age < 3 THEN '学龄前儿童' WHEN school_age < 6 THEN '学前教育' WHEN school_age < 12 THEN '小学'
             WHEN school_age < 15 THEN ['七年级', '八年级', '九年级'][school_age - 11]
             WHEN school_age < 16 OR school_age < 18 AND chance(pid, 'stays') < 0.75 THEN
                 CASE WHEN chance(pid, 'trade') < 0.45 THEN '中职' ELSE '普通高中' END || ['一', '二', '三'][school_age - 14] || '年级'
             WHEN school_age BETWEEN 18 AND 20 AND chance(pid, 'college') < 0.3 THEN '高职高专' || ['一', '二', '三'][school_age - 17] || '年级'
             WHEN school_age BETWEEN 18 AND 21 AND chance(pid, 'college') > 0.85 THEN '本科' || ['一', '二', '三', '四'][school_age - 17] || '年级'
             ELSE '非在校生' END AS schooling
    FROM ordered
), ailing AS (
    SELECT *, schooling NOT IN ('非在校生', '学龄前儿童', '学前教育') AS pupil,
        CASE WHEN age < 16 THEN CASE WHEN chance(pid, 'ill') < 0.97 THEN '健康' ELSE '残疾' END
             WHEN pupil THEN '健康'
             WHEN age < 60 THEN CASE WHEN chance(pid, 'ill') < 0.82 THEN '健康' WHEN chance(pid, 'ill') < 0.91 THEN '长期慢性病'
                                     WHEN chance(pid, 'ill') < 0.94 THEN '患有大病' WHEN chance(pid, 'ill') < 0.95 THEN '残疾,长期慢性病' ELSE '残疾' END
             ELSE CASE WHEN chance(pid, 'ill') < 0.5 THEN '健康' WHEN chance(pid, 'ill') < 0.84 THEN '长期慢性病'
                       WHEN chance(pid, 'ill') < 0.9 THEN '患有大病' ELSE '残疾' END END AS health
    FROM studied
), able AS (
    SELECT *, CASE WHEN age < 16 THEN '无劳动力' WHEN pupil THEN '普通劳动力'
                   WHEN age < 60 THEN CASE health WHEN '健康' THEN CASE WHEN chance(pid, 'skill') < 0.12 THEN '技能劳动力' ELSE '普通劳动力' END
                       WHEN '长期慢性病' THEN '弱劳动力或半劳动力' ELSE '丧失劳动力' END
                   WHEN age < 70 AND health = '健康' THEN '弱劳动力或半劳动力' ELSE '无劳动力' END AS labour,
        labour IN ('普通劳动力', '技能劳动力') AND NOT pupil AND chance(pid, 'works') < 0.62 AS works
    FROM ailing
)
SELECT county_code, village_code, household_id, household_id || lpad(seq::VARCHAR, 2, '0') AS person_id, name,
       -- a disability certificate is the ID number with kind and grade (FACTS 0.6)
       with_check(b) || CASE WHEN health LIKE '%残疾%' THEN (1 + upto(pid, 'kind', 7))::VARCHAR || (1 + upto(pid, 'grade', 4))::VARCHAR ELSE '' END AS id_no,
       sex, ethnic, relation,
       CASE WHEN pupil THEN NULL WHEN school_age < 6 THEN '学龄前儿童'
            WHEN age < 30 THEN pick(pid, 'education', ['初中', '初中', '初中', '高中', '大专'])
            WHEN age < 60 THEN pick(pid, 'education', ['小学', '小学', '小学', '初中', '初中', '高中'])
            ELSE pick(pid, 'education', ['文盲或半文盲', '小学', '小学', '初中']) END AS education,
       schooling, health, labour,
       CASE WHEN works THEN pick(pid, 'where', ['县内务工', '县外市内务工', '市外省内务工', '省外务工', '省外务工'])
            WHEN age >= 16 AND NOT pupil THEN '未务工' END AS work_place,
       CASE WHEN works THEN 3 + upto(pid, 'months', 9) END::BIGINT AS work_months,
       CASE WHEN works AND chance(pid, 'employee') < 0.06 THEN '否' ELSE '是' END AS resident_med,
       CASE WHEN resident_med = '否' THEN '是' ELSE '否' END AS employee_med,
       '是' AS major_ins, CASE WHEN age >= 16 AND NOT pupil THEN '是' ELSE '否' END AS pension,
       CASE WHEN hh_attr = '低保贫困户' THEN '是' ELSE '否' END AS is_dibao, CASE WHEN hh_attr = '五保贫困户' THEN '是' ELSE '否' END AS is_tekun,
       NULL::VARCHAR AS dropout_reason, CASE WHEN age < 1 THEN '出生' ELSE '无' END AS change_type, NULL::VARCHAR AS id_proof_doc,
       seq, kind, age, pupil, works, birth, hid, pid, twin
FROM able;
