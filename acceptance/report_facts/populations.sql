-- Persons behind the rates, one row (RULEBOOK D.3 "Frames are frozen at the draw"; the same count as the estimates').
-- Reads: village, household, person, frame_household, manifest.
WITH counted AS (
    SELECT exit_status, coalesce(members, (SELECT count(*) FROM person p WHERE p.household_id = h.household_id)) AS n
    FROM household h
)
SELECT (SELECT coalesce(sum(agri_pop), 0) FROM village)::BIGINT AS agri,
       coalesce(sum(n) FILTER (exit_status IN ('未脱贫', '返贫')), 0)::BIGINT AS remain,
       coalesce(sum(n) FILTER (exit_status = '预脱贫'), 0)::BIGINT AS candidates,
       coalesce(sum(n) FILTER (exit_status NOT IN ('未脱贫', '返贫', '注销', '预脱贫')), 0)::BIGINT AS exited,
       (SELECT coalesce(sum(persons), 0) FROM frame_household)::BIGINT AS listed,
       (SELECT count(*) FROM frame_household) AS listed_households,
       (SELECT max(data_date) FROM manifest) AS data_date
FROM counted;
