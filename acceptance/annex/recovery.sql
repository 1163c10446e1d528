-- 清退: what each household struck off had received, owes and has paid. Reads: recovery_balance, household_verdict, village_name.
SELECT b.household_id AS "户编号", n.township AS "乡镇", n.village AS "行政村", v.outcome AS "户级结论",
       CASE WHEN b.confirmed THEN '是' ELSE '否' END AS "线索属实", CASE WHEN b.listed THEN '是' ELSE '否' END AS "已列台账",
       b.support AS "曾享受帮扶（元）", b.adjudged AS "认定应清退（元）", b.due AS "台账应清退（元）", b.paid AS "已清退（元）",
       b.due - b.paid AS "尚余（元）", b.adjudged - b.due AS "认定与台账之差（元）", b.unvouched AS "无凭证（元）"
FROM recovery_balance b
LEFT JOIN household_verdict v USING (household_id)
LEFT JOIN village_name n USING (village_code)
ORDER BY b.household_id
