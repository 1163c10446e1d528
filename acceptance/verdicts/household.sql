-- Household verdicts: two first-match lists. Source: RULEBOOK D.4 "Household" and "Other registered households".
-- Reads: household_fact, criterion. The WHEN lines stand in the order of the rulebook; the first that holds decides.

CREATE OR REPLACE TABLE household_verdict AS
WITH judged AS (
    SELECT household_id,
           coalesce(bool_or(seen_failing) FILTER (criterion <> 'c8'), false) AS c1_c7_seen_failing,
           coalesce(bool_or(outcome = '不通过') FILTER (criterion <> 'c8'), false) AS c1_c7_failing,
           coalesce(bool_or(firmly_failing) FILTER (criterion <> 'c8'), false) AS c1_c7_firmly_failing,
           bool_or(outcome = '争议') AS disputed,
           bool_or(outcome = '缺证据') AS missing,
           coalesce(bool_or(outcome = '不通过') FILTER (criterion = 'c8'), false) AS c8_failing,
           bool_or(seen) AS seen,
           bool_or(department) AS department,
           list(words ORDER BY criterion) FILTER (outcome = '不通过' AND criterion <> 'c8') AS failing_words,
           list(words ORDER BY criterion) FILTER (outcome = '不通过' AND criterion = 'c8') AS procedure_words,
           list(words ORDER BY criterion) FILTER (seen_failing AND criterion <> 'c8') AS seen_words,
           list(words ORDER BY criterion) FILTER (firmly_failing AND criterion <> 'c8') AS firm_words,
           list(words ORDER BY criterion) FILTER (outcome = '争议') AS disputed_words,
           list(words ORDER BY criterion) FILTER (outcome = '缺证据') AS missing_words,
           map(list(criterion), list(outcome)) AS by_criterion
    FROM criterion GROUP BY household_id
), ruled AS (
    SELECT *,
        CASE WHEN standing = '拟退出' THEN
            CASE
                -- 1. c9 confirmed -> 剔除; but if an on-site source saw any of c1-c7 不通过 -> 待核 (or it would create a 漏评).
                WHEN c9 = '不通过' AND c1_c7_seen_failing THEN {'rule': 'H1b', 'outcome': '待核'}
                WHEN c9 = '不通过' THEN {'rule': 'H1', 'outcome': '剔除'}
                -- 2. Any c1-c7 不通过 -> 不予退出.
                WHEN c1_c7_failing THEN {'rule': 'H2', 'outcome': '不予退出'}
                -- 3. 评议 against -> 不予退出(评议未通过).
                WHEN voted_against THEN {'rule': 'H3', 'outcome': '不予退出(评议未通过)'}
                -- 4. Set aside, a member that could not be matched, c9 open, any 争议 or 缺证据 in c1-c8, no 评议 record -> 待核.
                WHEN set_aside OR unmatched > 0 OR c9 <> '通过' OR disputed OR missing OR voted_against IS NULL
                    THEN {'rule': 'H4', 'outcome': '待核'}
                -- 5. c8 不通过 -> 暂缓退出(补程序).
                WHEN c8_failing THEN {'rule': 'H5', 'outcome': '暂缓退出(补程序)'}
                -- 6. 同意退出.
                ELSE {'rule': 'H6', 'outcome': '同意退出'}
            END
        ELSE
            CASE
                -- 1. c9 confirmed -> 剔除.
                WHEN c9 = '不通过' THEN {'rule': 'O1', 'outcome': '剔除'}
                -- 2. 未脱贫 or 返贫 (and candidates the county itself found 不达标, E045b) -> 维持未脱贫.
                WHEN standing IN ('未脱贫', '自查不达标') THEN {'rule': 'O2', 'outcome': '维持未脱贫'}
                -- 3. Any c1-c7 不通过 by ruling or unanimous on-site finding -> 返贫.
                WHEN c1_c7_firmly_failing THEN {'rule': 'O3', 'outcome': '返贫'}
                -- 4. Set aside, c9 open, or any 争议 -> 待核(往年). A status nobody can read is no better.
                WHEN set_aside OR c9 <> '通过' OR disputed OR standing = '不明' THEN {'rule': 'O4', 'outcome': '待核(往年)'}
                -- 5. 保持脱贫.
                ELSE {'rule': 'O5', 'outcome': '保持脱贫'}
            END
        END AS found,
        CASE WHEN seen THEN '甲' WHEN department THEN '乙' ELSE '丙' END AS evidence_grade,
        CASE c9 WHEN '待核查' THEN open_leads || '条比对线索待核查' WHEN '缺证据' THEN '部门数据尚未比对完毕' END AS open_words,
        '比对排除指标经核查属实（' || confirmed_for || '）' AS confirmed_words,
        CASE WHEN vote_step IS NULL THEN '无民主评议记录'
             WHEN voted_against IS NULL THEN '最近一次' || vote_step || '缺到会或同意人数'
             ELSE '最近一次' || vote_step || '到会' || present_n || '人、同意' || agree_n || '人'
                  || CASE WHEN voted_against THEN '，未过半数' ELSE '，过半数同意' END END AS vote_words,
        CASE WHEN set_aside THEN '关键信息有误，本户暂存待核' END AS aside_words,
        CASE WHEN unmatched > 0 THEN unmatched || '名成员证件号码无效，无法比对' END AS unmatched_words
    FROM household_fact JOIN judged USING (household_id)
)
SELECT household_id, village_code, found.outcome AS outcome, found.rule AS rule,
       list_filter(list_concat(
           CASE found.rule
               WHEN 'H1b' THEN [confirmed_words, '但现场发现仍有标准不通过，先核清再剔除，以免漏评']
               WHEN 'H1' THEN [confirmed_words, '整户转为一般农户并清退资金']
               WHEN 'H3' THEN [vote_words]
               WHEN 'H4' THEN [aside_words, unmatched_words, open_words, CASE WHEN voted_against IS NULL THEN vote_words END]
               WHEN 'H6' THEN ['八项标准均通过，无未决比对线索', vote_words, '证据等级' || evidence_grade]
               WHEN 'O1' THEN [confirmed_words, '整户转为一般农户并清退资金']
               WHEN 'O2' THEN [CASE standing WHEN '自查不达标' THEN '区县自查不达标，退出本年拟退出名单' ELSE '登记为未脱贫或返贫' END]
               WHEN 'O4' THEN [aside_words, open_words, CASE standing WHEN '不明' THEN '脱贫属性无法辨认' END]
               WHEN 'O5' THEN ['未发现返贫依据']
               ELSE [] END,
           coalesce(CASE
               WHEN found.rule = 'H1b' THEN seen_words
               WHEN found.rule = 'H2' THEN failing_words
               WHEN found.rule IN ('H4', 'O4') THEN list_concat(disputed_words, CASE found.rule WHEN 'H4' THEN missing_words END)
               WHEN found.rule = 'H5' THEN procedure_words
               WHEN found.rule = 'O3' THEN firm_words
           END, [])), lambda words: words IS NOT NULL) AS reasons,
       by_criterion['c1'] AS c1, by_criterion['c2'] AS c2, by_criterion['c3'] AS c3, by_criterion['c4'] AS c4,
       by_criterion['c5'] AS c5, by_criterion['c6'] AS c6, by_criterion['c7'] AS c7, by_criterion['c8'] AS c8,
       c9, evidence_grade, persons
FROM ruled;

-- Four disjoint lists make up the register (RULEBOOK D.4); only 同意退出 changes 脱贫属性.
CREATE OR REPLACE VIEW register_list AS
SELECT household_id, village_code, persons, outcome,
       CASE outcome
           WHEN '同意退出' THEN '当年同意退出'
           WHEN '保持脱贫' THEN '往年已脱贫'
           WHEN '待核(往年)' THEN '往年已脱贫'
           WHEN '剔除' THEN '剔除'
           ELSE '继续帮扶'
       END AS list
FROM household_verdict;

-- F1 counts persons by the verdict on their household: lo surely poor, hi adds those not yet settled (RULEBOOK D.3).
CREATE OR REPLACE VIEW poor_persons AS
SELECT village_code,
       coalesce(sum(persons) FILTER (outcome IN
           ('维持未脱贫', '返贫', '不予退出', '不予退出(评议未通过)', '暂缓退出(补程序)')), 0)::BIGINT AS lo,
       coalesce(sum(persons) FILTER (outcome NOT IN ('同意退出', '保持脱贫', '剔除')), 0)::BIGINT AS hi
FROM household_verdict GROUP BY village_code;
