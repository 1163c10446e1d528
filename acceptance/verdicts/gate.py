"""The readiness gate R1–R6 (成熟一个，验收一个): what a county needs before its samples are drawn (RULEBOOK D.4)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import duckdb

from acceptance import sql
from acceptance.campaign import Campaign
from acceptance.campaign_facts import exact
from acceptance.verdicts import inputs

TITLES = {
    "R1": "申报包已接收",
    "R2": "部门数据齐全且未过期",
    "R3": "比对线索核查认定",
    "R4": "公示期满",
    "R5": "暂存待核户占比",
    "R6": "申报已签章",
}


@dataclasses.dataclass(frozen=True)
class GateItem:
    """One condition. valid_until: the first later date on which this answer changes if nothing new arrives, or None."""

    id: str
    title: str
    met: bool
    words: str
    blocking: bool
    valid_until: dt.date | None = None


def readiness(
    con: duckdb.DuckDBPyConnection, campaign: Campaign, accepted: bool, drawn_on: dt.date | None = None
) -> list[GateItem]:
    """R1 to R6 as of the day given to `inputs.prepare`.

    Args:
        accepted: a self_check package is in force.
        drawn_on: the day of the county's first draw; registries are fresh if they were fresh then.
    """
    counts = _row(con, sql.load(inputs.PACKAGE, "gate"))
    as_of = con.execute("SELECT as_of FROM verdict_setting").fetchall()[0][0]
    registries = con.execute(
        "SELECT registry, any_value(title), max(snapshot_date) FROM registry_in_force GROUP BY registry ORDER BY 1"
    ).fetchall()
    return [
        _accepted(counts, accepted),
        _fresh(counts, campaign, {r: (t, d) for r, t, d in registries}, as_of, drawn_on),
        _adjudicated(counts, campaign),
        _noticed(counts),
        _set_aside(counts, campaign),
        _signed(counts),
    ]


def passed(items: list[GateItem]) -> bool:
    """G1: nothing blocks."""
    return not any(item.blocking for item in items)


def _row(con: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    found = con.execute(query)
    names = [d[0] for d in found.description or []]
    return dict(zip(names, found.fetchall()[0], strict=True))


def _item(name: str, met: bool, words: str, valid_until: dt.date | None = None) -> GateItem:
    return GateItem(name, TITLES[name], met, words, not met, valid_until)


def _accepted(counts: Mapping[str, Any], accepted: bool) -> GateItem:
    if not accepted:
        return _item("R1", False, "区县自查申报包尚未接收")
    if counts["blocks"]:
        return _item("R1", False, f"申报包有{counts['blocks']}处须退回级问题（{counts['block_rules']}）")
    return _item("R1", True, "申报包已接收，无须退回级问题")


def _fresh(
    counts: Mapping[str, Any],
    campaign: Campaign,
    registries: Mapping[str, tuple[str, dt.date]],
    as_of: dt.date,
    drawn_on: dt.date | None,
) -> GateItem:
    """E092: each required table, dated within the allowed days before the draw, or before today until there is one."""
    needs, titles = campaign.registries, inputs.registry_titles()
    missing = [titles.get(r, r) for r in needs.required if r not in registries]
    held = [registries[r] for r in needs.required if r in registries]
    expiry = dt.timedelta(days=needs.max_age_days + 1)
    stale = [title for title, day in held if day + expiry <= (drawn_on or as_of)]
    words = [f"缺{'、'.join(missing)}"] if missing else []
    words += [f"{'、'.join(stale)}已超过{needs.max_age_days}天"] if stale else []
    words += [f"部门数据质量不合格（{counts['held_rules']}）"] if counts["held_rules"] else []
    if words:
        later = [day + expiry for _, day in held if day + expiry > as_of] if drawn_on is None else []
        return _item("R2", False, "；".join(words), min(later, default=None))
    until = min((day + expiry for _, day in held), default=None) if drawn_on is None else None
    return _item("R2", True, f"所需{len(needs.required)}类部门数据齐全且在有效期内", until)


def _adjudicated(counts: Mapping[str, Any], campaign: Campaign) -> GateItem:
    """At least 95% of the leads are decided; no leads, nothing to decide."""
    leads, decided = counts["leads"], counts["decided"]
    share = exact(campaign.gate.adjudicated_share)
    met = decided >= share * leads
    return _item("R3", met, f"比对线索{leads}条，已认定{decided}条（不低于{share * 100:.0f}%）")


def _noticed(counts: Mapping[str, Any]) -> GateItem:
    """Programme notices are finished; a notice ends when its last day is over."""
    if not counts["notices"] and counts["candidates"]:
        return _item("R4", False, "有拟退出户而无公示记录")
    words, last_day = [], counts["last_day"]
    if last_day is not None:
        words.append(f"公示尚未全部期满，最晚至{last_day:%Y-%m-%d}")
    if counts["undated"]:
        words.append(f"{counts['undated']}条公示缺结束日期")
    until = last_day + dt.timedelta(days=1) if last_day is not None else None
    return _item("R4", not words, "；".join(words) or "公示均已期满", until)


def _set_aside(counts: Mapping[str, Any], campaign: Campaign) -> GateItem:
    """Above 1% is warned of, above 5% stops."""
    aside, total = counts["aside"], counts["registered"]
    warn, stop = (exact(share) for share in (campaign.gate.aside_warn, campaign.gate.aside_stop))
    words = f"暂存待核{aside}户，在册{total}户"
    if aside > stop * total:
        return _item("R5", False, f"{words}，高于{stop * 100:.0f}%")
    return _item("R5", True, f"{words}，高于{warn * 100:.0f}%，须逐户核清" if aside > warn * total else words)


def _signed(counts: Mapping[str, Any]) -> GateItem:
    sealed = bool(counts["sealed"])
    if sealed and counts["seal_missing"]:
        return _item("R6", False, "申报清单载明的签章文件没有随申报包报送")
    return _item("R6", sealed, "申报清单载明签章文件" if sealed else "申报清单未载明签章文件")
