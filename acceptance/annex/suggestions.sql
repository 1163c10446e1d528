-- 疑似提示: persons whom a department may know under another number, or without one; never leads.
-- Reads: suggestion, registry_title, household_verdict, village_name.
SELECT n.township AS "乡镇", n.village AS "行政村", s.household_id AS "户编号", s.person_id AS "人编号", coalesce(t.title, s.registry) AS "部门数据",
       s.kind AS "提示", s.why AS "理由", left(s.record_name, 1) || repeat('*', greatest(length(s.record_name) - 1, 1)) AS "部门姓名（已遮蔽）",
       s.record_number AS "部门号码（已遮蔽）", s.record_key AS "部门记录", s.evidence AS "内容", s.snapshot_date AS "数据截止日",
       s.src_file AS "来源文件", s.src_sheet AS "来源工作表", s.src_row AS "来源行"
FROM suggestion s
LEFT JOIN registry_title t USING (registry)
LEFT JOIN household_verdict v USING (household_id)
LEFT JOIN village_name n USING (village_code)
ORDER BY s.household_id, s.person_id, s.registry, s.src_file, s.src_sheet, s.src_row, s.kind, s.why
