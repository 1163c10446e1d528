-- Suggestions by kind. Reads: suggestion.
SELECT kind, count(*) AS count, count(DISTINCT (household_id, person_id)) AS persons FROM suggestion GROUP BY kind ORDER BY kind
