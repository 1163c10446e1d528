-- One row per drawn village and frame: how many villages its stratum has, and whether the evaluator declared 回避.
SELECT d.*, count(DISTINCT psu) OVER (PARTITION BY pkg, evaluator, stratum) AS n_psu_here,
    count(declaration_doc) OVER (PARTITION BY pkg, evaluator) AS n_declared,
    row_number() OVER (PARTITION BY pkg, evaluator ORDER BY src_row) AS place_in_design
FROM evaluation_design d
