-- The cells of sheet $number that are marked: one row per cell, in order of row and column.
-- A finding whose column is not there marks the first cell of its row; a row set aside is marked at its first cell too.
WITH placed AS (
  SELECT f.*, coalesce(p.position, $first) AS position, p.position IS NULL AS elsewhere
  FROM finding f LEFT JOIN place p ON p.number = f.number AND p."column" = f."column"
  WHERE f.number = $number AND f.row IS NOT NULL
),
cell AS (
  SELECT row, position, min(rank) AS rank, list_sort(list_distinct(list(
    {'rank': rank, 'rule_id': rule_id, 'message': message, 'table': "table", 'column': "column", 'elsewhere': elsewhere}))) AS notes
  FROM placed GROUP BY row, position
),
aside AS (
  SELECT row, min(rank) AS aside, list_sort(list_distinct(list(rule_id))) AS aside_rules
  FROM placed WHERE rank <= $aside AND row > $header_row GROUP BY row
)
SELECT coalesce(c.row, a.row) AS row, coalesce(c.position, $first) AS position, c.rank, c.notes, a.aside, a.aside_rules
FROM cell c FULL JOIN aside a ON a.row = c.row AND c.position = $first
ORDER BY 1, 2;
