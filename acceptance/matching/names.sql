-- How two differing spellings of names compare. Source: issue 5 (2), FACTS A.11; by character, since DuckDB's own distances count bytes.
-- Reads: differing(a, b, tidy_a, tidy_b), reading(ch, simple, sound). The costly part runs once per distinct name and pair.
CREATE OR REPLACE TEMP TABLE {into} AS
WITH lettered AS (
    SELECT name, i, name[i] AS ch
    FROM (SELECT tidy_a AS name FROM differing UNION SELECT tidy_b FROM differing), unnest(range(1, length(name) + 1)) letter(i)
), spelled AS (
    SELECT name, string_agg(coalesce(simple, ch), '' ORDER BY i) AS plain, string_agg(coalesce(sound, ch), ' ' ORDER BY i) AS heard
    FROM lettered LEFT JOIN reading USING (ch) GROUP BY name
), paired AS (
    SELECT t.a, t.b, x.plain AS p, y.plain AS q, x.heard AS p_heard, y.heard AS q_heard
    FROM differing t LEFT JOIN spelled x ON x.name = t.tidy_a LEFT JOIN spelled y ON y.name = t.tidy_b
)
SELECT a, b,
       CASE WHEN p = q THEN '命中'
            WHEN p_heard = q_heard THEN '姓名近似'  -- 张姗 and 张珊
            -- the same family name and one other character; of two characters there would be nothing left to agree
            WHEN length(p) > 2 AND length(p) = length(q) AND p[1] = q[1]
                 AND len(list_filter(range(2, length(p) + 1), lambda i: p[i] <> q[i])) = 1 THEN '姓名近似'
            -- long names are cut off in narrow columns
            WHEN least(length(p), length(q)) > 3 AND (starts_with(p, q) OR starts_with(q, p)) THEN '姓名近似'
            ELSE '姓名不符' END AS kind
FROM paired;
