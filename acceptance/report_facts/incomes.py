"""Part 7: net income per head of this year's candidates, before and after (F7)."""

from acceptance.case import Case
from acceptance.report_facts.judged import Row, rows
from acceptance.reporting.rows import BeforeAfter, Quantiles

EDGES = (0, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000, 15000, 20000)
"""Yuan per head and year. The first class holds negative incomes too, the last everything above its lower edge."""

NOTE = (
    "注：拟退出户中两个时点收入齐全的户，不含搁置待核户；收入为区县自查核算，扣除生产经营性支出；"
    "低于零的计入首组，{last:,}元以上的计入末组"
)


def change(case: Case) -> BeforeAfter | None:
    """Both distributions; None without a household that has both readings."""
    found = {r["phase"]: r for r in rows(case.con, "incomes", edges=EDGES[:-1])}
    if not found:
        return None
    before, after = found["脱贫前"], found["脱贫后"]
    return BeforeAfter(
        EDGES,
        _classes(before),
        _classes(after),
        [Quantiles(name, r["households"], r["p25"], r["p50"], r["p75"]) for name, r in found.items()],
        case.season.campaign.poverty_line.amount,
        NOTE.format(last=EDGES[-2]),
    )


def _classes(r: Row) -> list[int]:
    return [r["classes"].get(number, 0) for number in range(1, len(EDGES))]
