-- 比对线索: one per household, registry and record, with what became of it. Reads: lead, registry_title, household_verdict, village_name.
SELECT l.lead_id AS "线索编号", n.township AS "乡镇", n.village AS "行政村", l.household_id AS "户编号", l.person_id AS "人编号",
       coalesce(t.title, l.registry) AS "部门数据", l.indicator AS "比对指标", l.kind AS "类别",
       CASE WHEN l.name_agrees THEN '是' ELSE '否' END AS "姓名相符", l.status AS "核查结果", l.evidence AS "比对依据（已遮蔽）"
FROM lead l
LEFT JOIN registry_title t USING (registry)
LEFT JOIN household_verdict v USING (household_id)
LEFT JOIN village_name n USING (village_code)
ORDER BY l.lead_id
