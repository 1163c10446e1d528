"""What is said of a department's delivery once it is loaded: figures, E092 to E096, and what follows from them."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from acceptance import deliveries, evidence, matching, sql, store
from acceptance.season import Season

FINE = "通过"


def lines(season: Season, name: str, version: int, as_of: dt.date) -> list[str]:
    """Chinese lines on one delivery; none where it is not usable, since its record says all then."""
    mine = next((d for d in deliveries.usable(season, name) if d.version == version), None)
    if mine is None:
        return []
    said = list(_said(season, mine, as_of))
    told = [text for _, text in said]
    if doubted := "、".join(rule for rule, _ in said if rule):
        told.append(f"  请核实 {doubted}：数据有误或不全的，请报送单位更正后重新报送，以新数据替换本次数据。")
    return told


def _said(season: Season, mine: deliveries.Delivery, as_of: dt.date) -> Iterator[tuple[str, str]]:
    """(the rule that is in doubt or nothing, line)."""
    facts, limits = mine.profile, season.campaign
    yield (
        "",
        f"  行数 {facts.rows:,}；有证件号码 {facts.with_id:,}，"
        f"其中有效 {facts.valid_ids:,}（{facts.valid_share:.2%}），15 位旧号 {facts.old_ids:,}；"
        f"重复行 {facts.duplicates:,}（{facts.duplicates / facts.rows:.2%}）",
    )
    fresh = matching.registry_freshness(mine.registry, facts, as_of, None, limits)
    held = f"{fresh.reason}；用到该表的区县暂不能抽样（R2）"
    age = f"数据截止日 {facts.snapshot_min}，距当日 {as_of} {(as_of - facts.snapshot_min).days} 天"
    yield "" if fresh.ok else "E092", f"  E092 时效：{f'{age}，{FINE}' if fresh.ok else held}"
    doubts = {d.rule_id: d.message for d in matching.delivery_doubts(mine.registry, facts, mine.previous, limits)}
    usual = {"E093 号码有效率": FINE, "E094 行数变化": FINE if mine.previous else "没有可比的上一次数据，不适用"}
    for asked, answer in usual.items():
        rule = asked.split()[0]
        yield rule if rule in doubts else "", f"  {asked}：{doubts.get(rule, answer)}"
    yield from _met(season, mine)
    yield "", f"  {_follows(season, mine)}"


def _met(season: Season, mine: deliveries.Delivery) -> Iterator[tuple[str, str]]:
    """Coverage of the registered population (E095 of the residence registry) and agreement of names (E096)."""
    name = mine.registry.name
    counties = [mine.county] if mine.county else list(season.county_names)
    files = [path for county in counties for path in _persons(season, county)]
    if not files:
        yield "", "  覆盖、E096 姓名一致：尚无登记人口可比，不适用"
        return
    with sql.connect(temp=str(season.home.tmp)) as con:
        con.execute(f"CREATE VIEW people AS {deliveries.people(files)}")
        matching.match(con, "people", {name: mine.parquet}, season.campaign.year)
        [(persons,)] = con.execute("SELECT count(*) FROM people").fetchall()
        [(found,)] = con.execute(
            "SELECT count(DISTINCT (household_id, person_id)) FROM (SELECT household_id, person_id FROM hit "
            "UNION ALL SELECT household_id, person_id FROM department_record)"
        ).fetchall()
        doubts = matching.name_doubts(con, season.campaign, {name: mine.registry.title})
    share = found / persons if persons else 0.0
    known = f"登记人口 {persons:,} 人中比中 {found:,} 人（{share:.2%}）"
    if name == "residence":  # only this one is meant to know everybody
        short = _short(season, share)
        yield "E095" if short else "", f"  E095 覆盖：{known}，{short or FINE}"
    else:
        yield "", f"  覆盖：{known}"
    agreed = FINE if found else "没有比中的人，不适用"
    yield "E096" if doubts else "", f"  E096 姓名一致：{doubts[0].message if doubts else agreed}"


def _persons(season: Season, county: str) -> list[Path]:
    try:
        versions = evidence.in_force(season, county).versions["self_check"]
    except store.NotChecked:
        return []
    return store.lake_files(season.home, "self_check", "person", county, versions)


def _short(season: Season, share: float) -> str:
    """What E095 finds wrong with the coverage; empty where nothing."""
    rates = season.campaign.rates
    if share < rates.residence_hold:
        return f"低于 {rates.residence_hold:.0%}，暂不能抽样（R2）"
    return f"低于 {rates.residence_found:.0%}" if share < rates.residence_found else ""


def _follows(season: Season, mine: deliveries.Delivery) -> str:
    whose = f"{season.county_names[mine.county]}的部分" if mine.county else "全部区县"
    twin = next((v for v in range(mine.version - 1, 0, -1) if _bytes(season, mine, v) == _bytes(season, mine)), None)
    same = f"内容与第 {twin} 次完全相同；" if twin else ""
    return f"{same}自本次起以第 {mine.version} 次数据为准（{whose}），以前的数据留存备查。"


def _bytes(season: Season, mine: deliveries.Delivery, version: int | None = None) -> str:
    name = mine.registry.name
    return store.read_receipt(season.home, store.REGISTRIES, name, version or mine.version).sha256
