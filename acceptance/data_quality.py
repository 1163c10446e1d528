"""The data-quality page (数据质量): every rule with what came of it in every county, from the published results.

It holds counts only, so nothing on it is personal; links are relative to results/municipal/.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from acceptance import contracts, exemptions, findings, rule_table, store
from acceptance.feedback import words
from acceptance.season import Season

PAGE = "quality.html"
SCOPES = {"package": "申报包", "county": "区县", "municipal": "全市", "report": "报告"}
COUNTS = ("checked", "failing", "aside", "exempted")
HOLDS_REPORT = "报告暂不发布"
Published = tuple[dict[str, Any], list[dict[str, Any]], list[str], list[exemptions.Exemption]]


@dataclass(frozen=True)
class Cell:
    """One rule in one county; `checked` None where nothing is in force, all of them None where it was not evaluated."""

    state: str
    note: str
    checked: int | None
    failing: int | None
    aside: int | None
    exempted: int | None


@dataclass(frozen=True)
class RuleRow:
    """One rule and its counts over all counties. evidence: titles of the tables whose Great Expectations result tells
    of it."""

    id: str
    title: str
    reason: str
    source: str
    severity: str
    word: str
    scope: str
    evidence: tuple[str, ...]
    cells: Mapping[str, Cell]

    def total(self, count: str) -> int:
        return sum(getattr(cell, count) or 0 for cell in self.cells.values())

    @property
    def open(self) -> dict[str, dict[str, int]]:
        """未评价 and 不适用 -> why -> number of counties; without those in which it was evaluated."""
        found: dict[str, dict[str, int]] = {}
        for cell in self.cells.values():
            if cell.state != rule_table.EVALUATED:
                why = found.setdefault(cell.state, {})
                note = cell.note.removeprefix(f"{cell.state}：")
                why[note] = why.get(note, 0) + 1
        return found


@dataclass(frozen=True)
class CountyRow:
    """One county: its packages with their outcome and where the evidence of their check is named ('': nowhere), and
    where their answers lie. exemptions: rule, document, expiry, and how many objects it names.
    """

    code: str
    name: str
    as_of: str
    verdict: str
    packages: tuple[tuple[str, str, str, str], ...] = ()
    held: tuple[str, ...] = ()
    exemptions: tuple[tuple[str, str, str, int], ...] = ()
    feedback: tuple[tuple[str, str], ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)


def page(season: Season, counties: Collection[str] | None = None) -> dict[str, Any]:
    """Everything the page shows, in a fixed order: the same dict for the same published results. counties: of these
    only (default: all of the year).
    """
    shown = [county for county in season.counties if counties is None or county in counties]
    published = {county: _published(season, county) for county in shown}
    there = {county: found for county, found in published.items() if found is not None}
    rules = _rules({county: rows for county, (_, rows, *_) in there.items()})
    return {
        "year": season.campaign.year,
        "office": season.campaign.municipality.office,
        "drill": season.home.kind == "演练",
        "rules_version": season.campaign.rules_version,
        "counties": [_county(season, county, *there[county]) for county in there],
        "waiting": [season.county_names[county] for county, found in published.items() if found is None],
        "municipal": _municipal(season),
        "rules": rules,
        "severities": [(name, word, words.SEVERITIES[name].meaning) for name, word in findings.SEVERITIES.items()],
    }


@dataclass(frozen=True)
class PackageRow:
    """A package of a line that no county owns: what was found in it, and where its answer lies."""

    title: str
    version: str
    outcome: str
    found: int
    unasked: int
    feedback: tuple[tuple[str, str], ...]


def _municipal(season: Season) -> list[PackageRow]:
    """The checked packages of the municipal lines (抽样框、市级决定), newest first."""
    folder = season.home.results(store.MUNICIPAL) / "feedback"
    rows = []
    for line in contracts.lines().values():
        if line.owner == "county":
            continue
        for receipt in reversed(store.receipts(season.home, store.MUNICIPAL, line.id)):
            check = store.read_check(season.home, receipt, season.basis)
            if check is not None:
                answers = sorted(path.name for path in folder.glob(f"{line.id}-{receipt.version}.feedback.*"))
                links = tuple((_answer_title(name), f"feedback/{name}") for name in answers)
                unasked = len({one[0] for one in check.details.get("not_evaluated", ())})
                said = (check.outcome, sum(check.counts.values()), unasked, links)
                rows.append(PackageRow(line.title, f"第{receipt.version}版", *said))
    return rows


def _published(season: Season, county: str) -> Published | None:
    """result.json, the rule table, names of the feedback files, and exemptions of the published generation."""

    def read(generation: store.Generation) -> Published:
        table = generation.folder / f"{rule_table.NAME}.parquet"
        rows = pq.read_table(table, partitioning=None).to_pylist() if table.is_file() else []
        answers = sorted(path.name for path in (generation.folder / "feedback").glob("*.feedback.*"))
        exempted = generation.folder / "exemptions.parquet"
        return generation.result, rows, answers, exemptions.read(exempted) if exempted.is_file() else []

    return store.read_published(season.home, county, read)


def _rules(by_county: Mapping[str, list[dict[str, Any]]]) -> list[RuleRow]:
    known: dict[str, dict[str, Cell]] = {}
    facts: dict[str, tuple[str, str]] = {}
    for county, rows in by_county.items():
        for row in rows:
            counts = {name: row[name] for name in COUNTS}
            known.setdefault(row["rule_id"], {})[county] = Cell(row["state"], row["note"], **counts)
            facts.setdefault(row["rule_id"], (row["severity"], row["scope"]))
    return [_rule(name, *facts[name], known[name]) for name in sorted(known)]


def _rule(name: str, severity: str, scope: str, cells: Mapping[str, Cell]) -> RuleRow:
    said = words.of_rule(name, None)
    stated = [rule for rule in contracts.rules().values() if rule.id == name]
    other = contracts.reading_rules() | contracts.report_rules()
    sources = dict.fromkeys(rule.source for rule in (*stated, *([other[name]] if name in other else [])))
    tables = contracts.tables()
    asked = dict.fromkeys(rule.table for rule in stated if rule.scope == "package" and rule.table in tables)
    evidence = tuple(tables[table].title for table in asked)
    word = HOLDS_REPORT if scope == "report" else findings.SEVERITIES[severity]
    title = said.title or findings.titles().get(name, name)
    source = "；".join(sources).replace("RULEBOOK", "规则手册")
    return RuleRow(name, title, said.reason, source, severity, word, SCOPES[scope], evidence, dict(cells))


def _county(
    season: Season,
    county: str,
    result: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    answers: Iterable[str],
    exempted: Iterable[exemptions.Exemption],
) -> CountyRow:
    titles = contracts.lines()
    packages = tuple(
        (titles[one["line"]].title, f"第{one['version']}版", one["outcome"], _evidence(season, county, one))
        for one in result["inputs"]
        if one["line"] in titles and titles[one["line"]].owner == "county"
    )
    held = tuple(f"{one['rule_id']} {one['message']}" for one in result["report"].get("held", ()))
    links = tuple((_answer_title(name), str(PurePosixPath("..", county, "feedback", name))) for name in answers)
    totals = {name: sum(row[name] or 0 for row in rows) for name in COUNTS[1:]}
    totals["failed"] = sum(bool(row["failing"]) for row in rows)
    totals["open"] = sum(row["state"] == rule_table.NOT_EVALUATED for row in rows)
    totals["idle"] = sum(row["state"] == rule_table.NOT_APPLICABLE for row in rows)
    named = Counter((one.rule_id, one.document, one.expires.isoformat()) for one in exempted)
    listed = tuple((*what, number) for what, number in sorted(named.items()))
    return CountyRow(
        county,
        season.county_names[county],
        result["as_of"],
        result["verdict"] or "",
        packages,
        held,
        listed,
        links,
        totals,
    )


def _evidence(season: Season, county: str, given: Mapping[str, Any]) -> str:
    """Link to what names the Great Expectations results of a package; '' where its check names none."""
    found = [one for one in store.receipts(season.home, county, given["line"]) if one.version == given["version"]]
    check = store.read_check(season.home, found[0]) if found else None
    said = str(check.details.get("evidence", "")) if check else ""
    return str(PurePosixPath("..", "..", said)) if said else ""


def _answer_title(name: str) -> str:
    """self_check-1.feedback.xlsx -> 区县自查第1版; the complete list beside it says so."""
    line, _, rest = name.partition("-")
    version, _, ending = rest.partition(".feedback.")
    stated = contracts.lines().get(line)
    return f"{stated.title if stated else line}第{version}版" + ("（csv 全部问题）" if ending == "csv" else "")
