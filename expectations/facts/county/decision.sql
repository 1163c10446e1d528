-- Decisions beside the objects of the county's evidence: households, villages, persons and the rows that bear a number of their own.
WITH known AS (
    SELECT household_id AS object FROM household UNION SELECT village_code FROM village UNION SELECT person_id FROM person
    UNION SELECT procedure_id FROM procedure UNION SELECT doc_id FROM document UNION SELECT visit_id FROM municipal_household
    UNION SELECT visit_id FROM municipal_village UNION SELECT questionnaire_id FROM evaluation_household
    UNION SELECT table_name FROM manifest
), part AS (  -- the key of a row of several columns is joined by '|'
    SELECT DISTINCT d.object, unnest(string_split(d.object, '|')) AS piece FROM decision d
)
SELECT d.*, (SELECT count(*) FROM household) AS n_households,
    EXISTS (FROM part p JOIN known k ON k.object = p.piece WHERE p.object = d.object) AS object_found
FROM decision d
