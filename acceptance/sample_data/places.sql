-- Townships and villages of each county of `county`, with the households each village is to hold.
-- About five villages of twelve are poor; of these three apply this year and two have exited in the years before.

CREATE OR REPLACE TABLE made.place AS
WITH numbered AS (
    SELECT c.number, c.code AS county_code, v::INTEGER AS vi, c.lon AS county_lon, c.lat AS county_lat, c.households, c.villages,
           c.code || lpad((101 + v // 8)::VARCHAR, 3, '0') AS township_code,
           (c.code || lpad((101 + v // 8)::VARCHAR, 3, '0') || lpad((201 + v % 8)::VARCHAR, 3, '0')) AS village_code
    FROM county c, range(c.villages) t(v)
), weighed AS (
    SELECT *, village_code::BIGINT AS vid, least(16, households // villages) AS base, 0.5 + chance(village_code::BIGINT, 'weight') AS w
    FROM numbered
), shared AS (
    SELECT *, base + floor((households - base * villages) * w / sum(w) OVER (PARTITION BY county_code))::INTEGER AS n FROM weighed
), filled AS (  -- what rounding left goes to the first villages, one household each
    SELECT *, n + (vi < households - sum(n) OVER (PARTITION BY county_code))::INTEGER AS hh FROM shared
)
SELECT number, county_code, township_code, village_code, vid, vi, hh,
       CASE WHEN vi % 12 IN (0, 2, 5, 7, 10) THEN '是' ELSE '否' END AS is_poor_village,
       CASE WHEN vi % 12 IN (0, 2, 7) THEN '是' ELSE '否' END AS exit_apply,
       CASE vi % 12 WHEN 5 THEN getvariable('year') - 1 WHEN 10 THEN getvariable('year') - 2 END AS prior_exit_year,
       (greatest(300, 6 * hh) + upto(vid, 'outside', 140))::INTEGER AS outside_hh,
       4 + upto(vid, 'groups', 5) AS groups,
       -- names: 400 pairs, one step of 37 apart, so none comes twice in a county
       string_split('秀玉龙双石白黄高金青红清太永和大小明东南', '')[1 + ((vi * 37 + number * 11) % 400) // 20]
           || string_split('山河溪坪湾岭坝桥泉林田沟峰坡塘井关庙洞岩', '')[1 + ((vi * 37 + number * 11) % 400) % 20] || '村' AS village_name,
       string_split('玉龙双高清永和明东兴福安新平长源文仁义宝', '')[1 + (((vi // 8) * 37 + number * 7) % 400) // 20]
           || string_split('湾溪坪山峰泉河城桥场岭滩坝林水台门洞云田', '')[1 + (((vi // 8) * 37 + number * 7) % 400) % 20]
           || CASE WHEN (vi // 8) % 3 = 2 THEN '乡' ELSE '镇' END AS township_name,
       round(county_lon + 0.3 * (chance(vid, 'lon') - 0.5), 6)::DECIMAL(18, 6) AS lon,
       round(county_lat + 0.3 * (chance(vid, 'lat') - 0.5), 6)::DECIMAL(18, 6) AS lat
FROM filled;

-- Households outside the register: the frame of the missed rate.
CREATE OR REPLACE TABLE made.frame_household AS
SELECT county_code, village_code, (1 + upto(uid, 'group', groups))::VARCHAR || '组' AS group_name,
       lpad(k::VARCHAR, 4, '0') AS unit_no,
       surname || given(uid, CASE WHEN chance(uid, 'sex') < 0.8 THEN '男' ELSE '女' END) AS head_name,
       [1, 2, 2, 3, 3, 3, 4, 4, 5, 6][1 + upto(uid, 'persons', 10)]::BIGINT AS persons
FROM (SELECT *, vid * 10000 + k AS uid, pick(vid * 10000 + k, 'surname', surnames()) AS surname
      FROM (SELECT *, unnest(range(1, outside_hh + 1))::BIGINT AS k FROM made.place));
