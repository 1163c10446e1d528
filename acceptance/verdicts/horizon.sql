-- The first later date on which a verdict, or what the report lists as overdue, could change though nothing new arrives
-- (DESIGN 4, valid_until). Reads: decision, procedure, issue, lead, lead_origin, verdict_setting.

SELECT min(day)
FROM (
    SELECT expires + 1 AS day FROM decision                                    -- a decision runs out the day after
    UNION ALL SELECT decided_on FROM decision                                  -- or is dated later than today
    UNION ALL SELECT date_to + 1 FROM procedure                                -- a village's township notice ends (V3)
              WHERE object_type = '村' AND step = '公示' AND level = '乡镇'
    UNION ALL SELECT due + 1 FROM issue WHERE state NOT IN ('销号', '豁免')      -- an issue becomes overdue (V6, G8)
    UNION ALL SELECT o.due + 1 FROM lead l JOIN lead_origin o USING (lead_id) WHERE l.status = '待核查'  -- so does a lead
), verdict_setting
WHERE day > as_of;
