-- Persons of whose number nothing usable is left, and the bearers of their name: what a linkage compares (issue 5, 2).
-- Reads: person_given (county_code, household_id, person_id, name, sex, id18, k, village_code, relation), record_named (k, name, said),
-- area (code, name, parent, valid_from). Nothing here depends on which counties are looked at together.
CREATE OR REPLACE TEMP MACRO born(k) AS try_strptime(((k // 1000) % 100000000)::VARCHAR, '%Y%m%d')::DATE;

CREATE OR REPLACE TEMP TABLE unnumbered AS
WITH lacking AS (
    SELECT DISTINCT ON (county_code, household_id, person_id) * EXCLUDE (k), regexp_extract(id18, '^[0-9]{{6}}([0-9]{{8}})', 1) AS digits,
           TRY_CAST(regexp_extract(id18, '^[1-9][0-9]{{5}}') AS BIGINT) AS region
    FROM person_given
    WHERE {lacking}
    ORDER BY county_code, household_id, person_id, name, relation
), home AS (
    SELECT county_code, household_id, min(born(k)) FILTER (relation = '户主') AS head_born,
           min(born(k)) FILTER (relation = '配偶') AS spouse_born, list_sort(list(DISTINCT k // 100000000000)) AS regions
    FROM person_given WHERE k IS NOT NULL GROUP BY ALL
), place AS (
    SELECT code, arg_max(name, valid_from) AS name, arg_max(parent, valid_from) AS parent
    FROM (SELECT * REPLACE (coalesce(valid_from, 0) AS valid_from) FROM area) GROUP BY code
)
SELECT row_number() OVER (ORDER BY l.county_code, l.household_id, l.person_id) AS person, l.county_code, l.household_id, l.person_id, l.name,
       l.sex, l.id18, l.region, try_strptime(nullif(l.digits, ''), '%Y%m%d')::DATE AS born,
       list_concat(coalesce(h.regions, []), [TRY_CAST(l.county_code AS BIGINT), l.region]) AS regions,
       -- when somebody of this relation can have been born, the spouse speaking for the head and the head for all others
       CASE l.relation WHEN '户主' THEN h.spouse_born ELSE h.head_born END + to_years(g.least) AS since,
       CASE l.relation WHEN '户主' THEN h.spouse_born ELSE h.head_born END + to_years(g.most) AS until,
       v.name AS village, t.name AS township, o.pattern AS other_townships
FROM lacking l LEFT JOIN home h USING (county_code, household_id)
LEFT JOIN place v ON v.code = l.village_code LEFT JOIN place t ON t.code = v.parent
LEFT JOIN (SELECT parent, code, string_agg(regexp_escape(name), '|' ORDER BY code) OVER (PARTITION BY parent ORDER BY code
               ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW) AS pattern FROM place) o ON o.code = t.code
LEFT JOIN (VALUES ('户主', -20, 20), ('配偶', -20, 20), ('之子', 14, 50), ('之女', 14, 50), ('之儿媳', 14, 50), ('之女婿', 14, 50),
                  ('之父', -50, -14), ('之母', -50, -14), ('之岳父', -50, -14), ('之岳母', -50, -14), ('之公公', -50, -14), ('之婆婆', -50, -14),
                  ('之孙子', 28, 90), ('之孙女', 28, 90), ('之外孙子', 28, 90), ('之外孙女', 28, 90), ('之祖父', -90, -28), ('之祖母', -90, -28),
                  ('之外祖父', -90, -28), ('之外祖母', -90, -28), ('之兄弟姐妹', -30, 30)) g(relation, least, most) ON g.relation = l.relation;

CREATE OR REPLACE TEMP TABLE namesake AS
WITH spelled AS (
    SELECT person, unnest(list_distinct([name, {tidy}])) AS name FROM unnumbered
), met AS (
    SELECT s.person, r.k, string_agg(DISTINCT r.said, '；' ORDER BY r.said) AS said
    FROM spelled s JOIN record_named r ON r.name = s.name WHERE r.k IS NOT NULL GROUP BY ALL
), unknown AS (  -- whoever stands in the county's own register is not looked for
    SELECT m.* FROM met m JOIN unnumbered u USING (person)
    WHERE NOT EXISTS (FROM person_given q WHERE q.k = m.k AND q.county_code = u.county_code)
), told AS (
    SELECT n.*, born(n.k) AS born, CASE WHEN n.k % 2 = 1 THEN '男' ELSE '女' END AS sex, n.k // 100000000000 AS region,
           list_contains(u.regions, n.k // 100000000000) AS here
    FROM unknown n JOIN unnumbered u USING (person)
)
SELECT row_number() OVER (ORDER BY t.person, t.k) AS record, t.*,
       count(*) FILTER (t.here AND t.sex = u.sex) OVER (PARTITION BY t.person) AS namesakes  -- how many it could be, by the name alone
FROM told t JOIN unnumbered u USING (person);
