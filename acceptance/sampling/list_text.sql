-- One line per unit, sorted by bytes: the published form of a frozen list.
SELECT coalesce(string_agg(line, chr(10) ORDER BY line), '') AS text
FROM (SELECT concat_ws(chr(9), village_code, is_poor_village, coalesce(remoteness, ''), frame, unit, persons) AS line FROM frame)
