-- One row per household as sent: its members counted from the person table, its documents, its steps, who shares its telephone.
WITH members AS (
    SELECT pkg, household_id, count(*) AS n_persons, count(*) FILTER (active) AS n_active,
        min(n_heads) AS n_heads, min(n_spouses) AS n_spouses,
        count(*) FILTER (active AND is_dibao = '是') AS n_dibao, count(*) FILTER (active AND at_work) AS n_at_work,
        count(*) FILTER (active AND age >= 16 AND age < 60 AND health = '健康' AND labour IN ('普通劳动力', '技能劳动力') AND NOT at_school) AS n_able,
        CASE WHEN bool_and(coalesce(id_len >= 18, false)) THEN bit_xor(hash(id18)) END AS person_set
    FROM fact_person GROUP BY ALL
), same_people AS (
    SELECT pkg, person_set, n_persons, count(*) AS n_households FROM members WHERE person_set IS NOT NULL GROUP BY ALL HAVING count(*) > 1
), twins AS (
    SELECT m.pkg, m.household_id, s.n_households FROM members m JOIN same_people s USING (pkg, person_set, n_persons)
), phones AS (
    SELECT pkg, phone, count(DISTINCT household_id) AS n_on_phone FROM household WHERE phone IS NOT NULL GROUP BY ALL
), registered AS (
    SELECT DISTINCT pkg, id18 FROM fact_person WHERE id_len >= 18
), papers AS (
    SELECT pkg, household_id, list(DISTINCT doc_type) AS have FROM document WHERE household_id IS NOT NULL AND doc_type IS NOT NULL GROUP BY ALL
), steps AS (
    SELECT pkg, household_id, list(DISTINCT CASE WHEN step IN ('组评议', '村评议') THEN '评议' ELSE step END) AS taken
    FROM procedure WHERE object_type = '户' AND household_id IS NOT NULL AND step IS NOT NULL GROUP BY ALL
), helped AS (
    SELECT pkg, household_id, count(*) AS n_measures, list(DISTINCT measure_family ORDER BY measure_family) AS families
    FROM measure WHERE household_id IS NOT NULL GROUP BY ALL
), earned AS (
    SELECT pkg, household_id, count(*) FILTER (phase = '脱贫前') AS n_before, count(*) FILTER (phase = '脱贫后') AS n_after
    FROM income GROUP BY ALL
)
SELECT h.*, coalesce(m.n_active, 0) AS n_active, coalesce(m.n_heads, 0) AS n_heads, coalesce(m.n_spouses, 0) AS n_spouses,
    coalesce(m.n_dibao, 0) AS n_dibao, coalesce(m.n_able, 0) AS n_able, coalesce(m.n_at_work, 0) AS n_at_work,
    coalesce(t.n_households, 1) AS n_same_people, coalesce(p.n_on_phone, 0) AS n_on_phone,
    regexp_full_match(h.phone, '1[3-9][0-9]{9}') AS phone_is_mobile,
    g.id18 IS NOT NULL AS helper_registered,
    coalesce(list_contains(d.have, '住房鉴定'), false) AS has_house_paper,
    (SELECT list_filter(list(value ORDER BY place), lambda x: NOT coalesce(list_contains(d.have, x), false))
     FROM code_list WHERE name = 'household_doc' AND value <> '休学/送教证明') AS missing_papers,
    list_filter(['评议', '核实', '签字', '公示', '公告'], lambda x: NOT coalesce(list_contains(s.taken, x), false)) AS missing_steps,
    coalesce(e.n_before, 0) AS n_before, coalesce(e.n_after, 0) AS n_after,
    coalesce(w.n_measures, 0) AS n_measures, w.families,
    coalesce(h.exit_status = '预脱贫', false) AS is_candidate,
    coalesce(h.exit_status IN ('已脱贫', '已脱贫(享受政策)', '已脱贫(不享受政策)', '稳定脱贫'), false) AS has_exited
FROM household h
LEFT JOIN members m ON m.pkg = h.pkg AND m.household_id = h.household_id
LEFT JOIN twins t ON t.pkg = h.pkg AND t.household_id = h.household_id
LEFT JOIN phones p ON p.pkg = h.pkg AND p.phone = h.phone
LEFT JOIN registered g ON g.pkg = h.pkg AND g.id18 = left(upper(trim(h.helper_id_no)), 18)
LEFT JOIN papers d ON d.pkg = h.pkg AND d.household_id = h.household_id
LEFT JOIN steps s ON s.pkg = h.pkg AND s.household_id = h.household_id
LEFT JOIN earned e ON e.pkg = h.pkg AND e.household_id = h.household_id
LEFT JOIN helped w ON w.pkg = h.pkg AND w.household_id = h.household_id
