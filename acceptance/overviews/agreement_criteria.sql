/*
id: agreement_criteria
title: 自查与市级复核逐项一致性
part: 数据质量
place: 10
source: RULEBOOK F12；Gwet 2008（AC1）、Cohen 1960（κ）
columns:
  criterion: {title: 标准, kind: text, width: 22}
  pairs: {title: 两方均有判断, width: 18}
  alike: {title: 判断相同, kind: share, width: 15}
  stricter: {title: 自查通过而复核不通过, width: 21}
  ac1: {title: AC1, kind: figure, width: 12}
  kappa: {title: κ, kind: figure, width: 12}
absent: 市级验收尚无与自查对应的逐项判断，一致性待补。
note: AC1、κ 为扣除偶然一致后的一致程度，1 为完全一致；一方判断全部相同时 κ 不适用
*/
WITH counted AS (
    SELECT criterion, count(*) FILTER (claimed AND seen) AS a, count(*) FILTER (claimed AND NOT seen) AS b,
           count(*) FILTER (NOT claimed AND seen) AS c, count(*) FILTER (NOT claimed AND NOT seen) AS d
    FROM overview_pair GROUP BY criterion
)
SELECT n.criterion || ' ' || t.title AS criterion, a + b + c + d AS pairs, (a + d) / (a + b + c + d) AS alike, b AS stricter,
       ac1(a, b, c, d) AS ac1, kappa(a, b, c, d) AS kappa
FROM counted n LEFT JOIN criterion_title t USING (criterion) ORDER BY n.criterion
