-- Municipal re-visits as F12 reads them: what the county had said, and what stands after hearings and re-visits (RULEBOOK D.3 F12).
-- Reads: municipal_household, household, ruling. A 不达标 whose every failed criterion was ruled 通过 is none; a ruling 不通过 is one.
WITH failed AS (
    SELECT visit_id, criterion
    FROM (UNPIVOT (SELECT visit_id, c1, c2, c3, c4, c5, c6, c7, c8 FROM municipal_household)
          ON c1, c2, c3, c4, c5, c6, c7, c8 INTO NAME criterion VALUE mark)
    WHERE mark = '不通过'
), settled AS (
    SELECT m.visit_id,
           count(f.criterion) AS failed_n,
           count(f.criterion) FILTER (r.mark = '通过') AS overruled_n
    FROM municipal_household m
    LEFT JOIN failed f USING (visit_id)
    LEFT JOIN ruling r ON r.household_id = m.household_id AND r.criterion = f.criterion
    GROUP BY m.visit_id
)
SELECT m.household_id, m.replaced_for, h.self_verdict,
       CASE WHEN EXISTS (FROM ruling r WHERE r.household_id = m.household_id AND r.mark = '不通过') THEN '不达标'
            WHEN m.verdict = '不达标' AND (s.failed_n = 0 OR s.overruled_n < s.failed_n) THEN '不达标'
            ELSE '达标' END AS outcome
FROM municipal_household m
JOIN settled s USING (visit_id)
JOIN household h USING (household_id)
ORDER BY m.visit_id;
