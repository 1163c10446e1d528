-- 问题台账: one per rule and object, whose it is and until when. Reads: issue, rule_title, severity_word, table_title, village_name.
SELECT i.issue_id AS "问题编号", n.township AS "乡镇", n.village AS "行政村", i.household_id AS "户编号",
       coalesce(t.title, i."table") AS "表", i.object_id AS "对象", i.rule_id AS "规则", r.title AS "问题",
       s.word AS "处理", i.state AS "状态", i.owner AS "责任单位代码", i.due AS "整改期限", i.first_version AS "首次出现版次",
       i.findings AS "现有处数", i.first_seen AS "首次发现", i.sent_on AS "下发日期", i.notice AS "整改通知书文号", i.replied_on AS "回复的整改完成日期", i.reply_doc AS "整改证明材料"
FROM issue i
LEFT JOIN rule_title r USING (rule_id)
LEFT JOIN severity_word s USING (severity)
LEFT JOIN table_title t ON t."table" = i."table"
LEFT JOIN village_name n USING (village_code)
ORDER BY i.issue_id
