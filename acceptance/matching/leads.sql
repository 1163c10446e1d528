-- Leads and what became of them. Source: DESIGN 7, RULEBOOK D.1 (adjudication), E098, FACTS A.11.
-- Reads: hit (today's deliveries), the hits of earlier deliveries (same columns), adjudication.
CREATE OR REPLACE TABLE lead AS
WITH said AS (  -- a later entry on the same lead supersedes an earlier one
    SELECT lead_id, county_code, household_id, result,
           -- leaving a lead without consequence needs a reason code, a document and two signers
           coalesce(trim(reason_code), '') <> '' AND coalesce(trim(doc_id), '') <> ''
               AND coalesce(two_people(signer1, signer2), false) AS proven
    FROM adjudication
    QUALIFY row_number() OVER (PARTITION BY lead_id
                               ORDER BY decided_on DESC NULLS LAST, version DESC NULLS LAST, src_row DESC, src_file DESC) = 1
), standing AS (
    SELECT h.*, CASE WHEN a.result = '属实' THEN '属实' WHEN a.result IN ('保留', '撤销') AND a.proven THEN a.result
                     ELSE '待核查' END AS status
    -- an entry that names another household than the lead's decides nothing
    FROM hit h LEFT JOIN said a ON a.lead_id = h.lead_id AND a.household_id = h.household_id
), gone AS (  -- the record is no longer delivered: 撤销, and the adjudication stays on record
    SELECT a.lead_id, a.county_code, a.household_id, a.result, h.* EXCLUDE (lead_id, county_code, household_id)
    FROM said a ANTI JOIN hit USING (lead_id)
    LEFT JOIN (FROM {earlier} QUALIFY row_number() OVER (PARTITION BY lead_id ORDER BY snapshot_date DESC, src_file, src_row) = 1) h
        ON h.lead_id = a.lead_id
)
SELECT lead_id, county_code, household_id, person_id, registry, indicator, record_key, name_agrees, kind, status, evidence,
       record_name, states, snapshot_date, src_file, src_sheet, src_row, delivery
FROM standing
UNION ALL
SELECT lead_id, county_code, household_id, coalesce(person_id, ''), coalesce(registry, ''), coalesce(indicator, ''),
       coalesce(record_key, ''), coalesce(name_agrees, false), coalesce(kind, '命中'), '撤销',
       coalesce(evidence || '，', '') || '现有数据中已无此命中（原认定：' || coalesce(result, '无') || '）',
       coalesce(record_name, ''), states, snapshot_date, src_file, src_sheet, src_row, delivery
FROM gone
ORDER BY county_code, lead_id;
