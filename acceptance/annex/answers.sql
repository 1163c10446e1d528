-- 入户答卷: every questionnaire of the evaluators and every municipal visit with what was found and where it stands in the
-- package, so that 错退率, 漏评率, 群众认可度 and 自查推翻率 can be counted again. Reads: evaluation_household, municipal_household,
-- household, line_title, village_name.
WITH said AS (
    SELECT CASE evaluator WHEN '摘帽评估方' THEN 'exit_evaluation' ELSE 'precision_evaluation' END AS line, questionnaire_id, village_code, frame, coalesce(household_id, unit_no) AS unit, persons, household_selection, weight, disposition, replaced_for,
           finding, final, q1, q2, q3, q4, overall, NULL::VARCHAR AS self_verdict, NULL::VARCHAR AS verdict, src_file, src_sheet, src_row
    FROM evaluation_household
    UNION ALL BY NAME
    SELECT 'municipal' AS line, m.visit_id AS questionnaire_id, m.village_code, '脱贫户' AS frame, m.household_id AS unit, h.members AS persons,
           '完成' AS disposition, m.replaced_for, h.self_verdict, m.verdict, m.src_file, m.src_sheet, m.src_row
    FROM municipal_household m LEFT JOIN (SELECT household_id, min(members) AS members, min(self_verdict) AS self_verdict FROM household GROUP BY ALL) h USING (household_id)
)
SELECT coalesce(t.title, s.line) AS "证据线", s.questionnaire_id AS "问卷或走访编号", n.township AS "乡镇", n.village AS "行政村", s.village_code AS "行政村代码",
       s.frame AS "样本框", s.unit AS "户编号或序号", s.persons AS "人数", s.household_selection AS "户抽取方式", s.weight AS "权数", s.disposition AS "完成情况",
       s.replaced_for AS "替换对象", s.finding AS "初步发现", s.final AS "最终认定", s.q1 AS "认可1", s.q2 AS "认可2", s.q3 AS "认可3", s.q4 AS "认可4",
       s.overall AS "总体认可", s.self_verdict AS "自查结论", s.verdict AS "验收结论", s.src_file AS "来源文件", s.src_sheet AS "来源工作表", s.src_row AS "来源行"
FROM said s
LEFT JOIN line_title t USING (line)
LEFT JOIN village_name n USING (village_code)
ORDER BY s.line, s.village_code, s.frame, s.unit, s.questionnaire_id, s.src_file, s.src_sheet, s.src_row
