-- Candidates by judgement of each criterion; c9 comes from leads (RULEBOOK D.4 "Criterion").
-- Reads: household_fact, criterion, criterion_title.
WITH candidate AS (
    SELECT household_id, c9 FROM household_fact WHERE standing = '拟退出'
), judged AS (
    SELECT c.criterion AS id, t.title, c.outcome
    FROM criterion c JOIN candidate USING (household_id) JOIN criterion_title t USING (criterion)
    UNION ALL
    SELECT 'c9', '无未决线索', c9 FROM candidate
)
SELECT id, title, outcome, count(*) AS households FROM judged GROUP BY ALL ORDER BY id, outcome;
