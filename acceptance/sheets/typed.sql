-- Text to type, one macro per contract type; `c` is a column of tidied text (NFKC, trimmed), so that pasting it is cheap.
-- (loaded once per connection by typed.py) NULL for a text that cannot be read as the type: `typed.py` counts these and names each as E000.

CREATE OR REPLACE TEMP MACRO as_int(c) AS
  CASE WHEN regexp_full_match(c, '[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.0+)?')
       THEN try_cast(regexp_replace(replace(c, ',', ''), '\.0+$', '') AS BIGINT) END;

CREATE OR REPLACE TEMP MACRO is_number(c) AS
  regexp_full_match(c, '[+-]?(([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|\.[0-9]+)');

CREATE OR REPLACE TEMP MACRO as_dec(c) AS
  CASE WHEN is_number(c) THEN try_cast(replace(c, ',', '') AS DECIMAL(18,2)) END;

CREATE OR REPLACE TEMP MACRO as_num(c) AS
  CASE WHEN is_number(c) THEN try_cast(replace(c, ',', '') AS DECIMAL(18,6)) END;

-- Weights and probabilities come out of statistical software: 1.5e-05 is a number there.
CREATE OR REPLACE TEMP MACRO as_float(c) AS
  CASE WHEN is_number(c) OR regexp_full_match(c, '[+-]?[0-9](\.[0-9]+)?[eE][+-]?[0-9]{1,2}')
       THEN try_cast(replace(c, ',', '') AS DOUBLE) END;

-- A number that lost its digits in a spreadsheet (5.00233E+17) is nobody's number; 500229.0 still says which it was. Both are E004.
CREATE OR REPLACE TEMP MACRO as_code(c) AS
  CASE WHEN regexp_full_match(c, '[+-]?[0-9](\.[0-9]+)?[eE][+-]?[0-9]{2,}') THEN NULL
       ELSE regexp_replace(c, '^([0-9]+)\.0+$', '\1') END;

-- 2016-12-01, 2016.12.1, 2016/12/1, 2016年12月1日 -> 2016-12-01; midnight behind it says nothing and is let pass.
CREATE OR REPLACE TEMP MACRO as_date(c) AS
  CASE
    WHEN regexp_full_match(c, '(19|20)[0-9]{2} *([-./] *[0-9]{1,2} *[-./]|年 *[0-9]{1,2} *月) *[0-9]{1,2} *日?([ T]+0?0:00(:00(\.0+)?)?)?')
      THEN try_strptime(regexp_replace(c, '^([0-9]{4})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{1,2}).*$', '\1-\2-\3'), '%Y-%m-%d')::DATE
    WHEN regexp_full_match(c, '(19|20)[0-9]{6}') THEN try_strptime(c, '%Y%m%d')::DATE
    WHEN regexp_full_match(c, '[2-7][0-9]{4}(\.0+)?') THEN DATE '1899-12-30' + CAST(left(c, 5) AS INTEGER)
  END;

CREATE OR REPLACE TEMP MACRO as_time(c) AS
  CASE WHEN regexp_full_match(c, '([01]?[0-9]|2[0-3]) *(: *[0-9]{2}( *: *[0-9]{2}(\.[0-9]+)?)?|时( *[0-9]{1,2} *分( *[0-9]{1,2} *秒)?)?)')
       THEN try_cast(
         lpad(regexp_extract(c, '^([0-9]{1,2})', 1), 2, '0') || ':' ||
         lpad(regexp_extract(c, '^[0-9]{1,2} *[:时] *([0-9]{0,2})', 1), 2, '0') || ':' ||
         lpad(regexp_extract(c, '^[0-9]{1,2} *[:时] *[0-9]{1,2} *[:分] *([0-9]{0,2})', 1), 2, '0') AS TIME) END;

-- A day alone is midnight; a day and a time stand apart by a space, a T or 日.
CREATE OR REPLACE TEMP MACRO as_ts(c) AS
  CASE
    WHEN as_date(c) IS NOT NULL THEN CAST(as_date(c) AS TIMESTAMP)
    WHEN regexp_full_match(c, '[2-7][0-9]{4}\.[0-9]+')
      THEN TIMESTAMP '1899-12-30' + to_seconds(CAST(round(try_cast(c AS DOUBLE) * 86400) AS BIGINT))
    ELSE as_date(trim(regexp_extract(c, '^(.+日|.+?[0-9][ T])[ T]*([0-9]{1,2} *[:时].*)$', 1), ' T'))
         + as_time(regexp_extract(c, '^(.+日|.+?[0-9][ T])[ T]*([0-9]{1,2} *[:时].*)$', 2))
  END;
