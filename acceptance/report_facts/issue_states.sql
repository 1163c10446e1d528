-- Issues by state and severity, with those past their date (DESIGN 10, issues.parquet).
SELECT i.state, i.severity, count(*) AS issues,
       count(*) FILTER (i.state NOT IN ('销号', '豁免') AND i.due < s.as_of) AS overdue
FROM issue i, verdict_setting s
GROUP BY i.state, i.severity
ORDER BY list_position(['新增', '已下发', '整改中', '待复核', '销号', '豁免'], i.state), i.state, i.severity;
