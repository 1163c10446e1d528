-- Every comment of a county with its newest answer. An entry sent again under its number replaces the earlier one
-- (DESIGN 3, accumulating lines).
WITH newest AS (
  SELECT review_id, action, trim(reason) AS reason, signer, role, signed_at, core_sha256, answers
  FROM review
  WHERE action IN ('意见', '答复') AND trim(reason) <> ''
  QUALIFY row_number() OVER (PARTITION BY review_id ORDER BY version DESC, src_file, src_sheet, src_row) = 1
),
answer AS (
  FROM newest WHERE action = '答复'
  QUALIFY row_number() OVER (PARTITION BY answers ORDER BY signed_at DESC, review_id) = 1
)
SELECT
  c.review_id, c.reason, c.signer, c.role, coalesce(strftime(c.signed_at, '%Y-%m-%d'), ''), c.core_sha256,
  coalesce(a.reason, ''), coalesce(a.signer, ''), coalesce(strftime(a.signed_at, '%Y-%m-%d'), '')
FROM newest c LEFT JOIN answer a ON a.answers = c.review_id
WHERE c.action = '意见'
ORDER BY c.signed_at, c.review_id
