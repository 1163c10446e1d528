"""Of every lead: which delivery shows it, under which hash that was received, and until when it has to be answered."""

import datetime as dt

import duckdb
import pyarrow as pa

from acceptance import contracts, deliveries, overdue_leads, sql, store
from acceptance.season import ZONE, Season

COLUMNS = (
    "lead_id VARCHAR, title VARCHAR, department VARCHAR, received_on DATE, received_as VARCHAR, sha256 VARCHAR, "
    "due DATE, days_late INTEGER"
)
Since = dict[str, tuple[dt.date, dt.date]]
"""Registry -> (day from which its new leads count, day from which those seen in earlier deliveries count)."""
RECEIVED = pa.schema(
    {
        "registry": pa.string(),
        "delivery": pa.int32(),
        "received_on": pa.date32(),
        "received_as": pa.string(),
        "sha256": pa.string(),
    }
)


def open_origins(con: duckdb.DuckDBPyConnection, season: Season, county: str, as_of: dt.date) -> None:
    """On an evidence connection with `lead` and `hit`: the table `lead_origin` (COLUMNS), one row per lead.

    A lead is due `overdue_days` after both the register and the delivery that shows it had arrived; days_late as
    overdue_leads has it. received_as: the name of the package; empty where the record is no longer held.
    """
    make_origins(con, arrivals(season, county), received(season), int(season.campaign.overdue_days.number), as_of)


def make_origins(con: duckdb.DuckDBPyConnection, since: Since, delivered: pa.Table, days: int, as_of: dt.date) -> None:
    """`lead_origin` from what is known of the deliveries; delivered: in RECEIVED."""
    stated = contracts.registries()
    names = sorted(stated)
    day = pa.date32()
    known = {
        "registry": pa.array(names),
        "title": pa.array([stated[name].title for name in names]),
        "department": pa.array([stated[name].department for name in names]),
        "fresh": pa.array([since[name][0] if name in since else None for name in names], day),
        "known": pa.array([since[name][1] if name in since else None for name in names], day),
    }
    con.register("lead_since", pa.table(known))
    con.register("delivery_received", delivered)
    overdue_leads.define(con)
    con.execute(sql.load("acceptance", "lead_origins"), {"days": days, "as_of": as_of})
    con.unregister("lead_since")
    con.unregister("delivery_received")


def received(season: Season) -> pa.Table:
    """Every delivery that ever arrived, in RECEIVED."""
    rows = [
        (name, one.version, _day(one), one.name, one.sha256)
        for name in contracts.lead_registries()
        for one in store.receipts(season.home, store.REGISTRIES, name)
    ]
    return pa.Table.from_pylist([dict(zip(RECEIVED.names, row, strict=True)) for row in rows], RECEIVED)


def arrivals(season: Season, county: str) -> Since:
    """From when the leads of each registry that the county is compared with count."""
    first = next(iter(store.accepted(season.home, county, "self_check", season.basis)), None)
    register = _day(store.read_receipt(season.home, county, "self_check", first)) if first else dt.date.min
    today = deliveries.sources(season, county)
    before = deliveries.earlier(season, today)
    found = {}
    for name, searched in today.items():
        days = [_arrived(season, name, one.version) for one in searched]
        old = [_arrived(season, name, one.version) for one in before.get(name, ())]
        found[name] = (max(register, max(days)), max(register, min(days + old)))
    return found


def _arrived(season: Season, name: str, version: int) -> dt.date:
    return _day(store.read_receipt(season.home, store.REGISTRIES, name, version))


def _day(receipt: store.Receipt) -> dt.date:
    return dt.datetime.fromisoformat(receipt.received_at).astimezone(ZONE).date()
