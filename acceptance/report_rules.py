"""The rules of scope report (E113–E115, `expectations/rules_report.yaml`): asked before a report is published.

A failing one holds the report of that county back, and says why. The facts they are asked of come from the judged
county, from everything the report prints, and from the files that lie beside it.
"""

import dataclasses
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import contracts, sql
from acceptance.checking.rules import text_sql
from acceptance.judging import Judged
from acceptance.reporting import tracing, words

FACTS = {
    "report_total": {"what": pa.string()} | dict.fromkeys(("household", "village", "county", "report"), pa.int64()),
    "report_number": {"part": pa.string(), "place": pa.string(), "numbers": pa.int64()}
    | dict.fromkeys(("queries", "unknown", "unstamped"), pa.string()),
    "published_text": {"place": pa.string(), "full_numbers": pa.int64(), "shown": pa.string()},
}
"""Facts of each kind: column -> type. Empty text and NULL numbers mean nothing to compare."""

HELD = "报告暂不发布"
"""How the reason begins where a county's report is held back."""

_COUNTED = re.compile(r"([\d,]+)[户村]$")
_FRACTION = re.compile(r"<v>-?\d+\.\d+(?:E[+-]?\d+)?</v>")  # a weight of 1.16666666667 is no telephone number
_INSIDE = re.compile(r"xl/(sharedStrings|worksheets/sheet\d+|comments\d+)\.xml$")
_MAYBE = "(^|[^0-9A-Za-z])([0-9]{17}[0-9Xx]|1[3-9][0-9]{9})([^0-9A-Za-z]|$)"
_LEVELS = (("在册户数", "household_outcomes", "户级"), ("村数", "village_outcomes", "村级"))


def broken(
    con: duckdb.DuckDBPyConnection, core: Mapping[str, Any], context: Mapping[str, Any], folder: Path
) -> list[tuple[str, str]]:
    """(rule id, what is wrong in Chinese) of every rule that the report of a county breaks; empty: it may be published.

    con: a case's connection after judging. core: the core of result.json. context: all that the report prints
    (`county_context`). folder: where annex.xlsx and the published tables lie.
    """
    facts = {
        "report_total": totals(con, core, context),
        "report_number": numbers(core, context),
        "published_text": published(core, context, folder),
    }
    return [found for rule in contracts.report_rules().values() for found in failing(rule, facts[rule.table])]


def held_back(judged: Judged, held: list[tuple[str, str]]) -> Judged:
    """A judged county whose report is held back: it is not reported, and waits for what is wrong."""
    why = "；".join(f"{rule} {message}" for rule, message in held)
    stage = "judged" if judged.stage == "reported" else judged.stage
    return dataclasses.replace(judged, stage=stage, waits_for=[*judged.waits_for, f"{HELD}：{why}"])


def failing(rule: contracts.Rule, facts: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(rule id, message) of every fact that a rule fails on, in the order of the messages. An unknown fails nothing."""
    given = pa.Table.from_pylist([dict(one) for one in facts], schema=pa.schema(FACTS[rule.table].items()))
    with sql.connect(memory="256MB") as con:
        con.register("fact", given)
        said = con.execute(
            f"SELECT {text_sql(rule.message)} FROM fact WHERE ({rule.when}) AND NOT ({rule.ok}) ORDER BY 1"
        ).fetchall()
    return [(rule.id, message) for (message,) in said]


def totals(con: duckdb.DuckDBPyConnection, core: Mapping[str, Any], context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """E113: what household, village and county level, and the report itself, count of the same thing."""
    counted = con.execute(sql.load("acceptance", "report_totals")).fetchall()
    by_level = {what: (household, village) for what, household, village in counted}
    printed = _printed(context)
    found = []
    for what, key, level in _LEVELS:
        household, village = by_level[what]
        total = sum(core[key].values())
        found.append(
            {
                "what": what,
                "household": household,
                "village": village,
                "county": total,
                "report": printed.get(level, 0) if total else None,
            }
        )
    household, village = by_level["贫困人口"]
    rate = core["indicators"].get("poverty_rate", {}).get("numerator")
    found.append({"what": "贫困人口", "household": household, "village": village, "county": rate})
    return found


def _printed(context: Mapping[str, Any]) -> dict[str, int]:
    """Level (户级, 村级) -> the sum of the numbers that the report prints of it."""
    sums: dict[str, int] = {}
    for part in context["parts"]:
        for block in part["blocks"]:
            if block.get("caption") == "户级与村级结论":
                for level, _, number, _ in (tuple(cell["text"] for cell in row) for row in block["rows"]):
                    if counted := _COUNTED.match(number):
                        sums[level] = sums.get(level, 0) + int(counted[1].replace(",", ""))
    return sums


def numbers(core: Mapping[str, Any], context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """E114: every block that is printed, the queries its numbers come from, and what lacks a snapshot."""
    unstamped = [f"{one['line']}第{one['version']}版" for one in core["inputs"] if not one.get("sha256")]
    return [
        row
        | {
            "queries": "、".join(row["queries"]),
            "unknown": "、".join(query for query in row["queries"] if not tracing.resolves(query, core)),
            "unstamped": "、".join(unstamped),
        }
        for row in tracing.traced(context)
    ]


def trace(core: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """What is embedded in the PDF as trace.json: the queries behind every block, and the snapshot they read."""
    return {
        "core_sha256": core["core_sha256"],
        "snapshot": list(core["inputs"]),
        "numbers": [row for row in tracing.traced(context) if row["numbers"]],
    }


def published(core: Mapping[str, Any], context: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """E115: full identity and telephone numbers in the report, its data, the annex, and the tables of the console."""
    found = [
        _text("报告", words.unmasked("\n".join(tracing.texts(dict(context))))),
        _text("报告所附数据", words.unmasked("\n".join(tracing.texts(dict(core))))),
        _text("附表", _in_workbook(folder / "annex.xlsx")),
    ]
    with sql.connect(memory="512MB") as con:
        return found + [
            _text(f"工作台数据 {path.name}", _in_table(con, path)) for path in sorted(folder.glob("*.parquet"))
        ]


def _text(place: str, found: list[str]) -> dict[str, Any]:
    return {"place": place, "full_numbers": len(found), "shown": "、".join(sorted(set(found))[:3])}


def _in_workbook(path: Path) -> list[str]:
    """Full numbers in the cells of a workbook."""
    with zipfile.ZipFile(path) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if _INSIDE.search(name)]
    return [number for sheet in sheets for number in words.unmasked(_FRACTION.sub("", sheet))]


def _in_table(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """Full numbers in the text columns of a published table; DuckDB picks the cells that could hold one."""
    con.execute(f"CREATE OR REPLACE VIEW published AS SELECT * FROM read_parquet({sql.quote(str(path))})")
    names = con.execute("SELECT column_name FROM (DESCRIBE published) WHERE column_type = 'VARCHAR'").fetchall()
    found: list[str] = []
    for (name,) in names:
        column = sql.identifier(name)
        cells = con.execute(f"SELECT {column} FROM published WHERE regexp_matches({column}, '{_MAYBE}')")
        while batch := cells.fetchmany(10_000):
            found += words.unmasked("\n".join(text for (text,) in batch))
    return found
