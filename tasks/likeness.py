"""Persons without a usable identity number: who of a department's table they may be, judged by Splink (issue 5, 2).

A Fellegi-Sunter model whose probabilities are stated here and trained on nothing, so that the same data give the same
suggestions on every machine. Only bearers of one name are compared; every line says how often it holds of one person
(m) and of two people of that name (u). All are 自拟 and 待确认, as is the threshold in the year's file.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb

from acceptance import sql
from acceptance.matching.unnumbered import Link

SAME = 1 / 50
"""Of the bearers of a person's name in the departments' tables this share is the person: names are common, and most
people are in some table."""


class Level(NamedTuple):
    """One outcome of a comparison. when: SQL over both sides (_l the person, _r the record), ELSE for all that is left;
    says: what a reader is told, '' for nothing.
    """

    when: str
    m: float
    u: float
    says: str = ""


class Compared(NamedTuple):
    """One comparison. unknown: SQL of the pairs it says nothing about; levels: the first that holds counts."""

    unknown: str
    levels: tuple[Level, ...]


COMPARISONS = {
    "sex": Compared("sex_l IS NULL", (Level("sex_l = sex_r", 0.9995, 0.5, "性别"), Level("ELSE", 0.0005, 0.5))),
    # read from what is left of a number; the birthdays of two people of one name agree once in some 27 years
    "born": Compared(
        "born_l IS NULL", (Level("born_l = born_r", 0.9995, 0.0001, "出生日期"), Level("ELSE", 0.0005, 0.9999))
    ),
    # most tables name no township, and who buys a house in the county town lives there no longer
    "place": Compared(
        "village_l IS NULL AND township_l IS NULL",
        (
            Level("contains(said_r, village_l)", 0.25, 0.001, "行政村"),
            Level("contains(said_r, township_l)", 0.15, 0.015, "乡镇"),
            Level("regexp_matches(said_r, other_townships_l)", 0.15, 0.38),
            Level("ELSE", 0.45, 0.604),
        ),
    ),
    # the region in a number is that of the first registration: what is left of the person's own number says which, else
    # it will be the county's or another member's
    "region": Compared(
        "here_r IS NULL",
        (
            Level("region_l <> region_r", 0.0005, 0.4),
            Level("here_r", 0.8, 0.3, "户籍地区"),
            Level("ELSE", 0.1995, 0.3),
        ),
    ),
    "alone": Compared(
        "here_r IS NULL",
        (
            Level("here_r AND namesakes_r = 1 AND length(name_l) > 2", 0.6, 0.01),
            Level("ELSE", 0.4, 0.99),
        ),
    ),
    "family": Compared(
        "since_l IS NULL OR born_r IS NULL",
        (Level("born_r BETWEEN since_l AND until_l", 0.95, 0.4), Level("ELSE", 0.05, 0.6)),
    ),
}
AGREE = ("sex", "born", "region", "place")
"""What is said to agree, in this order."""
AGAINST = {"sex": "性别不符", "family": "与家庭成员年龄不相称"}
"""What is said where the last level was reached: a reader is not only told what speaks for it."""
BESIDE = {"alone": "本地同名、同性别且未建档的仅此一人", "family": "与家庭成员年龄相称"}


def linking(threshold: float) -> Link:
    """Who finds the likely pairs: those whose probability reaches the threshold (0 to 1)."""

    def link(con: duckdb.DuckDBPyConnection) -> None:
        rows = _scored(con, threshold)
        con.execute("CREATE OR REPLACE TEMP TABLE linked (person BIGINT, k BIGINT, why VARCHAR)")
        if rows:
            con.executemany("INSERT INTO linked VALUES (?, ?, ?)", [[r["person"], r["k"], _why(r)] for r in rows])

    return link


def _scored(con: duckdb.DuckDBPyConnection, threshold: float) -> list[dict[str, Any]]:
    """The pairs above the threshold with their levels (gamma_…) and probability, in order of person and key."""
    from splink import DuckDBAPI, Linker  # 0.8 s, and most counties have nobody to look for

    persons, records = (con.table(name).to_arrow_table() for name in ("unnumbered", "namesake"))
    if not records.num_rows:
        return []
    with sql.connect() as own:
        own.register("persons_given", persons)
        own.register("records_given", records)
        own.execute(
            "CREATE TABLE every AS FROM persons_given UNION ALL BY NAME FROM records_given"
        )  # alike, as Splink asks
        own.execute("CREATE TABLE persons AS SELECT person AS unique_id, * FROM every WHERE record IS NULL")
        own.execute("CREATE TABLE records AS SELECT record AS unique_id, * FROM every WHERE record IS NOT NULL")
        api = DuckDBAPI(connection=own)
        linker = Linker([api.register("persons"), api.register("records")], _settings(), log_level=None)
        found = linker.inference.predict(threshold_match_probability=threshold, warning_mode="never")
        return own.sql(
            "SELECT r.person, r.k, u.id18 IS NULL AS lacking, p.match_probability, COLUMNS('gamma_.*') "
            f"FROM {found.physical_name} p JOIN records r ON r.unique_id = p.unique_id_r "
            "JOIN persons u ON u.unique_id = p.unique_id_l ORDER BY person, k"
        ).to_arrow_table().to_pylist()  # fmt: skip


def _settings() -> Any:
    from splink import SettingsCreator, block_on

    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=SAME,
        blocking_rules_to_generate_predictions=[block_on("person")],  # `namesake` has a row for each person it may be
        comparisons=[_comparison(name, one) for name, one in COMPARISONS.items()],
        retain_matching_columns=True,  # with them the level each comparison reached
    )


def _comparison(name: str, one: Compared) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": one.unknown, "label_for_charts": "unknown", "is_null_level": True}
    ]
    levels += [
        {
            "sql_condition": level.when,
            "label_for_charts": level.when,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        for level in one.levels
    ]
    return {"output_column_name": name, "comparison_levels": levels}


def _held(row: Mapping[str, Any], name: str) -> Level | None:
    """The level a pair reached; None where nothing could be compared. Splink counts levels from the last, 0."""
    levels: Sequence[Level] = COMPARISONS[name].levels
    reached = row[f"gamma_{name}"]
    return None if reached < 0 else levels[len(levels) - 1 - reached]


def _why(row: Mapping[str, Any]) -> str:
    """姓名、性别、出生日期、乡镇一致；证件号码缺失；相符程度99%"""
    reached = (_held(row, name) for name in AGREE)
    agree = ["姓名", *(level.says for level in reached if level and level.says)]
    beside = [text for name, text in BESIDE.items() if _held(row, name) is COMPARISONS[name].levels[0]]
    against = [text for name, text in AGAINST.items() if _held(row, name) is COMPARISONS[name].levels[-1]]
    number = "证件号码缺失" if row["lacking"] else "证件号码不全"
    # never more than is known: a percentage is cut off, not rounded up to certainty
    likely = f"相符程度{math.floor(row['match_probability'] * 100)}%"
    return "；".join([f"{'、'.join(agree)}一致", *beside, *against, number, likely])
