/*
id: income_parts
title: 人均纯收入的构成与变化
part: 脱贫前后对比
place: 20
source: RULEBOOK F7；FEATURES 32、54
columns:
  part: {title: 收入构成, kind: text, width: 28}
  before: {title: 脱贫前(元), kind: money, width: 18}
  after: {title: 脱贫后(元), kind: money, width: 18}
  change: {title: 变化(元), kind: money, width: 18}
  share: {title: 占脱贫后, kind: share, width: 18}
absent: 本期未收到脱贫前后两个时点的收入分项，构成对照待补。
note: 拟退出户中两个时点分项齐全的户，按人合计后平均；一次性收入、低保金已含在各构成之内。拟退出户原本因收入低而入选，其后收入即使平均不变也会回升，变化不能全部归于帮扶
*/
WITH pair AS (
    SELECT * FROM overview_income
    WHERE standing = '拟退出' AND before.wage + before.property + before.transfer + before.net_total IS NOT NULL
        AND after.wage + after.property + after.transfer + after.net_total IS NOT NULL
), total AS (
    SELECT sum(members) AS people, sum(after.net_total) AS whole, unnest([
        {'place': 1, 'part': '工资性收入', 'b': sum(before.wage), 'a': sum(after.wage)},
        {'place': 2, 'part': '生产经营净收入', 'b': sum(before.business), 'a': sum(after.business)},
        {'place': 3, 'part': '财产性收入（分红、租金等）', 'b': sum(before.property), 'a': sum(after.property)},
        {'place': 4, 'part': '转移性收入', 'b': sum(before.transfer), 'a': sum(after.transfer)},
        {'place': 5, 'part': '　其中低保金', 'b': sum(before.dibao), 'a': sum(after.dibao)},
        {'place': 6, 'part': '　其中一次性收入', 'b': sum(before.one_off), 'a': sum(after.one_off)},
        {'place': 7, 'part': '纯收入合计', 'b': sum(before.net_total), 'a': sum(after.net_total)}
    ], recursive := true)
    FROM pair HAVING count(*) > 0
)
SELECT part, b / people AS before, a / people AS after, (a - b) / people AS change, a / nullif(whole, 0) AS share FROM total ORDER BY place
