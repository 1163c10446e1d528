-- 漏评线索: unregistered neighbours who were seen failing, or whose income is not above the line. Reads: missed_candidate, village_name.
SELECT m.village_code AS "行政村代码", n.township AS "乡镇", n.village AS "行政村", m.unit_no AS "抽样框序号",
       coalesce(nullif(m.evaluator, ''), '非建档户情况表') AS "来源", m.words AS "情况"
FROM missed_candidate m LEFT JOIN village_name n USING (village_code)
ORDER BY m.village_code, m.unit_no, m.evaluator, m.words
