-- What a broken number may have been: at each of the 17 places at most one other digit restores the check character, 16 pairs of
-- neighbours may be swapped, or the check character itself is wrong (issue 5 part 2; notes/performance.md 4). About ten per number.
-- Source: rows with id18 whose k is NULL although it reads as 17 digits and a check character. Adds: may_be, why. What is no real date
-- or region is not struck out: may_be is only ever compared with validated keys.
-- S = sum of d_i * w_i mod 11, w_i = 2^(18-i) mod 11; the check character is (12 - S) mod 11. To get from ck to xc S has to change by
-- ck - xc: a digit by (ck - xc) / w_i, two neighbours by (d2 - d1) * (w_i - w_(i+1)).
WITH broken AS (
    SELECT *, CASE right(id18, 1) WHEN 'X' THEN 10 ELSE right(id18, 1)::INTEGER END AS xc,
           (12 - list_sum(list_transform(range(1, 18), lambda i: id18[i]::INTEGER * weights[i])) % 11) % 11 AS ck
    FROM (SELECT *, left(id18, 17)::BIGINT AS b, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] AS weights,
                 [8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10, 9, 7, 3, 6] AS inverse
          FROM ({source}) WHERE k IS NULL AND regexp_full_match(id18, '[1-9][0-9]{{16}}[0-9X]'))
), placed AS (
    SELECT *, (10 ** (17 - i))::BIGINT AS unit, id18[i]::INTEGER AS d1, TRY_CAST(id18[i + 1] AS INTEGER) AS after FROM broken, unnest(range(1, 18)) place(i)
), digit AS (
    SELECT *, (d1 + (ck - xc + 11) * inverse[i]) % 11 AS d2 FROM placed
), tried AS (
    SELECT *, b + (d2 - d1) * unit AS may_be, '第' || i || '位应为' || d2 AS why FROM digit WHERE d2 <> d1 AND d2 < 10
    UNION ALL BY NAME
    SELECT *, b + (after - d1) * unit - (after - d1) * (unit // 10) AS may_be,
           '第' || i || '、' || (i + 1) || '位应互换' AS why
    FROM placed WHERE i < 17 AND after <> d1
        AND ((after - d1) * (weights[i] - weights[i + 1]) - (ck - xc)) % 11 = 0
    UNION ALL BY NAME
    SELECT *, b AS may_be, '第18位应为' || CASE ck WHEN 10 THEN 'X' ELSE ck::VARCHAR END AS why FROM broken WHERE ck <> xc
)
SELECT * EXCLUDE (xc, ck, b, weights, inverse, i, unit, d1, after, d2) REPLACE (may_be::BIGINT AS may_be) FROM tried  -- a wider type would hide the key from the join
