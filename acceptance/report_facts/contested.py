"""Part 13, what an appeal body asks for: the cases, the persons behind the rates, how firm the rates stand."""

import math
from decimal import Decimal

from scipy.stats import binom

from acceptance import contracts
from acceptance.campaign_facts import exact
from acceptance.case import Case
from acceptance.documents.masking import printed
from acceptance.estimation import Estimate
from acceptance.report_facts.judged import Judged, Row, row, rows, version_words
from acceptance.reporting import words
from acceptance.reporting.rows import Hearing, Population, Reversal

TRUE_VALUES = (0.75, 1.25)
"""True rates, as shares of the threshold, whose risk under the point rule is told (1.5% and 2.5% where it is 2%)."""


def hearings(case: Case) -> list[Hearing]:
    """Every contested case, with what the county brought forward at its hearing."""
    return [
        Hearing(
            r["object_id"],
            f"{r['frame']}（{contracts.lines()[r['line']].title}）",
            r["criteria"] or words.NOTHING,
            printed(r["evidence"]) or words.NOTHING,
            printed(r["statement"] or ""),
            printed(_ruling(r)),
            [name for name in (r["signer1"], r["signer2"]) if name],
            r["decided_on"],
        )
        for r in rows(case.con, "hearings")
    ]


def nothing(case: Case) -> dict[str, str]:
    """That nobody contests anything, once an evaluator has spoken; read where `hearings` is empty."""
    spoken = any(case.force.holds(line.id) for line in contracts.lines().values() if line.evaluator)
    return {"hearings": "已收到的第三方评估未提出疑似错退、漏评个案，无听证事项。"} if spoken else {}


def _ruling(r: Row) -> str:
    """错退（4人）：reason，document; 不成立…; '' while nobody has ruled. A record that differs stands beside it."""
    if r["decided_on"] is None:
        return ""
    value = r["value"] or "无"
    ruled = "不成立" if value == "无" else f"{value}（{r['persons'] or 0}人）"
    recorded = "" if value == (r["final"] or "") else f"，评估记录为“{r['final'] or '空'}”"
    grounds = "，".join(filter(None, (r["reason"], r["doc_id"])))
    return f"{ruled}{recorded}" + (f"：{grounds}" if grounds else "")


def populations(case: Case) -> list[Population]:
    """N_agri, N_remain, N_exit, N_unreg by their names, date and source; the frame's own total beside N_unreg."""
    if not case.force.holds("self_check"):
        return []
    n = row(case.con, "populations")
    source = f"区县自查{version_words(case, 'self_check')}"
    if case.drawn_on:
        source += f"，{words.short_day(case.drawn_on)}抽样时冻结"
    left = n["agri"] - n["remain"] - n["candidates"] - n["exited"]
    day = n["data_date"]
    found = [
        Population("农业户籍人口", n["agri"], day, f"村表，{source}"),
        Population("未脱贫人口（含返贫）", n["remain"], day, f"户表，{source}"),
        Population("脱贫人口", n["candidates"] + n["exited"], day, f"户表，{source}"),
        Population("其中：本年拟脱贫", n["candidates"], day, "户表"),
        Population("其中：往年已脱贫", n["exited"], day, "户表"),
        Population("非建档立卡人口", left, day, "农业户籍人口－未脱贫人口－脱贫人口"),
    ]
    if case.force.holds("frame"):
        named = f"抽样框{version_words(case, 'frame')}，{n['listed_households']:,}户，与上行对照"
        found.append(Population("抽样框所列非建档立卡人口", n["listed"], None, named))
    return found


def reversals(judged: Judged) -> list[Reversal]:
    """F2 and F3 of each evaluator: the rulings that would have to turn, and the risk of the point rule."""
    limits = judged.case.season.campaign.thresholds
    found = rows(
        judged.case.con,
        "reversals",
        wrong_exit=exact(limits["wrong_exit_rate"].value),
        missed=exact(limits["missed_rate"].value),
    )
    return [_reversal(judged.estimates[r["line"]][r["indicator"]], r) for r in found if r["line"] in judged.estimates]


def _reversal(estimate: Estimate, r: Row) -> Reversal:
    return Reversal(f"{estimate.title}（{contracts.lines()[r['line']].title}）", _needed(r), risk(estimate))


def _needed(r: Row) -> str:
    fewest = f"（最少{r['households']:,}户）" if r["households"] else ""
    if r["fails"]:
        return f"须撤销{r['persons']:,}人{fewest}的{r['ruling']}裁定，公布口径方达标"
    return f"再有{r['persons']:,}人{fewest}被裁定{r['ruling']}，公布口径即超过标准"


def risk(estimate: Estimate) -> str:
    """How often the point rule errs at this effective sample size, by the binomial law; a census does not."""
    if estimate.method == "全查":
        return "全查，无抽样误差"
    if not estimate.n_eff or not estimate.threshold:
        return ""
    n, limit = round(estimate.n_eff), exact(estimate.threshold)
    most = math.floor(limit * n)
    low, high = (float(limit) * share for share in TRUE_VALUES)
    failing, passing = float(binom.sf(most, n, low)), float(binom.cdf(most, n, high))
    return (
        f"有效样本{n}：真值{_share(low)}时误判不达标的可能为{_chance(failing)}，"
        f"真值{_share(high)}时误判达标的可能为{_chance(passing)}"
    )


def _share(ratio: float) -> str:
    return words.plain_percent(float(Decimal(str(ratio)).quantize(Decimal("0.000001"))))


def _chance(ratio: float) -> str:
    """Whole per cent; 不足1% rather than a false 0%."""
    return "不足1%" if ratio < 0.01 else f"{ratio:.0%}"
