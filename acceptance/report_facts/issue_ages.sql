-- Open issues by the time since the version that first had them arrived.
WITH open_issue AS (
    SELECT s.as_of - i.first_seen AS age, i.due < s.as_of AS late
    FROM issue i, verdict_setting s WHERE i.state NOT IN ('销号', '豁免') AND i.due IS NOT NULL
)
SELECT CASE WHEN age <= 7 THEN '7日以内' WHEN age <= 15 THEN '8至15日' WHEN age <= 30 THEN '16至30日' ELSE '30日以上' END AS label,
       count(*) AS open, count(*) FILTER (late) AS overdue
FROM open_issue GROUP BY label ORDER BY min(age);
