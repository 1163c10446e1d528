-- 横向比对: every registered household's place in its village, and how it stands beside its neighbours.
-- Reads: household_rank, better_off, above_neighbours, household_verdict, village_name.
SELECT r.village_code AS "行政村代码", n.township AS "乡镇", n.village AS "行政村", r.household_id AS "户编号", v.outcome AS "户级结论",
       r.place AS "综合位次", r.households AS "参加比对户数", nullif(r.tied, 0) AS "并列户数", round(100 * r.score, 2) AS "综合得分（百分制）",
       r.words AS "各项数值与位次", b.words AS "明显高于本村建档户", a.above AS "高于非建档户中位数的项数", a.known AS "可比项数",
       a.words AS "高于非建档户的各项"
FROM household_rank r
LEFT JOIN (SELECT household_id, string_agg(words, '；' ORDER BY dimension) AS words FROM better_off GROUP BY household_id) b USING (household_id)
LEFT JOIN above_neighbours a USING (household_id)
LEFT JOIN household_verdict v USING (household_id)
LEFT JOIN village_name n ON n.village_code = r.village_code
ORDER BY r.village_code, r.place, r.household_id
