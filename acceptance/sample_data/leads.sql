-- The leads the production matching finds (table `hit`), each with the answer its record wants, and the adjudication tables.
-- What is wanted is stated per registry and person; a lead nobody planned stays 待核查.

CREATE OR REPLACE TABLE made.wanted AS
SELECT 'vehicle' AS registry, person_id, wanted FROM made.vehicle WHERE wanted IS NOT NULL
UNION ALL SELECT 'property', person_id, wanted FROM made.property WHERE wanted IS NOT NULL
UNION ALL SELECT 'fiscal_payroll', person_id, wanted FROM made.fiscal_payroll WHERE wanted IS NOT NULL
UNION ALL SELECT 'business', person_id, wanted FROM made.business WHERE wanted IS NOT NULL;

CREATE OR REPLACE TABLE made.lead AS
SELECT h.lead_id, h.county_code, h.household_id, h.person_id, h.registry, h.kind, coalesce(w.wanted, '待核查') AS status, c.number
FROM hit h JOIN county c ON c.code = h.county_code LEFT JOIN made.wanted w USING (registry, person_id);

CREATE OR REPLACE TABLE made.adjudication AS
WITH answered AS (
    SELECT *, lead_id || '理由' AS rid FROM made.lead WHERE status <> '待核查'
)
SELECT county_code, lead_id, household_id, status AS result,
       CASE WHEN kind = '姓名不符' THEN 'R01' WHEN status IN ('保留', '撤销') THEN CASE registry WHEN 'vehicle' THEN 'R03' WHEN 'property' THEN 'R05' WHEN 'business' THEN 'R04' ELSE 'R07' END END AS reason_code,
       CASE WHEN status = '属实' THEN '经入户核查情况属实，整户转为一般农户'
            WHEN kind = '姓名不符' THEN '证件号码与他人重号，非本人'
            ELSE CASE registry WHEN 'vehicle' THEN pick(rid, 'why', ['车辆为营运货车，系家庭主要生产工具，价值较低', '车辆已转让，尚未过户'])
                 WHEN 'property' THEN pick(rid, 'why', ['房屋系子女出资购买，老人代为登记', '原住房拆迁安置，仅此一处住房'])
                 WHEN 'business' THEN '借名登记的挂名股东，未出资、未分红，有公司章程和银行流水佐证'
                 ELSE '公益性岗位临时聘用，合同已到期' END END AS reason,
       'HC-' || lead_id AS doc_id, CASE WHEN status = '属实' THEN (500 + 100 * upto(rid, 'due', 60))::DECIMAL(18, 2) END AS amount_due,
       official(number * 4900 + 760) AS signer1, official(number * 4900 + 761) AS signer2, on_day(-4 + upto(rid, 'day', 3)) AS decided_on
FROM answered;
