"""Hits and leads: registered persons found in department registries, and what the counties made of them (DESIGN 7)."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import duckdb

from acceptance import contracts, sql
from acceptance.contracts import Registry
from acceptance.matching import identity, lookup, names

RECORD = {
    "k": "BIGINT",
    "upgraded": "BOOLEAN",
    "registry": "VARCHAR",
    "name": "VARCHAR",
    "states": "VARCHAR",
    "evidence": "VARCHAR",
    "snapshot_date": "DATE",
    "src_file": "VARCHAR",
    "src_sheet": "VARCHAR",
    "src_row": "INTEGER",
}
"""What is told of every record that concerns a person."""
LEAD = RECORD | {"indicator": "VARCHAR", "record": "VARCHAR", "record_key": "VARCHAR", "delivery": "INTEGER"}
FOUND = "found_in_"
"""How the names of the records found begin; they stay registered for `department_record`, until the next match."""


@dataclasses.dataclass(frozen=True)
class LeadCounts:
    """Leads of one registry: hits in today's delivery that ask for an answer, and the answers (result.json `leads`)."""

    hits: int = 0
    confirmed: int = 0
    kept: int = 0
    open: int = 0


def match(
    con: duckdb.DuckDBPyConnection,
    persons: str,
    registries: Mapping[str, Path | Sequence[Path]],
    year: int,
    known: Mapping[str, Registry] | None = None,
) -> duckdb.DuckDBPyRelation:
    """Finds the persons of all counties in all registries; makes `hit` and `department_record`.

    persons: a view or table with county_code, household_id, person_id, name, id_no, and where it is stored the key k;
    persons without a usable number are found nowhere. registries: name -> the Parquet that `load_registry` wrote, or
    several. known: the contracts (default: all). Records for which the contract's `counts_when` does not hold are
    passed over. A registry with an indicator gives hits, one without gives department_record. Hits are in order of
    county_code, lead_id; lead_id = the first 16 hex digits of sha256(year|county|k|registry|natural key), with
    |household_id behind it where one number stands in two households. kind: 命中, 姓名近似 (one character or the sound
    alike), 姓名不符; name_agrees: not 姓名不符; delivery: the number of the delivery, by the name of its Parquet. A
    number of 15 digits is brought to 18 for this comparison only, and the evidence says so. department_record is a view
    of what this connection keeps: its texts are only made when somebody reads them.

    Raises:
        KeyError: a registry that no contract describes.
    """
    known = contracts.registries() if known is None else known
    listed = {name: [one] if isinstance(one, Path) else list(one) for name, one in sorted(registries.items())}
    con.execute(f"CREATE OR REPLACE TEMP TABLE matched_person AS {_usable(con, persons)}")
    leads, stated = [], []
    for name, source, path in _look_up(con, listed, known):
        registry = known[name]
        if registry.indicator:
            leads.append(_lead(registry, source, path))
        else:
            stated.append(_record(registry, source))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE met_lead AS SELECT p.county_code, p.household_id, p.person_id, "
        "p.name AS registered_name, r.* REPLACE (p.upgraded OR r.upgraded AS upgraded) "
        f"FROM ({_union(leads, LEAD)}) r JOIN matched_person p ON r.k = p.k"
    )
    con.execute(f"CREATE OR REPLACE TEMP VIEW met_record AS {_union(stated, RECORD)}")
    names.compare_pairs(
        con,
        "SELECT registered_name AS a, name AS b FROM met_lead "
        "UNION ALL SELECT p.name, r.name FROM met_record r JOIN matched_person p ON r.k = p.k",
        into="met_name",
    )
    con.execute(sql.load(identity.PACKAGE, "hits").format(year=sql.quote(str(year))))
    con.execute("DROP TABLE met_lead")
    return con.table("hit")


def _usable(con: duckdb.DuckDBPyConnection, persons: str) -> str:
    """The persons who can be found."""
    keyed = identity.upgraded(identity.given(con, persons, "county_code, household_id, person_id, name, id_no"))
    return f"SELECT * EXCLUDE (id_no, id18) FROM ({keyed}) WHERE k IS NOT NULL"


def _look_up(
    con: duckdb.DuckDBPyConnection, listed: Mapping[str, Sequence[Path]], known: Mapping[str, Registry]
) -> Iterator[tuple[str, str, Path]]:
    """Registers the records found in each file; (registry, their name on the connection, file)."""
    views = "SELECT view_name FROM duckdb_views() WHERE temporary AND starts_with(view_name, ?)"
    for (view,) in con.execute(views, [FOUND]).fetchall():
        con.unregister(view)
    keys = con.execute("SELECT DISTINCT k FROM matched_person ORDER BY k").fetchnumpy()["k"]
    for name, paths in listed.items():
        for number, path in enumerate(paths):
            found = f"{FOUND}{name}_{number}"
            con.register(found, lookup.records(path, known[name], keys))
            yield name, found, path


def _union(probes: Sequence[str], columns: Mapping[str, str]) -> str:
    nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in columns.items())
    return "\n    UNION ALL ".join(probes or [f"SELECT {nothing} WHERE false"])


def _lead(registry: Registry, source: str, path: Path) -> str:
    # the number itself is compared by its key: spellings of one number are one record
    parts = [(c, f"{sql.identifier(c)}::VARCHAR") for c in registry.record_key]
    natural = " || '|' || ".join("k::VARCHAR" if c == "id_no" else f"coalesce({text}, '')" for c, text in parts)
    shown = ", ".join(text for c, text in parts if c != "id_no") or "''"
    delivery = f"TRY_CAST({sql.quote(path.stem)} AS INTEGER)"
    more = (
        f"{sql.quote(registry.indicator)} AS indicator, {natural} AS record, "
        f"concat_ws('，', {shown}) AS record_key, {delivery} AS delivery"
    )
    return _record(registry, source, more)


def _record(registry: Registry, source: str, *more: str) -> str:
    given = {"registry": sql.quote(registry.name), "states": registry.states, "evidence": registry.evidence}
    columns = ", ".join([*(f"{given[c]} AS {c}" if c in given else c for c in RECORD), *more])
    return f"SELECT {columns} FROM {sql.identifier(source)} WHERE {registry.counts_when}"


def apply_adjudications(con: duckdb.DuckDBPyConnection, earlier: str | None = None) -> duckdb.DuckDBPyRelation:
    """Makes the table `lead` out of `hit` and `adjudication` (every accepted version of it).

    Of entries on one lead the last by decided_on counts, on one day the last by `version`. status: 属实; 保留 and 撤销
    with reason code, document and two different signers; else 待核查. A lead that was adjudicated and is hit no more is
    kept as 撤销; `earlier` names a table of the hits of earlier deliveries, from which it takes its facts.
    """
    before = sql.identifier(earlier) if earlier else "(SELECT * FROM hit WHERE false)"
    con.execute(sql.load(identity.PACKAGE, "leads").format(earlier=before))
    return con.table("lead")


def lead_counts(con: duckdb.DuckDBPyConnection, registries: Iterable[str]) -> dict[str, LeadCounts]:
    """Counts by registry, every one named even without a lead. 撤销 counts nowhere; hits = confirmed + kept + open."""
    rows = con.execute(
        "SELECT registry, count(*), count(*) FILTER (status = '属实'), count(*) FILTER (status = '保留'), "
        "count(*) FILTER (status = '待核查') FROM lead WHERE status <> '撤销' GROUP BY registry"
    ).fetchall()
    counted = {name: LeadCounts(*numbers) for name, *numbers in rows}
    return {name: counted.get(name, LeadCounts()) for name in sorted(registries)}
