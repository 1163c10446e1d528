-- Macros of benchmarks/municipality.py: everything follows from integers, so that every DuckDB makes the same rows.
CREATE MACRO mx1(a) AS ((a % 4294967296) * 2654435761) % 4294967296;
CREATE MACRO mx2(a) AS (xor(a, a >> 15) * 2246822519) % 4294967296;
CREATE MACRO mx3(a) AS (xor(a, a >> 13) * 3266489917) % 4294967296;
CREATE MACRO mix(x, s) AS (mx3(mx2(mx1((x + s * 77777)::UBIGINT))))::BIGINT;
CREATE MACRO code_of(c) AS ({counties})[1 + c::INTEGER];
-- nobody's number twice: 33,000 days of birth and 999 sequences for each of idk's 32,967,000 values, a prime apart
CREATE MACRO idk(p) AS (p * 15485863) % 32967000;
CREATE MACRO day_of(k) AS DATE '1930-01-01' + (k % 33000)::INTEGER;
CREATE MACRO id17of(c, k) AS code_of(c)::BIGINT * 100000000000 + (year(day_of(k)) * 10000 + month(day_of(k)) * 100 + day(day_of(k)))::BIGINT * 1000 + 1 + k // 33000;
CREATE MACRO checked(b) AS (12 - (2 * (b - 4 * (
    2 * (b // 10) + 4 * (b // 100) + 8 * (b // 1000) + 16 * (b // 10000) + 32 * (b // 100000) + 64 * (b // 1000000)
    + 128 * (b // 10000000) + 256 * (b // 100000000) + 512 * (b // 1000000000) + 1024 * (b // 10000000000)
    + 2048 * (b // 100000000000) + 4096 * (b // 1000000000000) + 8192 * (b // 10000000000000)
    + 16384 * (b // 100000000000000) + 32768 * (b // 1000000000000000) + 65536 * (b // 10000000000000000)))) % 11) % 11;
-- dirt of a number: 1 15 digits, 2 lower case, 3 spaces, 4 full width, 5 a wrong digit, 6 two digits swapped, 7 missing
CREATE MACRO id_dirt(h) AS CASE WHEN h < 10 THEN 1 WHEN h < 60 THEN 2 WHEN h < 65 THEN 3 WHEN h < 67 THEN 4 WHEN h < 71 THEN 5 WHEN h < 74 THEN 6 WHEN h < 76 THEN 7 ELSE 0 END;
CREATE MACRO dirty(s, d, h) AS CASE d WHEN 1 THEN CASE WHEN s[7:8] = '19' THEN s[1:6] || s[9:17] ELSE s END WHEN 2 THEN lower(s) WHEN 3 THEN ' ' || s[1:6] || ' ' || s[7:]
    WHEN 4 THEN s[1:17] || translate(s[18:], '0123456789X', '０１２３４５６７８９Ｘ') WHEN 5 THEN s[1:15] || (s[16:16]::INTEGER + 1 + (h % 9)::INTEGER) % 10 || s[17:]
    WHEN 6 THEN s[1:11] || s[13:13] || s[12:12] || s[14:] WHEN 7 THEN NULL ELSE s END;
-- dirt of a name: 1 the last character sounds alike, 2 it is missing, 3 a space, 4 another person's name
CREATE MACRO name_dirt(h) AS CASE WHEN h < 10 THEN 1 WHEN h < 13 THEN 2 WHEN h < 18 THEN 3 WHEN h < 28 THEN 4 ELSE 0 END;
CREATE MACRO given(i) AS coalesce(({given})[1 + i], '');
CREATE MACRO joined(s, a, b, d) AS s || CASE d WHEN 3 THEN ' ' ELSE '' END
    || given(CASE WHEN d = 1 AND b < 0 THEN xor(a, 1) WHEN d = 2 AND b < 0 THEN -1 ELSE a END)
    || given(CASE WHEN b < 0 OR d = 2 THEN -1 WHEN d = 1 THEN xor(b, 1) ELSE b END);
