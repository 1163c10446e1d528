/*
id: recall_gap
title: 程序有记载而群众不知晓
place: 160
reference: 0.3
least: 20
chance: others
shows: 评议、公示、签字、培训四项，程序表记载率减民意调查知晓率（按村合计）
innocent: 受访者不是当事人、外出务工、时间久远；宣传方式不同
source: FEATURES 22、23；Fisher 精确检验
*/
SELECT 'opinion' AS line, '行政村' AS level, village_code AS place, sum(asked)::BIGINT AS n, sum(asked - remembered)::BIGINT AS hits,
       sum(asked * claimed / households) / sum(asked) - sum(remembered) / sum(asked) AS figure
FROM overview_claim WHERE asked > 0 AND households > 0 AND claimed > 0 GROUP BY village_code
