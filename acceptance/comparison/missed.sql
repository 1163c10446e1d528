-- Neighbours outside the register who may have been missed (漏评): seen failing by an evaluator, or with an income not above the line.
-- Reads: evaluation_household, neighbour_figure.
CREATE OR REPLACE TABLE missed_candidate AS
WITH failing AS (
    SELECT village_code, unit_no, evaluator, finding, final,
           list_filter([CASE WHEN c1 = '不通过' THEN '收入' END, CASE WHEN c2 = '不通过' THEN '吃' END, CASE WHEN c3 = '不通过' THEN '穿' END,
                        CASE WHEN c4 = '不通过' THEN '义务教育' END, CASE WHEN c5 = '不通过' THEN '基本医疗' END,
                        CASE WHEN c6 = '不通过' THEN '住房' END, CASE WHEN c7 = '不通过' THEN '饮水' END], lambda x: x IS NOT NULL) AS seen
    FROM evaluation_household WHERE frame = '非建档立卡户' AND disposition = '完成'
), said AS (
    SELECT village_code, unit_no, evaluator,
           concat_ws('；', CASE WHEN final = '漏评' THEN '已裁定漏评' WHEN finding = '疑似漏评' THEN '疑似漏评' END,
                     CASE WHEN len(seen) > 0 THEN array_to_string(seen, '、') || '不通过' END) AS words
    FROM failing WHERE final = '漏评' OR finding = '疑似漏评' OR len(seen) > 0
    UNION ALL
    SELECT village_code, unit_no, '', '人均纯收入' || shown(value) || '元，不高于扶贫标准' || shown($line::DECIMAL(18, 4)) || '元'
    FROM neighbour_figure WHERE dimension = 'income' AND value <= $line::DECIMAL(18, 4)
)
SELECT DISTINCT village_code, unit_no, evaluator, words FROM said
ORDER BY village_code, unit_no, evaluator, words;
