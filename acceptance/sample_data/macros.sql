-- Chance without state: everything is a hash of (what it is about, a salt, the seed), so that no row depends on how many others there are.
-- Ids are the numbers of villages, households (14 digits) and persons (16 digits): no two objects share one.

CREATE OR REPLACE MACRO chance(id, salt) AS (hash(id, salt, getvariable('seed')) >> 11)::DOUBLE / 9007199254740992.0;
CREATE OR REPLACE MACRO upto(id, salt, n) AS (hash(id, salt, getvariable('seed')) % n::UBIGINT)::INTEGER;
CREATE OR REPLACE MACRO pick(id, salt, list) AS list[1 + upto(id, salt, len(list))];
CREATE OR REPLACE MACRO on_day(n) AS getvariable('opens')::DATE + (n)::INTEGER;
CREATE OR REPLACE MACRO years_of_days(lo, hi, u) AS (365.25 * (lo + (hi - lo) * u))::INTEGER;

CREATE OR REPLACE MACRO surnames() AS string_split('王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤冉', '');
CREATE OR REPLACE MACRO given_male() AS string_split('伟强军勇杰涛明超刚平辉鹏华飞波斌宇浩凯健俊峰成龙志建国文德忠义永昌富贵云林清泉福生海洋东安', '');
CREATE OR REPLACE MACRO given_female() AS string_split('芳娜敏静丽艳娟霞秀英慧巧美莲兰凤洁梅琳素真环雪荣爱妹香月莺媛瑞凡佳琼碧群淑珍玉红春', '');
CREATE OR REPLACE MACRO given(id, sex) AS
    CASE WHEN sex = '男' THEN pick(id, 'g1', given_male()) || CASE WHEN chance(id, 'g2') < 0.75 THEN pick(id, 'g3', given_male()) ELSE '' END
    ELSE pick(id, 'g1', given_female()) || CASE WHEN chance(id, 'g2') < 0.75 THEN pick(id, 'g3', given_female()) ELSE '' END END;

-- Names of officials: a number gives one name and no other number gives the same (the multiplier has no factor in common
-- with the number of names), because rules follow an official by the name.
CREATE OR REPLACE MACRO given_any() AS list_concat(given_male(), given_female());
CREATE OR REPLACE MACRO names_there_are() AS len(surnames()) * len(given_any()) * len(given_any());
CREATE OR REPLACE MACRO named(k) AS surnames()[1 + k % len(surnames())] || given_any()[1 + (k // len(surnames())) % len(given_any())]
    || given_any()[1 + (k // (len(surnames()) * len(given_any()))) % len(given_any())];
CREATE OR REPLACE MACRO official(n) AS named((n * 15485863) % names_there_are());

-- GB 11643: the check character from the 17 digits as one number (shared notes on performance, section 2).
CREATE OR REPLACE MACRO check_value(b) AS (12 - (2 * (b - 4 * (
    2 * (b // 10) + 4 * (b // 100) + 8 * (b // 1000) + 16 * (b // 10000) + 32 * (b // 100000) + 64 * (b // 1000000)
    + 128 * (b // 10000000) + 256 * (b // 100000000) + 512 * (b // 1000000000) + 1024 * (b // 10000000000)
    + 2048 * (b // 100000000000) + 4096 * (b // 1000000000000) + 8192 * (b // 10000000000000)
    + 16384 * (b // 100000000000000) + 32768 * (b // 1000000000000000) + 65536 * (b // 10000000000000000)
)) % 11)) % 11;
CREATE OR REPLACE MACRO with_check(b) AS b::VARCHAR || '0123456789X'[1 + check_value(b)];
CREATE OR REPLACE MACRO id17(region, birth, sequence) AS
    region::BIGINT * 100000000000 + strftime(birth, '%Y%m%d')::BIGINT * 1000 + sequence;
