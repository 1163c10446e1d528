-- How many rulings would have to turn for F2 and F3 to change sides, by evaluator (RULEBOOK D.4 part 13).
-- Reads: evaluation_household. Published formula: persons ruled 错退 (漏评) ÷ persons visited; fails only above $limits.
-- persons: to be turned; households: the fewest that hold so many, largest first.
WITH evaluator(evaluator, line) AS (
    VALUES ('摘帽评估方', 'exit_evaluation'), ('精准评估方', 'precision_evaluation')
), rate(indicator, frame, ruling, most) AS (
    VALUES ('wrong_exit_rate', '脱贫户', '错退', $wrong_exit::DECIMAL(9, 6)), ('missed_rate', '非建档立卡户', '漏评', $missed::DECIMAL(9, 6))
), unit AS (
    SELECT v.line, r.indicator, r.ruling, r.most, e.questionnaire_id, coalesce(e.persons, 0) AS persons,
           coalesce(e.final, '无') = r.ruling AS ruled
    FROM evaluation_household e JOIN evaluator v USING (evaluator) JOIN rate r ON r.frame = e.frame
    WHERE e.disposition = '完成' AND e.household_selection IN ('random', 'census')
), total AS (
    SELECT line, indicator, coalesce(sum(persons) FILTER (ruled), 0) AS ruled_persons, sum(persons) AS all_persons,
           floor(any_value(most) * sum(persons)) AS allowed
    FROM unit GROUP BY line, indicator
), needed AS (
    SELECT *, ruled_persons > allowed AS fails,
           CASE WHEN ruled_persons > allowed THEN ruled_persons - allowed ELSE allowed + 1 - ruled_persons END AS persons
    FROM total WHERE all_persons > 0
), turned AS (  -- a failing rate loses rulings, a passing one gains some
    SELECT u.line, u.indicator,
           row_number() OVER by_size AS households, sum(u.persons) OVER by_size AS reached
    FROM unit u JOIN needed n USING (line, indicator) WHERE u.ruled = n.fails
    WINDOW by_size AS (PARTITION BY u.line, u.indicator ORDER BY u.persons DESC, u.questionnaire_id ROWS UNBOUNDED PRECEDING)
)
SELECT n.line, n.indicator, any_value(u.ruling) AS ruling, n.fails, n.persons::BIGINT AS persons,
       (SELECT min(t.households) FROM turned t
        WHERE t.line = n.line AND t.indicator = n.indicator AND t.reached >= n.persons) AS households
FROM needed n JOIN unit u USING (line, indicator)
GROUP BY n.line, n.indicator, n.fails, n.persons
ORDER BY n.line, n.indicator DESC;
