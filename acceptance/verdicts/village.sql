-- Village verdicts: two first-match lists. Source: RULEBOOK D.4 "Village" and "Villages exited earlier".
-- Reads: village_fact. Rates are compared as whole persons; equality passes and is marked 压线待确认.

CREATE OR REPLACE TABLE village_verdict AS
WITH tests AS (
    SELECT *,
           lo > threshold * agri_pop AS lo_above,
           hi > threshold * agri_pop AS hi_above,
           coalesce(lo = threshold * agri_pop OR hi = threshold * agri_pop, false) AS on_line,
           coalesce(confirmed_bad, false) OR road_bad AS label_failed,
           CASE WHEN coalesce(some_bad, false) OR road_bad THEN false
                WHEN NOT coalesce(some_unknown, true) AND NOT road_unknown THEN true END AS v2
    FROM village_fact
), summed AS (
    SELECT *,
           CASE WHEN lo_above THEN false WHEN NOT hi_above THEN true END AS v1,
           lo_above IS NULL OR v2 IS NULL OR v3 IS NULL OR v4 IS NULL OR v5 IS NULL OR v6 IS NULL
               OR coalesce(some_unknown, true) OR road_unknown AS unknown_applying,
           lo_above IS NULL OR v2 IS NULL OR v4 IS NULL OR v6 IS NULL OR coalesce(some_unknown, true) AS unknown_earlier,
           v3 AND v4 AND v5 AND v6 AS v3_v6,
           v2 AND v4 AND v6 AS v2_v4_v6
    FROM tests
), ruled AS (
    SELECT *,
        CASE WHEN applied AND NOT withdrawn THEN
            CASE
                -- 1. r_lo > 3%, or an item with a confirmed label 不达标 -> 建议不予销号.
                WHEN lo_above OR label_failed THEN {'rule': 'S1', 'outcome': '建议不予销号'}
                -- 2. r_hi > 3%, anything unknown, an item with an unconfirmed label 不达标, or V3-V6 fail -> 暂缓销号.
                WHEN hi_above OR unknown_applying OR NOT v2 OR NOT v3_v6 THEN {'rule': 'S2', 'outcome': '暂缓销号'}
                -- 3. 建议同意销号.
                ELSE {'rule': 'S3', 'outcome': '建议同意销号'}
            END
        WHEN exited_earlier THEN
            CASE
                -- r_lo > 3% -> 返贫预警.
                WHEN lo_above THEN {'rule': 'P1', 'outcome': '返贫预警'}
                -- r_hi > 3% or anything unknown -> 待核.
                WHEN hi_above OR unknown_earlier THEN {'rule': 'P2', 'outcome': '待核'}
                -- V2, V4 or V6 fail -> 需整改.
                WHEN NOT v2_v4_v6 THEN {'rule': 'P3', 'outcome': '需整改'}
                -- else 保持.
                ELSE {'rule': 'P4', 'outcome': '保持'}
            END
        ELSE {'rule': 'S0', 'outcome': '不适用'}
        END AS found
    FROM summed
), worded AS (
    SELECT *,
           -- enough decimals to show the side (RULEBOOK D.3 "Traffic")
           '贫困发生率' || CASE WHEN lo IS NULL THEN '无法计算（农业户籍人口缺失或为零）'
               WHEN lo = hi THEN printf('%.4f%%（%d／%d人）', 100.0 * lo / agri_pop, lo, agri_pop)
               ELSE printf('%.4f%%至%.4f%%（%d至%d／%d人）', 100.0 * lo / agri_pop, 100.0 * hi / agri_pop, lo, hi, agri_pop) END
               || CASE WHEN lo_above THEN printf('，高于%.4g%%', 100 * threshold::DOUBLE)
                       WHEN hi_above THEN printf('，含待核户后高于%.4g%%', 100 * threshold::DOUBLE) ELSE '' END
               || CASE WHEN on_line THEN '，压线待确认' ELSE '' END AS rate_words,
           CASE WHEN bad IS NOT NULL THEN bad || '不达标' || CASE WHEN confirmed_bad THEN '' ELSE '（标签待确认）' END END AS bad_words,
           CASE WHEN unknown IS NOT NULL THEN unknown || '缺证据' END AS unknown_words,
           CASE WHEN road_bad THEN '未通硬化路' WHEN road_unknown THEN '通硬化路缺证据' END AS road_words,
           CASE WHEN NOT v3 THEN '乡镇公示不合规（' || notice_rules || '）'
                WHEN v3 IS NULL AND ends_on IS NOT NULL THEN '乡镇公示至' || strftime(ends_on, '%Y-%m-%d') || '尚未期满'
                WHEN v3 IS NULL THEN '乡镇公示缺证据' END AS notice_words,
           CASE WHEN NOT v4 THEN '一村一档不完整' WHEN v4 IS NULL THEN '一村一档缺证据' END AS archive_words,
           CASE WHEN NOT v5 THEN '驻村工作队不到位（' || team_rules || '）' WHEN v5 IS NULL THEN '驻村工作队缺证据' END AS team_words,
           CASE WHEN NOT v6 THEN '本村及所辖户有' || overdue || '个问题逾期未销号' END AS overdue_words
    FROM ruled
)
SELECT village_code, village_name, found.outcome AS outcome, found.rule AS rule,
       list_filter(CASE found.rule
           WHEN 'S0' THEN [CASE WHEN applied THEN '已撤回销号申请' ELSE '本年未申请销号' END]
           WHEN 'S1' THEN [rate_words, bad_words, road_words]
           WHEN 'P1' THEN [rate_words]
           WHEN 'P2' THEN [rate_words, bad_words, unknown_words, archive_words, overdue_words]
           WHEN 'P3' THEN [rate_words, bad_words, archive_words, overdue_words]
           WHEN 'P4' THEN [rate_words]
           ELSE [rate_words, bad_words, unknown_words, road_words, notice_words, archive_words, team_words, overdue_words]
       END, lambda words: words IS NOT NULL) AS reasons,
       v1, v2, v3, v4, v5, v6,
       lo AS poor_lo, hi AS poor_hi, agri_pop,
       CASE WHEN agri_pop > 0 THEN lo::DOUBLE / agri_pop END AS r_lo,
       CASE WHEN agri_pop > 0 THEN hi::DOUBLE / agri_pop END AS r_hi,
       on_line, applied, withdrawn, exited_earlier
FROM worded;
