/*
id: income_readings
title: 不同口径下高于扶贫标准的户
part: 脱贫前后对比
place: 10
source: RULEBOOK F7、F13；FEATURES 30、32、57
columns:
  reading: {title: 口径, kind: text, width: 30}
  households: {title: 可比户数, width: 13}
  before_above: {title: 脱贫前高于, width: 13}
  after_above: {title: 脱贫后高于, width: 13}
  after_share: {title: 脱贫后占比, kind: share, width: 15}
  carried: {title: 仅因此项高于, width: 16}
absent: 本期未收到脱贫前后两个时点的收入核算数据，各口径对照待补。
note: 可比户为拟退出户中两个时点收入及该口径所需分项齐全的户；“仅因此项高于”指按全部收入高于标准、去掉该项即不高于的户，名单只供内部使用
*/
WITH pair AS (
    SELECT *, s.poverty_line * members AS needed FROM overview_income CROSS JOIN verdict_setting s WHERE standing = '拟退出' AND before_pc IS NOT NULL
), reading AS (  -- amounts are compared as wholes: dividing would round
    SELECT unnest([
        {'place': 1, 'reading': '全部收入', 'known': true, 'b': before_pc > poverty_line, 'a': after_pc > poverty_line},
        {'place': 2, 'reading': '不计转移性收入', 'known': (before.net_total - before.transfer + after.net_total - after.transfer) IS NOT NULL,
         'b': before.net_total - before.transfer > needed, 'a': after.net_total - after.transfer > needed},
        {'place': 3, 'reading': '不计一次性收入', 'known': (before.net_total + after.net_total) IS NOT NULL,
         'b': before.net_total - before.one_off > needed, 'a': after.net_total - after.one_off > needed},
        {'place': 4, 'reading': '不计转移性和一次性收入', 'known': (before.net_total - before.transfer + after.net_total - after.transfer) IS NOT NULL,
         'b': before.net_total - greatest(before.transfer, before.one_off) > needed, 'a': after.net_total - greatest(after.transfer, after.one_off) > needed},
        {'place': 5, 'reading': '不计财产性收入（分红等）', 'known': (before.net_total - before.property + after.net_total - after.property) IS NOT NULL,
         'b': before.net_total - before.property > needed, 'a': after.net_total - after.property > needed},
        {'place': 6, 'reading': '收入减少一成', 'known': true, 'b': before_pc * 0.9 > poverty_line, 'a': after_pc * 0.9 > poverty_line}
    ], recursive := true), after_pc > poverty_line AS in_full
    FROM pair
)
SELECT reading, count(*) AS households, count(*) FILTER (b) AS before_above, count(*) FILTER (a) AS after_above,
       count(*) FILTER (a) / count(*) AS after_share, count(*) FILTER (in_full AND NOT a) AS carried
FROM reading WHERE known GROUP BY place, reading ORDER BY place
