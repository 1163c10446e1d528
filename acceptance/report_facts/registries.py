"""Part 5: the department tables in force, how old they are, and what is still missing."""

from acceptance import contracts, deliveries, matching
from acceptance.case import Case
from acceptance.deliveries import Delivery
from acceptance.exclusion import recovery
from acceptance.matching import registry_freshness
from acceptance.reporting import words
from acceptance.reporting.rows import RecoveryRow, RegistryFacts


def registries(case: Case) -> dict[str, RegistryFacts]:
    """Every department table that is delivered or required; one that has not been delivered says so."""
    given = deliveries.in_force(case.season, case.county)
    return {
        name: _facts(case, given[name]) if name in given else _missing(registry)
        for name, registry in contracts.registries().items()
        if name in given or name in case.season.campaign.registries.required
    }


def _missing(registry: contracts.Registry) -> RegistryFacts:
    return RegistryFacts(registry.title, registry.department, indicator=registry.indicator)


def _facts(case: Case, delivery: Delivery) -> RegistryFacts:
    registry, profile = delivery.registry, delivery.profile
    state = registry_freshness(registry, profile, case.as_of, case.drawn_on, case.season.campaign)
    return RegistryFacts(
        registry.title,
        registry.department,
        profile.snapshot_min,
        registry.indicator,
        state.ok,
        state.reason,
    )


def nothing(case: Case) -> dict[str, str]:
    """No lead is confirmed once all are compared and decided: then nobody is struck and nothing is recovered."""
    confirmed, undecided = case.con.execute(
        "SELECT count(*) FILTER (status = '属实'), count(*) FILTER (status = '待核查') FROM lead"
    ).fetchall()[0]
    settled = case.matched and not confirmed and not undecided
    return {"recovery": "比对线索无认定属实的，无须剔除和清退。"} if settled else {}


def recoveries(case: Case) -> list[RecoveryRow]:
    """The ledger of what is paid back, by item."""
    recovery.reconcile(case.con)
    return [RecoveryRow(one.item, one.households, one.due, one.paid) for one in recovery.items(case.con)]


def notes(case: Case) -> list[str]:
    """Missing and supporting tables, doubts about deliveries (E093, E094, E096), leads of other names or withdrawn."""
    campaign, given = case.season.campaign, deliveries.in_force(case.season, case.county)
    titles = {name: one.title for name, one in contracts.registries().items()}
    missing = [titles.get(name, name) for name in campaign.registries.required if name not in given]
    support = [
        f"{one.registry.title}（{words.short_day(one.profile.snapshot_min)}）"
        for one in given.values()
        if not one.registry.indicator
    ]
    doubts = deliveries.doubts(case.season, case.county) + matching.name_doubts(case.con, campaign, titles)
    other, withdrawn = case.con.execute(
        "SELECT count(*) FILTER (kind = '姓名不符' AND status <> '撤销'), count(*) FILTER (status = '撤销') FROM lead"
    ).fetchall()[0]
    return [
        *([f"尚缺{'、'.join(missing)}"] if missing else []),
        *([f"另收到不产生线索、供印证的部门数据：{'、'.join(support)}"] if support else []),
        *(doubt.message for doubt in doubts),
        *([f"其中{other:,}条证件号码相同而姓名不符，单独核查"] if other else []),
        *([f"另有{withdrawn:,}条线索已撤销，不计入"] if withdrawn else []),
        *recovery.sentences(recovery.reconcile(case.con)),
    ]
