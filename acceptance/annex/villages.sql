-- 村: every village with its rate, its six tests and why. Reads: village_verdict, village_name.
SELECT v.village_code AS "行政村代码", n.township AS "乡镇", coalesce(v.village_name, n.village) AS "行政村", v.outcome AS "村级结论",
       v.rule AS "条款", array_to_string(v.reasons, '；') AS "理由", v.poor_lo AS "贫困人口（确定）", v.poor_hi AS "贫困人口（含待核）",
       v.agri_pop AS "农业户籍人口", round(100 * v.r_lo, 4) AS "贫困发生率%（确定）", round(100 * v.r_hi, 4) AS "贫困发生率%（含待核）",
       said(v.v1) AS "V1 贫困发生率", said(v.v2) AS "V2 八有八难", said(v.v3) AS "V3 乡镇公示", said(v.v4) AS "V4 一村一档",
       said(v.v5) AS "V5 驻村工作队", said(v.v6) AS "V6 无逾期问题"
FROM village_verdict v LEFT JOIN village_name n USING (village_code)
ORDER BY v.village_code
