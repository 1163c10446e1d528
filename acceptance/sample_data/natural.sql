-- What the size of the sample itself brings about: fewer than 300 effective persons where a frame is not visited whole (E109).
-- Small counties and few villages give that without anything being planted; the finding is about the evaluator's whole frame.
INSERT INTO made.truth
WITH frames AS (
    SELECT county_code, line, evaluator, frame, sum(weight * persons) ** 2 / sum(weight * weight * persons) AS n_effective, bool_and(household_selection = 'census') AS whole
    FROM made.evaluation_household WHERE disposition = '完成' AND household_selection IN ('random', 'census') GROUP BY ALL
)
SELECT county_code, line, 'evaluation_household', evaluator || '|' || frame, 'E109' FROM frames
WHERE NOT whole AND n_effective < 300;
