"""Parts 3 and 4: the five looks, households by criterion, the procedure in time."""

from collections.abc import Mapping, Sequence
from typing import Any

from acceptance import findings
from acceptance.case import Case
from acceptance.report_facts.judged import Row, row, rows
from acceptance.reporting import words
from acceptance.reporting.rows import CriterionRow, Look, ProcedureStep, TownshipVillages

LOOKS = {"look1": "家庭情况", "look2": "村发展变化", "look3": "帮扶到位", "look4": "程序合规", "look5": "资料齐全"}

SHOWN_AS = {"待核查": "缺证据"}
"""c9 has a state of its own while a lead is open; in the chart it stands with what is not settled."""


def nothing(case: Case) -> dict[str, str]:
    """A county whose accepted register names no candidate has nothing to compare; the data are not missing."""
    if not case.force.holds("self_check") or row(case.con, "look_facts")["candidates"]:
        return {}
    said = "本区县本年申报无拟退出户，本部分无内容。"
    return dict.fromkeys(("criteria", "procedure", "change"), said)


def looks(case: Case, core: Mapping[str, Any]) -> list[Look]:
    """The inspectors' judgement of each look beside the county's own numbers; nothing while neither has arrived."""
    if not (case.force.holds("self_check") or case.force.holds("municipal")):
        return []
    facts = _facts(case, core) if case.force.holds("self_check") else {}
    seen = rows(case.con, "looks")
    return [
        Look(title, *_judgement([r for r in seen if r["look"] == look]), facts.get(look, ()))
        for look, title in LOOKS.items()
    ]


def _judgement(seen: Sequence[Row]) -> tuple[str, str]:
    """State (the gravest judgement, with its number) and the counts in words."""
    if not seen:
        return "", "市级验收尚未走访"
    bad, doubtful = (sum(r[kind] for r in seen) for kind in ("bad", "doubtful"))
    state = f"不合格{bad}处" if bad else f"存疑{doubtful}处" if doubtful else "合格"
    return state, "；".join(map(_visits, seen))


def _visits(r: Row) -> str:
    """走访120户：合格118，存疑1，不合格1."""
    kinds = (("合格", "good"), ("存疑", "doubtful"), ("不合格", "bad"))
    marks = "，".join(f"{label}{r[key]:,}" for label, key in kinds if r[key])
    return f"走访{r['visits']:,}{r['level']}：{marks}"


def _facts(case: Case, core: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    known = row(case.con, "look_facts")
    days = known["days_a_month"]
    return {
        "look1": [
            ("拟退出", _of(known["candidates"], "户")),
            ("有现场核对", _of(known["seen_on_site"], "户")),
            ("同意退出", _of(known["agreed"], "户")),
        ],
        "look2": [("申请销号", _of(known["applicants"], "村")), ("十六项均达标", _of(known["items_met"], "村"))],
        "look3": [
            ("贫困村", _of(known["poor_villages"], "个")),
            ("有驻村工作队", _of(known["team_villages"], "村")),
            ("队员", _of(known["members"], "人")),
            *([("人均每月驻村", f"{words.count(days, 1)}天")] if days is not None else []),
        ],
        "look4": [
            *_share(core, "procedure_compliance_rate", "合规户"),
            ("乡镇公示合规", f"{known['notices_met']:,}／{known['applicants']:,}村"),
        ],
        "look5": [
            *_share(core, "document_completeness_rate", "必备资料"),
            ("一村一档完整", f"{known['archives_met']:,}／{known['applicants']:,}村"),
        ],
    }


def _of(number: int, unit: str) -> str:
    return f"{number:,}{unit}"


def _share(core: Mapping[str, Any], indicator: str, label: str) -> list[tuple[str, str]]:
    """合规户 310／320, as result.json counts it."""
    entry = (core.get("indicators") or {}).get(indicator) or {}
    top, base = entry.get("numerator"), entry.get("denominator")
    return [(label, f"{top:,}／{base:,}")] if top is not None and base else []


def criteria(case: Case) -> list[CriterionRow]:
    """c1–c9 of this year's candidates."""
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for r in rows(case.con, "criteria"):
        counts = counted.setdefault((r["id"], r["title"]), {})
        outcome: str = r["outcome"]
        shown = SHOWN_AS.get(outcome, outcome)
        counts[shown] = counts.get(shown, 0) + r["households"]
    return [CriterionRow(name, title, counts) for (name, title), counts in counted.items()]


def villages(case: Case) -> list[TownshipVillages]:
    """The outcome of every village, township by township."""
    return [TownshipVillages(r["township"], r["outcomes"]) for r in rows(case.con, "villages")]


def procedure(case: Case) -> list[ProcedureStep]:
    """Each step at each level, in the order of its median day."""
    return [ProcedureStep(**r) for r in rows(case.con, "procedure")]


def procedure_notes(case: Case) -> list[str]:
    """Which rules of the procedure are broken on how many households and villages."""
    broken = rows(case.con, "procedure_failures")
    if not broken:
        return []
    named = "；".join(f"“{findings.titles()[r['rule_id']]}”（{r['rule_id']}）{_objects(r)}" for r in broken)
    return [f"不符合下列程序规则的：{named}"]


def _objects(r: Row) -> str:
    counts = ((r["households"], "户"), (r["villages"], "村"))
    return "、".join(f"{number:,}{unit}" for number, unit in counts if number) or "1处"
