-- How often each rule failed at each table, the gravest first.
SELECT severity, rule_id, "table", count(*) AS cells FROM finding GROUP BY severity, rank, rule_id, "table" ORDER BY rank, rule_id, "table" NULLS FIRST
