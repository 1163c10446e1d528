-- What each household struck off had received, owes and has paid. Reads: lead, adjudication, measure, recovery.
-- A later entry of the ledger on the same household, item and date supersedes an earlier one (DESIGN 3).
CREATE OR REPLACE TEMP TABLE recovery_entry AS
SELECT * FROM recovery
QUALIFY row_number() OVER (PARTITION BY household_id, item, "date" ORDER BY version DESC NULLS LAST, src_file DESC, src_row DESC) = 1;

CREATE OR REPLACE TEMP TABLE recovery_balance AS
WITH struck AS (
    SELECT l.household_id, max(a.amount_due) AS stated
    FROM (SELECT DISTINCT household_id, lead_id FROM lead WHERE status = '属实') l LEFT JOIN adjudication a USING (lead_id)
    GROUP BY l.household_id
), received AS (
    SELECT household_id, coalesce(sum(amount), 0) AS support FROM measure GROUP BY household_id
), ledger AS (
    SELECT household_id, sum(due) AS due, sum(coalesce(paid, 0)) AS paid,
           coalesce(sum(paid) FILTER (coalesce(trim(voucher), '') = ''), 0) AS unvouched
    FROM recovery_entry GROUP BY household_id
)
SELECT coalesce(s.household_id, b.household_id) AS household_id, s.household_id IS NOT NULL AS confirmed,
       b.household_id IS NOT NULL AS listed, coalesce(r.support, 0) AS support,
       CASE WHEN s.household_id IS NOT NULL THEN coalesce(s.stated, r.support, 0) ELSE 0 END AS adjudged,
       coalesce(b.due, 0) AS due, coalesce(b.paid, 0) AS paid, coalesce(b.unvouched, 0) AS unvouched
FROM struck s FULL JOIN ledger b USING (household_id)
LEFT JOIN received r ON r.household_id = coalesce(s.household_id, b.household_id)
ORDER BY 1;
