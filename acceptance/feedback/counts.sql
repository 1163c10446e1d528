-- How often each rule failed at each column of each table, the gravest first.
SELECT severity, rule_id, "table", "column", count(*) AS cells FROM finding
GROUP BY severity, rank, rule_id, "table", "column" ORDER BY rank, rule_id, "table" NULLS FIRST, "column" NULLS FIRST
