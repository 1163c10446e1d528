-- Citizen identity numbers cleaned, validated and turned into an integer key, once, for whoever needs it.
-- Adds to every row of the source:
--   id18  first 18 characters after NFKC, without white space, in capitals (DESIGN 7); NULL where nothing stands
--   k     the first 17 digits as BIGINT where the number is valid by GB 11643 (digits, a real date of birth from 1900 on, check
--         character), else NULL. Valid numbers share k only if they are the same number. The region is never validated:
--         people keep the code of their first registration (FACTS 0.5). 999999 is a placeholder for persons without a number
--         (FACTS 0.6) and is nobody's key.
-- Nested SELECTs are stages: a macro would paste its argument and compute it many times (notes/performance.md, traps).
-- The check: d1..d17 weigh 2^17..2^1 mod 11; sum(d_i * 2^i) = 2 * (b - 4 * sum(2^i * (b // 10^i))) with 16 divisions.
SELECT * EXCLUDE (b, check_value),
       CASE WHEN right(id18, 1) = CASE check_value WHEN 10 THEN 'X' ELSE check_value::VARCHAR END
             AND b // 100000000000 <> 999999
             AND b // 10000000 % 10000 BETWEEN 1900 AND 2099
             AND b // 100000 % 100 BETWEEN 1 AND 12
             AND b // 1000 % 100 BETWEEN 1 AND CASE b // 100000 % 100
                     WHEN 2 THEN CASE WHEN b // 10000000 % 4 = 0 AND (b // 10000000 % 100 <> 0 OR b // 10000000 % 400 = 0)
                                      THEN 29 ELSE 28 END
                     WHEN 4 THEN 30 WHEN 6 THEN 30 WHEN 9 THEN 30 WHEN 11 THEN 30 ELSE 31 END
            THEN b END AS k
FROM (
    SELECT *, (12 - (2 * (b - 4 * (
        2 * (b // 10) + 4 * (b // 100) + 8 * (b // 1000) + 16 * (b // 10000) + 32 * (b // 100000) + 64 * (b // 1000000)
        + 128 * (b // 10000000) + 256 * (b // 100000000) + 512 * (b // 1000000000) + 1024 * (b // 10000000000)
        + 2048 * (b // 100000000000) + 4096 * (b // 1000000000000) + 8192 * (b // 10000000000000)
        + 16384 * (b // 100000000000000) + 32768 * (b // 1000000000000000) + 65536 * (b // 10000000000000000)
    ))) % 11) % 11 AS check_value
    FROM (
        -- the cast alone would accept signs, points, exponents and underscores
        SELECT *, CASE WHEN regexp_full_match(id18, '[1-9][0-9]{{16}}[0-9X]') THEN left(id18, 17)::BIGINT END AS b
        FROM (
            SELECT *, {cleaned} AS id18
            FROM {source}
        )
    )
)
