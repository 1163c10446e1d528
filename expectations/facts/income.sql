-- One row per household and phase as sent: what the household says, the sum again, and how it lies among its village's incomes.
WITH homes AS (
    SELECT pkg, household_id, min(village_code) AS home_village, min(exit_status) AS exit_status, min(hh_attr) AS hh_attr,
        min(members) AS members, min(n_at_work) AS n_at_work
    FROM fact_household GROUP BY ALL
), before AS (
    SELECT pkg, household_id, min(net_pc) AS before_pc FROM income WHERE phase = '脱贫前' GROUP BY ALL
), placed AS (
    SELECT i.*, i.phase = '脱贫后' AS is_after, h.home_village, h.exit_status, h.hh_attr, h.members, h.n_at_work, b.before_pc,
        coalesce(h.exit_status = '预脱贫', false) AS is_candidate,
        coalesce(h.hh_attr IN ('五保贫困户', '五保户', '特困供养户', '低保贫困户', '低保户'), false) AS is_supported,
        CASE WHEN coalesce(i.wage, i.business, i.property, i.transfer) IS NOT NULL
             THEN coalesce(i.wage, 0) + coalesce(i.business, 0) + coalesce(i.property, 0) + coalesce(i.transfer, 0)
                  - coalesce(i.business_cost, 0) END AS net_sum
    FROM income i
    LEFT JOIN homes h ON h.pkg = i.pkg AND h.household_id = i.household_id
    LEFT JOIN before b ON b.pkg = i.pkg AND b.household_id = i.household_id
), copies AS (
    SELECT pkg, home_village, phase, wage, business, business_cost, property, transfer, net_pc, count(DISTINCT household_id) AS n_copies
    FROM placed
    WHERE home_village IS NOT NULL AND NOT is_supported AND coalesce(wage, 0) + coalesce(business, 0) + coalesce(property, 0) > 0
    GROUP BY ALL HAVING count(DISTINCT household_id) > 1
), bands AS (
    SELECT pkg, home_village, count(*) FILTER (net_pc > poverty_line AND net_pc <= poverty_line + 50) AS n_just_above, count(*) AS n_around
    FROM placed JOIN params USING (pkg)
    WHERE phase = '脱贫后' AND home_village IS NOT NULL AND net_pc > poverty_line - 50 AND net_pc <= poverty_line + 100
    GROUP BY ALL HAVING count(*) FILTER (net_pc > poverty_line AND net_pc <= poverty_line + 50) > 2
), terms AS (
    SELECT *, unnest(range(n_just_above, n_around + 1)) AS k FROM bands
), heaps AS (
    -- exact binomial: the band just above against three equal bands (RULEBOOK E076)
    SELECT pkg, home_village, n_just_above, n_around,
        sum(exp(lgamma(n_around + 1) - lgamma(k + 1) - lgamma(n_around - k + 1) + k * ln(1 / 3) + (n_around - k) * ln(2 / 3))) AS heap_p
    FROM terms GROUP BY ALL
)
SELECT p.*, coalesce(c.n_copies, 1) AS n_copies, h.n_just_above, h.n_around, h.heap_p
FROM placed p
LEFT JOIN copies c ON c.pkg = p.pkg AND c.home_village = p.home_village AND c.phase = p.phase AND NOT p.is_supported
    AND c.wage IS NOT DISTINCT FROM p.wage AND c.business IS NOT DISTINCT FROM p.business
    AND c.business_cost IS NOT DISTINCT FROM p.business_cost AND c.property IS NOT DISTINCT FROM p.property
    AND c.transfer IS NOT DISTINCT FROM p.transfer AND c.net_pc IS NOT DISTINCT FROM p.net_pc
LEFT JOIN heaps h ON h.pkg = p.pkg AND h.home_village = p.home_village
