/*
id: issue_chain
title: 问题经办链条
part: ''
place: 200
annex: true
source: FEATURES 29；RULEBOOK D.1（责任倒查）
columns:
  issue_id: {title: 问题编号, kind: text}
  rule_id: {title: 规则, kind: text}
  household_id: {title: 户编号, kind: text}
  village_code: {title: 行政村代码, kind: text}
  ordinal_no: {title: 次序}
  role: {title: 环节, kind: text}
  person: {title: 经办人（已遮蔽）, kind: text}
  day: {title: 日期, kind: text}
  record: {title: 记录编号, kind: text}
  doc_id: {title: 资料编号, kind: text}
absent: 本期没有未销号的退回、搁置、不达标类问题。
note: 未销号的退回、搁置、不达标类问题各环节的经办和签字，按时间排列；只供查阅原始记录，不表示责任认定
*/
WITH owed AS (  -- object: the household, or the village of an issue that is no household's
    SELECT issue_id, rule_id, household_id, village_code, coalesce(household_id, village_code) AS object FROM issue
    WHERE state NOT IN ('销号', '豁免') AND severity IN ('block', 'row', 'judge')
), recorded AS (
    SELECT CASE object_type WHEN '户' THEN household_id ELSE village_code END AS object, * EXCLUDE (household_id, village_code) FROM procedure
), step AS (
    SELECT object, step || '：经办' AS role, unnest([actor1, actor2]) AS name, date_from AS day, procedure_id AS record, doc_id FROM recorded
    UNION ALL SELECT object, step || '：签字', signer, date_from, procedure_id, doc_id FROM recorded
    UNION ALL SELECT household_id, '帮扶责任人', helper_name, NULL, household_id, NULL FROM household
    UNION ALL SELECT DISTINCT village_code, '驻村第一书记', member, arrive_date, village_code, plan_doc FROM work_team WHERE is_first_secretary = '是'
    UNION ALL SELECT household_id, '市级验收', unnest([inspector1, inspector2]), visit_start::DATE, visit_id, evidence_id FROM municipal_household
    UNION ALL SELECT village_code, '市级验收', unnest([inspector1, inspector2]), visit_start::DATE, visit_id, evidence_id FROM municipal_village
    UNION ALL SELECT coalesce(household_id, village_code), '督查', unnest([inspector1, inspector2]), date, visit_id, NULL FROM inspection_visit
    UNION ALL SELECT household_id, '评估：' || evaluator, interviewer, visit_start::DATE, questionnaire_id, evidence_id FROM evaluation_household
    UNION ALL SELECT object, '决定：' || kind, unnest([signer1, signer2]), decided_on, decision_id, doc_id FROM decision
), linked AS (
    SELECT o.* EXCLUDE (object), role, name, day, record, doc_id FROM owed o JOIN step s USING (object)
    UNION ALL
    SELECT o.* EXCLUDE (object), unnest(['整改：责任人', '整改：复核人']), unnest([r.responsible, r.reviewer]), r.done_on, r.issue_id, r.doc_id
    FROM owed o JOIN rectification r USING (issue_id)
    UNION ALL
    SELECT o.* EXCLUDE (object), '报送', m.submitter, m.submitted_at::DATE, '第' || m.package_version || '版', m.sealed_doc
    FROM owed o, (SELECT DISTINCT submitter, submitted_at, package_version, sealed_doc FROM manifest) m
)
SELECT issue_id, rule_id, household_id, village_code,
       row_number() OVER (PARTITION BY issue_id ORDER BY day NULLS FIRST, role, record, name, doc_id) AS ordinal_no,
       role, left(name, 1) || repeat('*', greatest(length(name) - 1, 1)) AS person, day::VARCHAR AS day, record, doc_id
FROM linked WHERE name IS NOT NULL
ORDER BY issue_id, ordinal_no
