-- Who stands out: registered households far above their village, unregistered neighbours seen failing. Reads: figure, dimension_title,
-- household_rank, evaluation_household. Support received makes nobody rich and is only ranked.
CREATE OR REPLACE TABLE better_off AS
WITH middle AS (
    SELECT village_code, dimension, median(value)::DECIMAL(18, 4) AS middle, mad(value)::DECIMAL(18, 4) AS spread, count(*) AS n
    FROM figure GROUP BY village_code, dimension
)
SELECT f.household_id, f.village_code, f.dimension, f.value, m.middle AS village_median,
       t.title || rtrim(rtrim(f.value::VARCHAR, '0'), '.') || t.unit || '，本村建档户中位数' || rtrim(rtrim(m.middle::VARCHAR, '0'), '.') || t.unit
           || '（' || m.n || '户），综合居第' || r.place || '位' AS words
FROM figure f JOIN middle m USING (village_code, dimension) JOIN dimension_title t USING (dimension) JOIN household_rank r USING (household_id)
-- where most are equal the deviation is nothing and would make everybody else stand out
WHERE f.dimension <> 'support' AND m.n >= {fewest} AND m.spread > 0
    AND f.value > m.middle + {outlying} * 1.4826 * m.spread AND f.value > 2 * m.middle
ORDER BY f.household_id, f.dimension;

CREATE OR REPLACE TABLE missed_candidate AS
WITH failing AS (
    SELECT village_code, unit_no, evaluator, finding, final,
           list_filter([CASE WHEN c1 = '不通过' THEN '收入' END, CASE WHEN c2 = '不通过' THEN '吃' END, CASE WHEN c3 = '不通过' THEN '穿' END,
                        CASE WHEN c4 = '不通过' THEN '义务教育' END, CASE WHEN c5 = '不通过' THEN '基本医疗' END,
                        CASE WHEN c6 = '不通过' THEN '住房' END, CASE WHEN c7 = '不通过' THEN '饮水' END], lambda x: x IS NOT NULL) AS seen
    FROM evaluation_household WHERE frame = '非建档立卡户' AND disposition = '完成'
)
SELECT village_code, unit_no, evaluator,
       concat_ws('；', CASE WHEN final = '漏评' THEN '已裁定漏评' WHEN finding = '疑似漏评' THEN '疑似漏评' END,
                 CASE WHEN len(seen) > 0 THEN array_to_string(seen, '、') || '不通过' END) AS words
FROM failing WHERE final = '漏评' OR finding = '疑似漏评' OR len(seen) > 0
ORDER BY village_code, unit_no, evaluator;
