-- A made-up municipality's persons, all from integers: 7 persons in 2 households (head, spouse, child; and a parent of the
-- second head), 38 packages of one county each. About one row in a hundred has one thing wrong.
INSERT INTO person BY NAME
WITH numbered AS (
    SELECT i, i % 7 AS m, (i // 7) * 2 + CASE WHEN i % 7 < 3 THEN 0 ELSE 1 END AS home, i % 100 AS turn,
        (i // 7) % 38 AS county, (i // 7) // 38 AS place, (i * 7919) % 100003 AS mixed
    FROM range($persons) r(i)
), placed AS (
    SELECT *, 500101 + county AS code, CASE WHEN m IN (0, 3) THEN 'head' WHEN m IN (1, 4) THEN 'spouse' WHEN m IN (2, 5) THEN 'child' ELSE 'parent' END AS role,
        CASE WHEN m IN (0, 3, 6) THEN mixed % 2 ELSE (i // 7) % 2 END AS odd
    FROM numbered
), born AS (
    SELECT *, CASE role WHEN 'head' THEN DATE '1968-01-01' + (mixed % 3650)::INTEGER WHEN 'spouse' THEN DATE '1969-01-01' + (mixed % 3650)::INTEGER
            WHEN 'child' THEN DATE '2013-01-01' + (mixed % 2000)::INTEGER ELSE DATE '1938-01-01' + (mixed % 2500)::INTEGER END AS birth,
        CASE WHEN role = 'spouse' THEN 1 - (SELECT 0) ELSE 0 END AS partner
    FROM placed
), sexed AS (
    -- a household's spouse has the other sex than its head, whose number follows from the head's own place
    SELECT *, CASE role WHEN 'spouse' THEN 1 - ((i - 1) * 7919) % 100003 % 2 ELSE mixed % 2 END AS male FROM born
), coded AS (
    SELECT *, code::BIGINT * 100000000000 + (year(birth) * 10000 + month(birth) * 100 + day(birth))::BIGINT * 1000
        + ((place * 7 + m) % 500) * 2 + male AS body
    FROM sexed
)
SELECT code::VARCHAR AS pkg, code::VARCHAR AS county_code, code || lpad((100 + place % 30)::VARCHAR, 3, '0') || '201' AS village_code,
    code || lpad(home::VARCHAR, 8, '0') AS household_id, code || lpad(i::VARCHAR, 10, '0') AS person_id,
    ['王', '李', '张', '刘', '陈', '杨', '黄', '赵'][1 + mixed % 8] || ['伟', '芳', '娜', '秀英', '敏', '静', '丽', '强', '磊', '洋'][1 + mixed % 10]
        || CASE WHEN turn = 11 THEN '?' ELSE '' END AS name,
    CASE WHEN i % 1000 = 23 THEN left(body::VARCHAR, 15) WHEN i % 1000 = 33 THEN body || 'Y' ELSE body || check_character(body) END AS id_no,
    CASE WHEN i % 500 = 41 THEN '未知' WHEN male = 1 THEN '男' ELSE '女' END AS sex, '汉族' AS ethnic,
    CASE role WHEN 'head' THEN '户主' WHEN 'spouse' THEN '配偶' WHEN 'child' THEN CASE WHEN male = 1 THEN '之子' ELSE '之女' END
        ELSE CASE WHEN male = 1 THEN '之父' ELSE '之母' END END AS relation,
    CASE WHEN role = 'child' THEN NULL WHEN role = 'parent' THEN '小学' ELSE '初中' END AS education,
    CASE WHEN role = 'child' THEN '小学' ELSE '非在校生' END AS schooling,
    CASE WHEN i % 500 = 57 THEN '良好' WHEN i % 9 = 0 THEN '长期慢性病' ELSE '健康' END AS health,
    CASE WHEN role = 'child' THEN '无劳动力' WHEN role = 'parent' THEN '丧失劳动力' ELSE '普通劳动力' END AS labour,
    CASE WHEN role IN ('child', 'parent') THEN '未务工' ELSE '县内务工' END AS work_place,
    CASE WHEN role IN ('child', 'parent') THEN NULL WHEN i % 500 = 63 THEN 14 ELSE 6 END AS work_months,
    '是' AS resident_med, '否' AS employee_med, '是' AS major_ins, CASE WHEN role = 'child' THEN '否' ELSE '是' END AS pension,
    '否' AS is_dibao, '否' AS is_tekun, '无' AS change_type,
    '人口表.csv' AS src_file, '人口表' AS src_sheet, (i + 2)::INTEGER AS src_row
FROM coded;

INSERT INTO household BY NAME
SELECT pkg, min(county_code) AS county_code, min(village_code) AS village_code, household_id,
    CASE WHEN right(household_id, 1) IN ('0', '5') THEN '预脱贫' ELSE '未脱贫' END AS exit_status,
    '户表.csv' AS src_file, '户表' AS src_sheet, min(src_row) AS src_row
FROM person GROUP BY pkg, household_id;

INSERT INTO village BY NAME
SELECT pkg, min(county_code) AS county_code, left(village_code, 9) AS township_code, village_code, '村表.csv' AS src_file, '村表' AS src_sheet,
    min(src_row) AS src_row
FROM person GROUP BY pkg, village_code;
