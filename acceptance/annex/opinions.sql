-- 民意答卷: every respondent asked, by the hash the survey gave; 满意率 is counted from the completed ones. Reads: opinion_response,
-- village_name. Who a respondent is, is not known here.
SELECT r.respondent_hash AS "受访者代号", r.mode AS "调查方式", r."group" AS "群体", n.township AS "乡镇", n.village AS "行政村", r.disposition AS "完成情况",
       r.q_overall AS "总体满意", r.q_policy AS "政策满意", r.q_help AS "帮扶满意", r.q_village AS "村情满意", r.knows_review AS "知晓评议", r.saw_notice AS "看到公示",
       r.signed AS "本人签字", r.trained AS "受过宣传", r.weight AS "权数", r.src_file AS "来源文件", r.src_sheet AS "来源工作表", r.src_row AS "来源行"
FROM opinion_response r
LEFT JOIN village_name n USING (village_code)
ORDER BY r."group", r.respondent_hash, r.src_file, r.src_sheet, r.src_row
