-- How much 横向比对 looked at and found. Reads: household_rank, better_off, above_neighbours, missed_candidate,
-- neighbour_figure, neighbour_median (neighbours: those of villages where enough are known to compare with).
SELECT (SELECT count(*) FROM household_rank) AS households, (SELECT count(DISTINCT village_code) FROM household_rank) AS villages,
       (SELECT count(DISTINCT (village_code, unit_no)) FROM neighbour_figure SEMI JOIN neighbour_median USING (village_code, dimension)) AS neighbours,
       (SELECT count(DISTINCT household_id) FROM better_off) AS better_off_total, (SELECT count(*) FROM above_neighbours) AS above_total,
       (SELECT count(*) FROM above_neighbours WHERE above = known AND known > 1) AS above_all,
       (SELECT count(DISTINCT (village_code, unit_no)) FROM missed_candidate) AS missed_total
