/*
id: document_completeness_rate
title: 资料完整率
unit: 份
formula: 已有必备资料 ÷ 应有必备资料（拟退出户一户一册、申请销号村一村一档；休学/送教证明只在有此情形时需要，不计）
source: RULEBOOK F9、E090
better: higher
estimator: census
place: 60
examples:
- name: a household with twelve of thirteen papers, one of them twice, and a village with seven of eight
  given:
    household: [{household_id: h1}]
    village: [{}]
    document:
    - {owner_type: 户, household_id: h1, doc_type: 申请书}
    - {owner_type: 户, household_id: h1, doc_type: 申请书}
    - {owner_type: 户, household_id: h1, doc_type: 登记表}
    - {owner_type: 户, household_id: h1, doc_type: 扶贫手册}
    - {owner_type: 户, household_id: h1, doc_type: 收入核算表(前)}
    - {owner_type: 户, household_id: h1, doc_type: 收入核算表(后)}
    - {owner_type: 户, household_id: h1, doc_type: 民主评议记录}
    - {owner_type: 户, household_id: h1, doc_type: 核实表}
    - {owner_type: 户, household_id: h1, doc_type: 签字确认表}
    - {owner_type: 户, household_id: h1, doc_type: 公示照片}
    - {owner_type: 户, household_id: h1, doc_type: 公告照片}
    - {owner_type: 户, household_id: h1, doc_type: 住房鉴定}
    - {owner_type: 户, household_id: h1, doc_type: 帮扶措施凭证}
    - {owner_type: 户, household_id: h1, doc_type: 休学/送教证明}
    - {doc_type: 规划}
    - {doc_type: 项目台账}
    - {doc_type: 资金公示}
    - {doc_type: 会议记录}
    - {doc_type: 驻村日志}
    - {doc_type: 八有八难佐证}
    - {doc_type: 公示公告}
  expect: [{county_code: "500229", numerator: 19, denominator: 21}]
- name: papers of those who do not exit are not asked for
  given:
    household: [{household_id: h1}, {household_id: h2, exit_status: 未脱贫}, {household_id: h3, self_verdict: 不达标}]
    village: [{exit_apply: 否}]
    document: [{owner_type: 户, household_id: h1, doc_type: 申请书}, {owner_type: 户, household_id: h2, doc_type: 申请书}]
  expect: [{county_code: "500229", numerator: 1, denominator: 13}]
- name: a source without documents says nothing
  given: {household: [{household_id: h1}], village: [{}]}
  expect: []
*/
-- Reads: household, village, document, finding_in_force, mandatory_paper(owner_type, doc_type). The same list as rule E090.
WITH owner AS (
    SELECT county_code, '户' AS owner_type, household_id AS owner FROM household
    WHERE exit_status = '预脱贫' AND coalesce(self_verdict, '') <> '不达标'
    UNION ALL
    SELECT county_code, '村', village_code FROM village WHERE exit_apply = '是'
), present AS (
    SELECT DISTINCT owner_type, CASE owner_type WHEN '户' THEN household_id ELSE village_code END AS owner, doc_type FROM document
)
SELECT o.county_code, count(p.doc_type) AS numerator, count(*) AS denominator
FROM owner o JOIN mandatory_paper m USING (owner_type) LEFT JOIN present p USING (owner_type, owner, doc_type)
WHERE EXISTS (FROM document) OR EXISTS (FROM finding_in_force WHERE rule_id = 'E090')
GROUP BY o.county_code ORDER BY o.county_code
