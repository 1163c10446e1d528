-- By county the lines whose sample a decision 扩样 in force enlarges; the first one decided counts, because a sample is
-- enlarged once.
SELECT object AS county, coalesce(line, 'municipal') AS to_line,
       first(TRY_CAST(value AS INTEGER) ORDER BY decided_on, decision_id) AS villages,
       first(reason || '（' || doc_id || '）' ORDER BY decided_on, decision_id) AS reason
FROM decision
WHERE kind = '扩样' AND two_people(signer1, signer2) AND decided_on <= $as_of AND coalesce(expires >= $as_of, true)
  AND (value IS NULL OR coalesce(TRY_CAST(value AS INTEGER), 0) > 0)
GROUP BY county, to_line ORDER BY county, to_line
