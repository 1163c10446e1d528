-- 样本: every drawn unit and its reserve, with the weight it carries. Reads: draw_unit, line_title, village_name.
SELECT coalesce(t.title, d.line) AS "证据线", d.drawn_on AS "抽取日期", d.stratum AS "层", n.township AS "乡镇", n.village AS "行政村",
       d.village_code AS "行政村代码", d.frame AS "样本框", coalesce(d.household_id, d.unit_no) AS "户编号或序号", d.persons AS "人数",
       d.psu_method AS "村抽取方式", d.psu_drawn AS "抽中村数", d.psu_total AS "村总数", d.hh_drawn AS "抽中户数", d.hh_total AS "户总数",
       d.weight AS "权数", CASE WHEN d.reserve THEN '备用' ELSE '样本' END AS "用途", d.draw_order AS "顺序"
FROM draw_unit d
LEFT JOIN line_title t USING (line)
LEFT JOIN village_name n USING (village_code)
ORDER BY d.line, d.stratum, d.village_code, d.frame, d.draw_order, d.household_id, d.unit_no
