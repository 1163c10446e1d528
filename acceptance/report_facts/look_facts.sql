-- What the county's own tables say about the five looks, one row. Source: RULEBOOK D.4 (report, part 3).
-- Reads: household_fact, household_verdict, village_verdict, village, work_team.
WITH candidates AS (
    SELECT count(*) AS candidates,
           count(*) FILTER (v.evidence_grade = '甲') AS seen_on_site,
           count(*) FILTER (v.outcome = '同意退出') AS agreed
    FROM household_fact f JOIN household_verdict v USING (household_id) WHERE f.standing = '拟退出'
), villages AS (
    SELECT count(*) FILTER (applied AND NOT withdrawn) AS applicants,
           count(*) FILTER (applied AND NOT withdrawn AND v2) AS items_met,
           count(*) FILTER (applied AND NOT withdrawn AND v3) AS notices_met,
           count(*) FILTER (applied AND NOT withdrawn AND v4) AS archives_met
    FROM village_verdict
), teams AS (
    SELECT count(DISTINCT village_code) AS team_villages,
           count(DISTINCT (village_code, member)) AS members,
           avg(days_present) AS days_a_month
    FROM work_team
), poor_villages AS (
    SELECT count(*) FILTER (is_poor_village = '是') AS poor_villages FROM village
)
SELECT * FROM candidates, villages, teams, poor_villages;
