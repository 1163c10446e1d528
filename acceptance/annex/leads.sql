-- 比对线索: one per household, registry and record, with what became of it and the department's row it comes from.
-- Reads: lead, lead_origin, registry_title, household_verdict, village_name.
SELECT l.lead_id AS "线索编号", n.township AS "乡镇", n.village AS "行政村", l.household_id AS "户编号", l.person_id AS "人编号",
       coalesce(t.title, l.registry) AS "部门数据", l.indicator AS "比对指标", l.kind AS "姓名核对", l.status AS "核查结果",
       o.due AS "认定期限", nullif(o.days_late, 0) AS "逾期天数", l.evidence AS "比对依据（已遮蔽）", l.record_key AS "部门记录",
       CASE WHEN contains(l.evidence, '15位') THEN '证件号码（15位升18位）' ELSE '证件号码18位' END AS "比对键",
       l.delivery AS "数据批次", o.received_on AS "收到日期", l.snapshot_date AS "数据截止日", l.src_file AS "来源文件",
       l.src_sheet AS "来源工作表", l.src_row AS "来源行", o.sha256 AS "批次SHA-256"
FROM lead l
LEFT JOIN lead_origin o USING (lead_id)
LEFT JOIN registry_title t USING (registry)
LEFT JOIN household_verdict v USING (household_id)
LEFT JOIN village_name n USING (village_code)
ORDER BY l.lead_id
