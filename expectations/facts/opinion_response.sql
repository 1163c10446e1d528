-- One row per respondent: the package's completes, and how the interviewer's answers differ from the others'.
WITH answered AS (
    SELECT *, row_number() OVER (PARTITION BY pkg ORDER BY src_row) AS place_in_package, disposition = '完成' AS complete,
        CASE q_overall WHEN '满意' THEN 100 WHEN '比较满意' THEN 75 WHEN '一般' THEN 50 WHEN '不满意' THEN 0 END AS score,
        concat_ws('/', q_overall, q_policy, q_help, q_village) AS pattern
    FROM opinion_response
), whole AS (
    SELECT pkg, count(*) FILTER (complete) AS n_complete,
        count(*) FILTER (complete AND q_overall = '不了解') / nullif(count(*) FILTER (complete AND q_overall IS NOT NULL), 0) AS unsure_q_overall,
        count(*) FILTER (complete AND q_policy = '不了解') / nullif(count(*) FILTER (complete AND q_policy IS NOT NULL), 0) AS unsure_q_policy,
        count(*) FILTER (complete AND q_help = '不了解') / nullif(count(*) FILTER (complete AND q_help IS NOT NULL), 0) AS unsure_q_help,
        count(*) FILTER (complete AND q_village = '不了解') / nullif(count(*) FILTER (complete AND q_village IS NOT NULL), 0) AS unsure_q_village
    FROM answered GROUP BY ALL
), interviewers AS (
    SELECT pkg, interviewer, count(*) AS n_by, avg(score) AS mean_by, var_pop(score) AS var_by, count(DISTINCT pattern) AS patterns_by
    FROM answered WHERE complete AND interviewer IS NOT NULL AND score IS NOT NULL GROUP BY ALL
), modal AS (
    SELECT pkg, max(n) / sum(n) AS modal_share FROM (SELECT pkg, pattern, count(*) AS n FROM answered WHERE complete GROUP BY ALL) GROUP BY ALL
), between AS (
    -- one-way analysis of variance: the share of the scores' spread that lies between interviewers (ICC)
    SELECT pkg, count(*) AS n_interviewers,
        sum(n_by * (mean_by - all_mean) ** 2) / nullif(count(*) - 1, 0) AS ms_between,
        sum(n_by * var_by) / nullif(sum(n_by) - count(*), 0) AS ms_within,
        (sum(n_by) - sum(n_by * n_by) / sum(n_by)) / nullif(count(*) - 1, 0) AS n0
    FROM (SELECT *, sum(n_by * mean_by) OVER (PARTITION BY pkg) / sum(n_by) OVER (PARTITION BY pkg) AS all_mean FROM interviewers)
    GROUP BY ALL
)
SELECT a.*, w.n_complete, w.unsure_q_overall, w.unsure_q_policy, w.unsure_q_help, w.unsure_q_village, i.n_by, i.patterns_by, m.modal_share,
    b.n_interviewers, (b.ms_between - b.ms_within) / nullif(b.ms_between + (b.n0 - 1) * b.ms_within, 0) AS interviewer_icc
FROM answered a
LEFT JOIN whole w ON w.pkg = a.pkg
LEFT JOIN interviewers i ON i.pkg = a.pkg AND i.interviewer = a.interviewer
LEFT JOIN modal m ON m.pkg = a.pkg
LEFT JOIN between b ON b.pkg = a.pkg
