"""Is a delivery there, and new enough to judge anybody by it? RULEBOOK E092 (holds R2), E093, E094, E096."""

import dataclasses
import datetime as dt
import functools

import duckdb

from acceptance import contracts, sql
from acceptance.campaign import Campaign
from acceptance.contracts import Registry
from acceptance.matching.profile import RegistryProfile

ROWS_RULE = "E094"


@dataclasses.dataclass(frozen=True)
class Freshness:
    """Whether a registry may be used for a county's readiness; `reason` (Chinese) where not.

    valid_until: the first later day on which the answer would differ, None when no day alone changes it.
    """

    registry: str
    ok: bool
    reason: str = ""
    snapshot_date: dt.date | None = None
    valid_until: dt.date | None = None


def registry_freshness(
    registry: Registry,
    profile: RegistryProfile | None,
    as_of: dt.date,
    draw_date: dt.date | None,
    campaign: Campaign,
) -> Freshness:
    """E092: received, and its oldest 数据截止日 within `max_age_days` before the county's first draw.

    Until there is a draw, before as_of. A date after as_of is no date of a snapshot and holds too, until it comes.
    """
    if profile is None:
        return Freshness(registry.name, False, f"{registry.title}数据尚未收到")
    oldest, newest, limit = profile.snapshot_min, profile.snapshot_max, campaign.registries.max_age_days
    if newest > as_of:
        return Freshness(
            registry.name, False, f"{registry.title}的数据截止日 {newest} 晚于当日 {as_of}", oldest, newest
        )
    reference, words = (draw_date, "抽样日") if draw_date else (as_of, "当日")
    expires = oldest + dt.timedelta(days=limit + 1)
    if reference >= expires:
        age = (reference - oldest).days
        return Freshness(
            registry.name,
            False,
            f"{registry.title}的数据截止日 {oldest} 距{words} {reference} 已 {age} 天，超过 {limit} 天",
            oldest,
        )
    return Freshness(registry.name, True, "", oldest, None if draw_date else expires)


@dataclasses.dataclass(frozen=True)
class Doubt:
    """A warning about a delivery: rule, share that gave rise to it, Chinese text."""

    rule_id: str
    registry: str
    value: float
    message: str


def delivery_doubts(
    registry: Registry,
    profile: RegistryProfile,
    previous: RegistryProfile | None,
    campaign: Campaign,
) -> list[Doubt]:
    """E093 (valid numbers) and E094 (rows against the previous delivery; 不适用 without one)."""
    doubts = []
    if profile.valid_share < campaign.rates.id_valid:
        share = f"{profile.valid_share:.2%}（{profile.valid_ids}/{profile.rows}）"
        text = f"{registry.title}有效身份证号占 {share}，低于 {campaign.rates.id_valid:.0%}"
        doubts.append(Doubt("E093", registry.name, profile.valid_share, text))
    limit = campaign.rates.delivery_rows
    if previous is not None and rows_apart(profile.rows, previous.rows, limit):
        change = profile.rows / previous.rows - 1
        text = f"{registry.title}行数由 {previous.rows} 变为 {profile.rows}（{change:+.1%}），超出上下 {limit:.0%}"
        doubts.append(Doubt(ROWS_RULE, registry.name, change, text))
    return doubts


@functools.lru_cache(maxsize=256)
def rows_apart(rows: int, before: int, limit: float) -> bool:
    """Whether the expectation E094 fails for these rows: its own words are asked, so that it is stated once."""
    [rule] = [one for one in contracts.rules().values() if one.id == ROWS_RULE]
    asked = "SELECT $1::BIGINT AS delivered_n, $2::BIGINT AS delivered_before, $3::DECIMAL(9, 6) AS delivery_rows"
    with sql.connect() as con:
        query = f"SELECT ({rule.when}) AND NOT ({rule.ok}) FROM ({asked})"
        [(fails,)] = con.execute(query, [rows, before, str(limit)]).fetchall()
    return bool(fails)


def name_doubts(con: duckdb.DuckDBPyConnection, campaign: Campaign, titles: dict[str, str]) -> list[Doubt]:
    """E096 over `hit` and `department_record`: share of what was met whose name agrees, by registry; where it is low,
    numbers are reused.
    """
    rows = con.execute(
        "SELECT registry, count(*), count(*) FILTER (name_agrees) FROM (SELECT registry, name_agrees FROM hit "
        "UNION ALL SELECT registry, kind <> '姓名不符' FROM department_record) GROUP BY registry ORDER BY registry"
    ).fetchall()
    limit = campaign.rates.name_agreement
    doubts = []
    for name, hits, agree in rows:
        if agree / hits < limit:
            share = f"{agree / hits:.2%}（{agree}/{hits}）"
            text = f"{titles.get(name, name)}比中 {hits} 条，姓名一致 {share}，低于 {limit:.0%}"
            doubts.append(Doubt("E096", name, agree / hits, text))
    return doubts
