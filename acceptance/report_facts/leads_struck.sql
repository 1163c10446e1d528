-- Households struck off with a lead that proved true and their account. Reads: lead, recovery_balance (recovery.reconcile).
SELECT b.household_id, min(l.lead_id) AS lead_id, any_value(b.support) AS support, any_value(b.adjudged) AS adjudged,
       any_value(b.due) AS due, any_value(b.paid) AS paid
FROM recovery_balance b JOIN lead l ON l.household_id = b.household_id AND l.status = '属实'
WHERE b.confirmed
GROUP BY b.household_id
-- what is not settled comes first
ORDER BY any_value(abs(b.adjudged - b.paid)) DESC, b.household_id
