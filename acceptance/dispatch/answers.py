"""The answer tables of a line with all filled in that the draw knows, one row per visit, ready for the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from acceptance import contracts, sampling
from acceptance.sampling.strata import allocate

LETTERS = {"脱贫户": "T", "未脱贫户": "W", "非建档立卡户": "F"}
LINES = {"municipal": "M", "exit_evaluation": "Z", "precision_evaluation": "J"}
"""First letter of the visits' numbers: 市级 M, 摘帽 Z, 精准 J."""
GROUPS = {
    "脱贫户": "exit_status = '预脱贫' OR starts_with(exit_status, '已脱贫') OR exit_status = '稳定脱贫'",
    "未脱贫户": "exit_status IN ('未脱贫', '返贫')",
}


def visit_id(line: str, row: Mapping[str, Any]) -> str:
    """M500229100201T03: line, village, frame and the unit's place in the draw. The same in every workbook, and in an
    additional draw.
    """
    return f"{LINES[line]}{row['village_code']}{LETTERS[row['frame']]}{row['draw_order']:02d}"


def prefilled(county: str, line: str, drawn: sampling.Draw, rows: Sequence[Mapping[str, Any]]) -> dict[str, pa.Table]:
    """Table -> rows of one team, without the reserve, in visiting order. rows: units.sql, in visiting order."""
    visits = [row for row in rows if not row["reserve"]]
    villages = list(dict.fromkeys(row["village_code"] for row in visits))
    if line == "municipal":
        return {
            "municipal_household": _table(
                {
                    "county_code": county,
                    "visit_id": visit_id(line, row),
                    "village_code": row["village_code"],
                    "household_id": row["household_id"],
                }
                for row in visits
            ),
            "municipal_village": _table(
                {"county_code": county, "visit_id": f"{LINES[line]}{code}V", "village_code": code} for code in villages
            ),
        }
    evaluator = contracts.lines()[line].evaluator or ""
    design = sampling.design_rows(drawn, evaluator)
    return {
        "evaluation_design": design.add_column(0, "county_code", pa.array([county] * design.num_rows, pa.string())),
        "evaluation_household": _table(_questionnaire(county, line, evaluator, row) for row in visits),
        "evaluation_village": _table(
            {"county_code": county, "evaluator": evaluator, "village_code": code} for code in villages
        ),
    }


def _questionnaire(county: str, line: str, evaluator: str, row: Mapping[str, Any]) -> dict[str, Any]:
    given = ("village_code", "household_id", "unit_no", "frame", "weight", "persons")
    return {
        "county_code": county,
        "evaluator": evaluator,
        "questionnaire_id": visit_id(line, row),
        "group_name": row["in_group"] or None,
        "household_selection": row["selection"],
    } | {name: row[name] for name in given}


def _table(rows: Any) -> pa.Table:
    return pa.Table.from_pylist(list(rows))


def populations(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Persons of each group of respondents in the frozen lists."""
    counted = {
        group: con.execute(f"SELECT coalesce(sum(members), 0)::BIGINT FROM household WHERE {of}").fetchall()[0][0]
        for group, of in GROUPS.items()
    }
    outside = con.execute("SELECT coalesce(sum(persons), 0)::BIGINT FROM frame_household").fetchall()[0][0]
    return {**counted, "一般农户": outside}


def opinion(county: str, people: Mapping[str, int], target: int) -> dict[str, pa.Table]:
    """Design and numbered answer rows by telephone; quotas in proportion to the groups, at least one each."""
    held = {group: number for group, number in people.items() if number}
    quota = allocate(held, target, 1) if held else {}
    design = [
        {"county_code": county, "mode": "电话", "group": group, "group_pop": number} for group, number in held.items()
    ]
    calls = [
        {"county_code": county, "respondent_hash": f"D{county}{number:05d}", "mode": "电话", "group": group}
        for number, group in enumerate((g for g in held for _ in range(quota[g])), start=1)
    ]
    return {"opinion_design": _table(design), "opinion_response": _table(calls)}
