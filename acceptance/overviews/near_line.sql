/*
id: near_line
title: 收入距扶贫标准的远近
part: 脱贫前后对比
place: 30
source: RULEBOOK F13；FEATURES 57
columns:
  standing: {title: 户别, kind: text, width: 16}
  band: {title: 人均纯收入为标准的, kind: text, width: 22}
  households: {title: 户数, width: 12}
  persons: {title: 人数, width: 12}
  less_tenth: {title: 减一成即不高于, width: 19}
  no_one_off: {title: 去一次性即不高于, width: 19}
absent: 本期未收到收入核算数据，临界情况待补。
note: 已脱贫户为往年脱贫、现仍在册的户；只列户数，名单不公布
*/
WITH placed AS (
    SELECT i.*, after_pc / nullif(p.poverty_line, 0) AS times, p.poverty_line, p.near_line
    FROM overview_income i CROSS JOIN params p
), banded AS (
    SELECT *, CASE WHEN after_pc <= poverty_line THEN 1 WHEN after_pc < near_line * poverty_line THEN 2
                   WHEN after_pc < 1.5 * poverty_line THEN 3 WHEN after_pc < 2 * poverty_line THEN 4 ELSE 5 END AS band_no
    FROM placed
)
SELECT standing,
       CASE band_no WHEN 1 THEN '不高于标准' WHEN 2 THEN '1至' || rtrim(rtrim(min(near_line)::VARCHAR, '0'), '.') || '倍（临界）'
                    WHEN 3 THEN rtrim(rtrim(min(near_line)::VARCHAR, '0'), '.') || '至1.5倍' WHEN 4 THEN '1.5至2倍' ELSE '2倍以上' END AS band,
       count(*) AS households, sum(persons)::BIGINT AS persons,
       count(*) FILTER (after_pc > poverty_line AND after_pc * 0.9 <= poverty_line) AS less_tenth,
       count(*) FILTER (after_pc > poverty_line AND after.net_total - after.one_off <= poverty_line * members) AS no_one_off
FROM banded GROUP BY standing, band_no ORDER BY standing = '已脱贫', band_no
