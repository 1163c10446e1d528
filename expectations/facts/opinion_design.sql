-- One row per mode and group: how many calls the responses account for.
WITH calls AS (SELECT pkg, mode, "group", count(*) AS n_calls FROM opinion_response GROUP BY ALL)
SELECT d.*, coalesce(c.n_calls, 0) AS n_calls
FROM opinion_design d LEFT JOIN calls c ON c.pkg = d.pkg AND c.mode = d.mode AND c."group" = d."group"
