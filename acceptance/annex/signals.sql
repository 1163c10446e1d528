-- 复核信号: every place, person (under an alias) and question that was looked at. Reads: signal, line_title.
SELECT s.title AS "信号", coalesce(t.title, s.line) AS "数据来源", s.level AS "单位", s.place AS "所在", s.code AS "代码", s.n AS "样本数",
       s.hits AS "其中有此情形", s.figure AS "数值", s.beside AS "并列数值（κ）", s.chance AS "偶然出现的概率", s.reference AS "参考值",
       CASE WHEN s.confirmed THEN '是' ELSE '待确认' END AS "参考值已确认",
       CASE WHEN NOT s.enough THEN '样本不足' WHEN s.beyond THEN '超出参考值' ELSE '未超出' END AS "情况"
FROM signal s LEFT JOIN line_title t USING (line)
ORDER BY s.beyond DESC, s.ordinal, s.line, s.level, s.code, s.place
