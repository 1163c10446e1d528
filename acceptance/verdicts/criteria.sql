-- Criterion outcomes, one row per registered household and criterion c1..c8. Source: RULEBOOK D.4 "Criterion".
-- Reads: registered, mark(household_id, criterion, source, on_site, mark, words, place), ruling, criterion_title.

CREATE OR REPLACE TABLE criterion AS
WITH said AS (  -- one line per source and mark, so that five visits do not repeat one sentence five times
    SELECT household_id, criterion, source, mark, on_site, place, any_value(words) AS words
    FROM mark GROUP BY ALL
), heard AS (
    SELECT household_id, criterion,
           count(*) FILTER (on_site AND mark = '通过') AS seen_passing,
           count(*) FILTER (on_site AND mark = '不通过') AS seen_failing,
           count(*) FILTER (source = 'D' AND mark = '通过') AS department_passing,
           count(*) FILTER (source = 'D' AND mark = '不通过') AS department_failing,
           count(*) FILTER (source = 'S' AND mark = '通过') AS self_passing,
           count(*) FILTER (source = 'S' AND mark = '不通过') AS self_failing,
           string_agg(words, '、' ORDER BY place, words) AS words
    FROM said GROUP BY household_id, criterion
), sources AS (
    SELECT g.household_id, t.criterion, t.title, u.mark AS ruling, u.kind || u.mark || '（' || u.doc_id || '）' AS ruled,
           coalesce(h.seen_passing, 0) AS seen_passing, coalesce(h.seen_failing, 0) AS seen_failing,
           coalesce(h.department_passing, 0) + coalesce(h.seen_passing, 0) AS passing,
           coalesce(h.department_failing, 0) + coalesce(h.seen_failing, 0) + coalesce(h.self_failing, 0) AS failing,
           coalesce(h.department_passing, 0) + coalesce(h.department_failing, 0) AS department,
           coalesce(h.self_passing, 0) AS self_passing, h.words
    FROM registered g CROSS JOIN criterion_title t
    LEFT JOIN heard h USING (household_id, criterion)
    LEFT JOIN ruling u USING (household_id, criterion)
), decided AS (
    SELECT *,
        CASE
            -- 1. A ruling after hearing or re-visit -> that.
            WHEN ruling IS NOT NULL THEN ruling
            -- 2. On-site findings, D and a failing self-check, where present, not unanimous -> 争议.
            WHEN failing > 0 AND passing > 0 THEN '争议'
            -- 3. Unanimous -> 通过 / 不通过.
            WHEN failing > 0 THEN '不通过'
            WHEN passing > 0 THEN '通过'
            -- 4. Only a passing S -> 通过(仅自查).
            WHEN self_passing > 0 THEN '通过(仅自查)'
            -- 5. Nothing -> 缺证据.
            ELSE '缺证据'
        END AS outcome
    FROM sources
)
SELECT household_id, criterion, outcome,
       ruling IS NOT NULL AS by_ruling,
       -- an on-site source saw it fail and no ruling says otherwise
       seen_failing > 0 AND coalesce(ruling, '') <> '通过' AS seen_failing,
       -- 不通过 by ruling or by unanimous on-site finding, as a return to poverty needs
       outcome = '不通过' AND (ruling IS NOT NULL OR seen_failing > 0) AS firmly_failing,
       seen_passing + seen_failing > 0 AS seen,
       department > 0 AS department,
       CASE outcome
           WHEN '不通过' THEN title || '不通过（' || coalesce(ruled, words) || '）'
           WHEN '争议' THEN title || '各方结论不一致（' || words || '），须复核'
           WHEN '缺证据' THEN title || '缺证据'
           ELSE title || '通过（' || coalesce(ruled, words) || '）'
       END AS words
FROM decided;
