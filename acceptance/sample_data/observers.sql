-- People who watch the municipal acceptance of a county, one of each kind; two say something, one of them is still without an answer.
CREATE OR REPLACE TABLE made.observer AS
WITH person(n, category, days, opinion, answer) AS (VALUES
    (0, '党代表', 2, '公示栏离村口较远，建议在各组同时张贴', '已在下一轮公示时分组张贴，由村务监督委员会拍照留存'),
    (1, '人大代表', 2, NULL, NULL),
    (2, '政协委员', 1, '部分户对产业补助的标准不清楚，建议入户时逐项说明', NULL),
    (3, '专家', 3, NULL, NULL),
    (4, '媒体', 1, NULL, NULL)
)
SELECT c.code AS county_code, official(c.number * 4900 + 760 + n) AS name, category, days::DOUBLE AS days, opinion, answer
FROM county c, person WHERE c.matched;
