-- One row per person as sent: the identity number taken apart (GB 11643), ages, and what household and head say.
-- `id_exempt`: a placeholder number with the police's proof, or in a source that has no column for the proof.
-- `birth` and `person_sex` speak only where the number is valid and stands once: a copied or broken number says nothing about this person.
WITH sent AS (
    SELECT p.*, upper(trim(p.id_no)) AS id_clean, r.reference_date AS seen_on, r.school_date AS school_on, r.own_layout
    FROM person p JOIN params r USING (pkg)
), measured AS (
    SELECT *, length(id_clean) AS id_len, left(id_clean, 18) AS id18, coalesce(id_clean LIKE '999999%', false) AS id_placeholder,
        coalesce(id_clean LIKE '999999%', false) AND (id_proof_doc IS NOT NULL OR own_layout) AS id_exempt,
        CASE WHEN length(id_clean) >= 18 AND regexp_full_match(left(id_clean, 17), '[0-9]{17}')
             THEN CAST(left(id_clean, 17) AS BIGINT) END AS id_body
    FROM sent
), decoded AS (
    SELECT *, check_character(id_body) AS id_check,
        CASE WHEN id_body IS NOT NULL THEN CAST(try_strptime(substr(id_clean, 7, 8), '%Y%m%d') AS DATE) END AS id_birth,
        CASE WHEN id_body % 2 = 1 THEN '男' WHEN id_body % 2 = 0 THEN '女' END AS id_sex,
        coalesce(change_type NOT IN ('死亡', '迁出', '服刑'), true) AS active,
        coalesce(schooling NOT IN ('非在校生', '学龄前儿童', '学前教育'), false) AS at_school,
        coalesce(work_place <> '未务工', false) AS at_work
    FROM measured
), counted AS (
    SELECT pkg, id18, count(*) AS id_n, min(household_id) AS id_first, max(household_id) AS id_last
    FROM decoded WHERE id_len >= 18 GROUP BY ALL HAVING count(*) > 1
), judged AS (
    SELECT d.*, coalesce(c.id_n, 1) AS id_n, c.id_first, c.id_last,
        coalesce(d.id_len IN (18, 20, 22) AND substr(d.id_clean, 18, 1) = d.id_check AND d.id_birth <= d.seen_on
                 AND date_sub('year', d.id_birth, d.seen_on) <= 115 AND NOT d.id_placeholder AND c.id_n IS NULL, false) AS id_usable
    FROM decoded d LEFT JOIN counted c ON c.pkg = d.pkg AND c.id18 = d.id18
), known AS (
    SELECT *, CASE WHEN id_usable THEN id_birth END AS birth, coalesce(sex, CASE WHEN id_usable THEN id_sex END) AS person_sex,
        CASE WHEN id_usable THEN date_sub('year', id_birth, seen_on) END AS age,
        CASE WHEN id_usable THEN year(seen_on) - year(id_birth) END AS age_in_year,
        CASE WHEN id_usable THEN date_sub('year', id_birth, school_on) END AS school_age
    FROM judged
), homes AS (
    SELECT pkg, household_id,
        count(*) FILTER (relation = '户主' AND active) AS n_heads, count(*) FILTER (relation = '配偶' AND active) AS n_spouses,
        min(birth) FILTER (relation = '户主' AND active) AS head_birth,
        min(person_sex) FILTER (relation = '户主' AND active) AS head_sex
    FROM known GROUP BY ALL
), registered AS (
    SELECT pkg, household_id, min(exit_status) AS exit_status FROM household GROUP BY ALL
), excused AS (
    SELECT DISTINCT pkg, household_id FROM document WHERE doc_type = '休学/送教证明' AND household_id IS NOT NULL
)
SELECT k.* EXCLUDE (seen_on, school_on, own_layout), h.n_heads, h.n_spouses, h.head_birth, h.head_sex, r.exit_status,
    coalesce(r.exit_status = '预脱贫', false) AS is_candidate,
    coalesce(r.exit_status IN ('已脱贫', '已脱贫(享受政策)', '已脱贫(不享受政策)', '稳定脱贫'), false) AS has_exited,
    coalesce(k.dropout_reason IN ('休学', '送教') AND e.household_id IS NOT NULL, false) AS excused_from_school
FROM known k
LEFT JOIN homes h ON h.pkg = k.pkg AND h.household_id = k.household_id
LEFT JOIN registered r ON r.pkg = k.pkg AND r.household_id = k.household_id
LEFT JOIN excused e ON e.pkg = k.pkg AND e.household_id = k.household_id
