"""What departments state of registered persons beside leads: marks for c4 to c7; facts for E066, E095, E097."""

import datetime as dt
from collections.abc import Mapping

import duckdb

from acceptance import sql
from acceptance.campaign import Campaign
from acceptance.matching import identity

RECORD = (
    "county_code VARCHAR, household_id VARCHAR, person_id VARCHAR, registry VARCHAR, kind VARCHAR, states VARCHAR, "
    "evidence VARCHAR, snapshot_date DATE, src_file VARCHAR, src_sheet VARCHAR, src_row INTEGER"
)


def open_department(
    con: duckdb.DuckDBPyConnection,
    campaign: Campaign,
    given: Mapping[str, tuple[str, dt.date]] | None = None,
) -> None:
    """On an evidence connection: the tables registry_in_force, department_person, department_household,
    department_mark (household_id, criterion, mark, source) and department_limit.

    given: registry -> (title, 数据截止日) of the deliveries in force. Reads department_record (`match`; empty when it
    is not there), person, household. Source D says 不通过 only on a positive contrary record: 退学 of a child of
    school age, 停保, a house of grade C or D that was neither rebuilt nor left, water 不达标 (RULEBOOK D.4).
    """
    con.execute(f"CREATE TABLE IF NOT EXISTS department_record ({RECORD})")
    con.execute("CREATE OR REPLACE TABLE registry_in_force (registry VARCHAR, title VARCHAR, snapshot_date DATE)")
    for name, (title, day) in (given or {}).items():
        con.execute("INSERT INTO registry_in_force VALUES (?, ?, ?)", [name, title, day])
    con.execute(
        "CREATE OR REPLACE TABLE department_limit AS SELECT $found::DECIMAL(9, 6) AS residence_found, "
        "$hold::DECIMAL(9, 6) AS residence_hold, $rows::DECIMAL(9, 6) AS delivery_rows, $entry::INTEGER AS entry_age, "
        "$year::INTEGER AS campaign_year",
        {
            "found": str(campaign.rates.residence_found),
            "hold": str(campaign.rates.residence_hold),
            "rows": str(campaign.rates.delivery_rows),
            "entry": int(campaign.entry_age.number),
            "year": campaign.year,
        },
    )
    con.execute(_ages())
    con.execute(sql.load(identity.PACKAGE, "department"))


def _ages() -> str:
    """`person_age`: members of today with full years on 31 August, as E060 counts them."""
    born = "campaign_year - k // 10000000 % 10000 - CASE WHEN k // 100000 % 100 > 8 THEN 1 ELSE 0 END"
    return (
        f"CREATE OR REPLACE TABLE person_age AS SELECT household_id, person_id, {born} AS school_age "
        f"FROM ({identity.keyed('person')}), department_limit "
        "WHERE coalesce(change_type, '无') NOT IN ('死亡', '迁出', '服刑')"
    )
