-- Adds this batch's municipal rows to what is kept; the first batch makes the tables.
CREATE TABLE IF NOT EXISTS kept.place AS FROM made.place LIMIT 0;
CREATE TABLE IF NOT EXISTS kept.frame_household AS FROM made.frame_household LIMIT 0;
CREATE TABLE IF NOT EXISTS kept.vehicle AS FROM made.vehicle LIMIT 0;
CREATE TABLE IF NOT EXISTS kept.property AS FROM made.property LIMIT 0;
CREATE TABLE IF NOT EXISTS kept.fiscal_payroll AS FROM made.fiscal_payroll LIMIT 0;
CREATE TABLE IF NOT EXISTS kept.county_task AS SELECT code AS county_code, type, apply_exit, NULL::BIGINT AS exited_year, 0::BIGINT AS plan_persons, 0::BIGINT AS plan_villages FROM county LIMIT 0;
INSERT INTO kept.place FROM made.place;
INSERT INTO kept.frame_household FROM made.frame_household;
INSERT INTO kept.vehicle FROM made.vehicle;
INSERT INTO kept.property FROM made.property;
INSERT INTO kept.fiscal_payroll FROM made.fiscal_payroll;
-- The plan leaves room for what is not confirmed: nine tenths of the candidates.
INSERT INTO kept.county_task
SELECT code, type, apply_exit, NULL,
       (SELECT floor(0.9 * coalesce(sum(members), 0)) FROM made.household h WHERE h.county_code = code AND exit_status = '预脱贫')::BIGINT,
       (SELECT count(*) FROM made.village v WHERE v.county_code = code AND exit_apply = '是')::BIGINT
FROM county;
