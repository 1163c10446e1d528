-- Candidates with both readings of net income per head, households set aside left out (RULEBOOK D.3 F7, D.4 part 7).
-- Reads: household_fact, income, household. $edges: lower ends of the classes; the last class is open.
WITH pair AS (
    SELECT i.*, h.members, count(*) OVER (PARTITION BY i.household_id) AS phases
    FROM income i JOIN household h USING (household_id) JOIN household_fact f USING (household_id)
    WHERE f.standing = '拟退出' AND NOT f.set_aside AND i.phase IN ('脱贫前', '脱贫后') AND i.net_pc IS NOT NULL
), classed AS (
    SELECT *, greatest(len(list_filter($edges::DOUBLE[], lambda edge: edge <= net_pc)), 1) AS class FROM pair WHERE phases = 2
), counted AS (
    SELECT phase, map_from_entries(list((class, n))) AS classes
    FROM (SELECT phase, class, count(*) AS n FROM classed GROUP BY ALL ORDER BY ALL) GROUP BY phase
)
SELECT phase, count(*) AS households, any_value(c.classes) AS classes,
       quantile_cont(net_pc, 0.25)::DOUBLE AS p25, median(net_pc)::DOUBLE AS p50, quantile_cont(net_pc, 0.75)::DOUBLE AS p75
FROM classed JOIN counted c USING (phase)
GROUP BY phase ORDER BY phase = '脱贫后';
