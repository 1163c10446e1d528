-- One row per member and month: whether the member was there for the whole of a month that is over.
WITH months AS (
    SELECT w.*, CAST(coalesce(try_strptime(month, '%Y-%m'), try_strptime(month, '%Y%m'), try_strptime(month, '%Y年%m月'),
                              try_strptime(month, '%Y.%m'), try_strptime(month, '%Y/%m')) AS DATE) AS month_begins
    FROM work_team w
)
SELECT m.*,
    coalesce(arrive_date <= month_begins, false) AND coalesce(leave_date >= month_begins + INTERVAL 1 MONTH, true)
        AND coalesce(month_begins + INTERVAL 1 MONTH <= r.reference_date, false) AS whole_month
FROM months m JOIN params r USING (pkg)
