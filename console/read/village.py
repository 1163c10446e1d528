"""Villages of a county and the households of a village, counted from the same table, so that every level adds up."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from acceptance.season import Season
from console.read import published

Row = dict[str, Any]


@dataclass(frozen=True)
class VillageRow:
    """outcome: the village's verdict. counts: household outcome -> households; total: registered households."""

    code: str
    name: str
    outcome: str
    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()


def names(season: Season) -> dict[str, str]:
    """Area code -> name, of every level."""
    return dict(zip(season.areas.column("code").to_pylist(), season.areas.column("name").to_pylist(), strict=True))


def villages(season: Season, county: str) -> list[VillageRow]:
    """Every village with a verdict or a registered household, by code."""
    counted: dict[str, Counter[str]] = {}
    for one in published.counted(season, county, "households", "village_code", "outcome"):
        counted.setdefault(one["village_code"] or "", Counter())[one["outcome"]] += one["count"]
    judged = {one["village_code"]: one for one in published.rows(season, county, "villages")}
    named = names(season)
    return [
        VillageRow(
            code,
            _name(code, judged.get(code), named),
            (judged.get(code) or {}).get("outcome") or "",
            counted.get(code, Counter()),
        )
        for code in sorted(counted.keys() | judged.keys())
    ]


def _name(code: str, judged: Row | None, named: dict[str, str]) -> str:
    return str((judged or {}).get("village_name") or named.get(code) or code or "村代码缺失")


def totals(found: list[VillageRow]) -> Counter[str]:
    """Household outcomes over villages: equals result.json's household_outcomes."""
    return sum((one.counts for one in found), Counter())


def village(season: Season, county: str, code: str) -> tuple[Row, list[Row]] | None:
    """(verdict row, its households in order of number); None where the county has no such village."""
    judged = published.rows(season, county, "villages", village_code=code)
    households = published.rows(season, county, "households", village_code=code)
    if not judged and not households:
        return None
    row = judged[0] if judged else {"village_code": code, "outcome": "", "reasons": []}
    return row | {"village_name": _name(code, row, names(season))}, households


def issues(season: Season, county: str, code: str) -> list[Row]:
    """Open issues of a village and of its households, gravest first."""
    found = published.rows(season, county, "issues", village_code=code)
    order = {"block": 0, "row": 1, "judge": 2, "warn": 3}
    return sorted(
        (one for one in found if one["state"] not in ("销号", "豁免")),
        key=lambda one: (order.get(one["severity"], 9), one["issue_id"]),
    )


def compared(season: Season, county: str, code: str) -> tuple[list[Row], list[Row]]:
    """横向比对 of a village: its households by place with what stands out, and neighbours who may have been missed."""
    ranked, better, above, missed = (
        published.listed(season, county, table, village_code=code)
        for table in ("comparison", "better_off", "above_neighbours", "missed_candidates")
    )
    said: dict[str, list[str]] = {}
    for one in better:
        said.setdefault(one["household_id"], []).append(one["words"])
    for one in above:
        said.setdefault(one["household_id"], []).append(
            f"高于非建档户（{one['above']}/{one['known']}项）：{one['words']}"
        )
    placed = sorted(ranked, key=lambda one: (one["place"], one["household_id"]))
    return [one | {"outstanding": said.get(one["household_id"], [])} for one in placed], missed
