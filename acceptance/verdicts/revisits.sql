-- F12's rows: each municipal visit with the self-check's claim and the outcome after rulings (RULEBOOK D.3 F12).
-- Reads: municipal_household, registered, ruling. The inspectors' own conclusion stands unless rulings turn it: all
-- failing criteria ruled 通过 -> 达标; a criterion ruled 不通过 -> 不达标.

WITH failing AS (
    SELECT v.visit_id,
           count(*) FILTER (v.mark = '不通过') AS seen_failing,
           count(*) FILTER (v.mark = '不通过' AND r.mark IS DISTINCT FROM '通过') AS left_failing,
           count(*) FILTER (r.mark = '不通过') AS ruled_failing
    FROM (FROM municipal_household
          UNPIVOT INCLUDE NULLS (mark FOR criterion IN (c1, c2, c3, c4, c5, c6, c7, c8))) v
    LEFT JOIN ruling r USING (household_id, criterion)
    GROUP BY v.visit_id
)
SELECT m.visit_id, m.village_code, m.household_id, m.replaced_for, g.self_verdict,
       CASE WHEN f.ruled_failing > 0 THEN '不达标'
            WHEN m.verdict = '不达标' AND f.seen_failing > 0 AND f.left_failing = 0 THEN '达标'
            ELSE m.verdict END AS outcome
FROM municipal_household m
JOIN failing f USING (visit_id)
LEFT JOIN registered g USING (household_id)
ORDER BY m.visit_id;
