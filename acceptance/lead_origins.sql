-- Where each lead comes from and until when it has to be answered. Source: DESIGN 7, issue 5 (2, 4).
-- Reads: lead, hit, lead_since(registry, title, department, fresh, known), delivery_received(registry, delivery, received_on,
-- received_as, sha256), days_late() of overdue_leads. A lead seen in an earlier delivery is as old as that delivery.
CREATE OR REPLACE TABLE lead_origin AS
WITH dated AS (
    SELECT l.lead_id, s.title, s.department, r.received_on, r.received_as, r.sha256, l.status,
           CASE WHEN h.seen_before THEN s.known ELSE s.fresh END + $days::INTEGER AS due
    FROM lead l
    LEFT JOIN (SELECT lead_id, seen_before FROM hit) h USING (lead_id)
    LEFT JOIN lead_since s USING (registry)
    LEFT JOIN delivery_received r USING (registry, delivery)
)
SELECT lead_id, coalesce(title, '') AS title, coalesce(department, '') AS department, received_on, received_as, sha256, due,
       days_late(status, due, $as_of) AS days_late
FROM dated
ORDER BY lead_id;
