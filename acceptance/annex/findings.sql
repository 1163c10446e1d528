-- 检查发现: every failing cell of the versions in force, where a person finds it. Reads: finding, rule_title, severity_word, table_title.
SELECT f.rule_id AS "规则", r.title AS "要求", s.word AS "处理", coalesce(t.title, f.table_name) AS "表", f.object_id AS "对象",
       f.household_id AS "户编号", f.village_code AS "行政村代码", f.file AS "文件", f.sheet AS "工作表", f.row_no AS "行",
       f.column_name AS "列", f.masked AS "单元格内容（已遮蔽）", f.message AS "问题"
FROM finding f
LEFT JOIN rule_title r USING (rule_id)
LEFT JOIN severity_word s USING (severity)
LEFT JOIN table_title t ON t."table" = f.table_name
ORDER BY s.place, f.rule_id, f.table_name, f.object_id, f.file, f.sheet, f.row_no, f.column_name, f.masked, f.message
