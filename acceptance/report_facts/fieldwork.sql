-- The sample by line and frame: planned, visited, not met. Source: RULEBOOK D.4 (report, parts 6 and 13), D.3 (rows used).
-- Reads: draw_unit, evaluation_design, evaluation_household, municipal_household, opinion_design, opinion_response.
-- Planned comes from the stored draw; from the evaluator's own design where there is none. Purposive visits are in no rate.
WITH evaluator(evaluator, line) AS (
    VALUES ('摘帽评估方', 'exit_evaluation'), ('精准评估方', 'precision_evaluation')
), drawn AS (
    SELECT line, frame, count(*) AS planned, count(DISTINCT village_code) AS villages_drawn,
           min(weight) AS weight_low, median(weight) AS weight_median, max(weight) AS weight_high
    FROM draw_unit WHERE NOT reserve GROUP BY line, frame
), designed AS (
    SELECT line, frame, sum(hh_drawn)::BIGINT AS planned, count(DISTINCT psu) AS villages_drawn
    FROM evaluation_design JOIN evaluator USING (evaluator)
    WHERE household_selection <> 'purposive' AND line NOT IN (SELECT line FROM drawn)
    GROUP BY line, frame
), evaluated AS (
    SELECT line, frame,
           count(*) FILTER (disposition = '完成') AS completed,
           count(*) FILTER (disposition IN ('无人', '外出')) AS absent,
           count(*) FILTER (disposition = '拒访') AS refused,
           count(replaced_for) AS replaced,
           min(weight) AS weight_low, median(weight) AS weight_median, max(weight) AS weight_high
    FROM evaluation_household JOIN evaluator USING (evaluator)
    WHERE household_selection IN ('random', 'census')
    GROUP BY line, frame
), inspected AS (  -- a replacement belongs to the frame of the household it stands for
    SELECT 'municipal' AS line, coalesce(d.frame, '脱贫户') AS frame,
           count(DISTINCT m.household_id) AS completed, count(DISTINCT m.replaced_for) AS replaced
    FROM municipal_household m
    LEFT JOIN (SELECT DISTINCT household_id, frame FROM draw_unit WHERE line = 'municipal') d
        ON d.household_id = coalesce(m.replaced_for, m.household_id)
    GROUP BY ALL
), asked AS (
    SELECT 'opinion' AS line, "group" AS frame,
           count(*) FILTER (disposition = '完成') AS completed,
           count(*) FILTER (disposition = '无人') AS absent,
           count(*) FILTER (disposition = '拒访') AS refused,
           min(weight) AS weight_low, median(weight) AS weight_median, max(weight) AS weight_high
    FROM opinion_response GROUP BY "group"
), groups AS (
    SELECT 'opinion' AS line, "group" AS frame, max(group_pop) AS units_all FROM opinion_design GROUP BY "group"
), named AS (
    SELECT line, frame FROM drawn UNION SELECT line, frame FROM designed UNION SELECT line, frame FROM evaluated
    UNION SELECT line, frame FROM inspected UNION SELECT line, frame FROM asked UNION SELECT line, frame FROM groups
)
SELECT n.line, n.frame,
       coalesce(d.villages_drawn, g.villages_drawn) AS villages_drawn,
       o.units_all,
       coalesce(d.planned, g.planned) AS planned,
       coalesce(e.completed, i.completed, a.completed) AS completed,
       coalesce(e.absent, a.absent) AS absent,
       coalesce(e.refused, a.refused) AS refused,
       coalesce(e.replaced, i.replaced) AS replaced,
       coalesce(e.weight_low, a.weight_low, d.weight_low) AS weight_low,
       coalesce(e.weight_median, a.weight_median, d.weight_median) AS weight_median,
       coalesce(e.weight_high, a.weight_high, d.weight_high) AS weight_high
FROM named n
LEFT JOIN drawn d USING (line, frame)
LEFT JOIN designed g USING (line, frame)
LEFT JOIN evaluated e USING (line, frame)
LEFT JOIN inspected i USING (line, frame)
LEFT JOIN asked a USING (line, frame)
LEFT JOIN groups o USING (line, frame)
ORDER BY list_position(['municipal', 'exit_evaluation', 'precision_evaluation', 'opinion'], n.line),
         list_position(['脱贫户', '未脱贫户', '非建档立卡户', '一般农户'], n.frame), n.frame;
