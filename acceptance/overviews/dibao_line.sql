/*
id: dibao_line
title: 低保标准与扶贫标准衔接
part: 脱贫前后对比
place: 90
source: FEATURES 56
columns:
  year: {title: 年度, kind: text, width: 14}
  line: {title: 扶贫标准(元/年), kind: money, width: 22}
  dibao: {title: 低保标准(元/年), kind: money, width: 22}
  gap: {title: 相差(元), kind: money, width: 18}
  state: {title: 衔接情况, kind: text, width: 24}
absent: 年度配置未填写扶贫标准，低保标准与扶贫标准的衔接待补。
note: 标准取自年度配置；低保标准低于扶贫标准的年度应提请市级研究衔接
*/
SELECT year::VARCHAR AS year, line, dibao, dibao - line AS gap,
       CASE WHEN dibao IS NULL THEN '低保标准未填' WHEN dibao < line THEN '低于扶贫标准' ELSE '不低于扶贫标准' END
           || CASE WHEN confirmed THEN '' ELSE '（待确认）' END AS state
FROM overview_standard WHERE EXISTS (FROM household_fact) ORDER BY year
