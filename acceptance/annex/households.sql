-- 户: every registered household with its outcome and why. Reads: household_verdict, household, village_name.
SELECT v.household_id AS "户编号", n.township AS "乡镇", n.village AS "行政村", v.village_code AS "行政村代码",
       left(h.head_name, 1) || repeat('*', greatest(length(h.head_name) - 1, 1)) AS "户主（已遮蔽）",
       v.persons AS "人数", h.exit_status AS "脱贫属性（自查）", v.outcome AS "户级结论", v.rule AS "条款",
       array_to_string(v.reasons, '；') AS "理由", /*criteria*/, v.evidence_grade AS "证据等级",
       h.src.f AS "来源文件", h.src.s AS "来源工作表", h.src.r AS "来源行"
FROM household_verdict v
LEFT JOIN (SELECT household_id, min(head_name) AS head_name, min(exit_status) AS exit_status,
                  first({'f': src_file, 's': src_sheet, 'r': src_row} ORDER BY src_file, src_sheet, src_row) AS src FROM household GROUP BY ALL) h USING (household_id)
LEFT JOIN village_name n USING (village_code)
ORDER BY v.household_id
