-- Households of each planned village and frame in the order of their random key;
-- the first hh_drawn are the sample, the next are reserve.
SELECT p.stratum, p.village_code, p.psu_method, p.psu_prob, p.psu_total, p.psu_drawn, p.frame, f.household_id, f.unit_no, f.group_name,
       f.persons, p.hh_total, p.hh_drawn, p.weight, p.selection,
       row_number() OVER (PARTITION BY p.village_code, p.frame
           ORDER BY sha256(concat_ws('|', $seed, f.village_code, f.frame, f.unit)), f.unit) AS draw_order,
       draw_order > p.hh_drawn AS reserve
FROM plan p JOIN frame f ON f.village_code = p.village_code AND f.frame = p.frame
QUALIFY draw_order <= p.hh_drawn + $reserve
ORDER BY p.stratum, p.village_code, p.frame, draw_order
