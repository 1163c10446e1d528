-- What the table of samples leaves out, one row: purposive visits, calls that reached nobody (RULEBOOK D.3, D.1).
SELECT (SELECT count(*) FROM evaluation_household WHERE household_selection = 'purposive') AS purposive,
       (SELECT count(*) FROM opinion_response WHERE disposition IN ('空号', '配额满')) AS not_asked;
