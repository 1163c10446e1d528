"""Reading every signal of a county and setting it beside its reference value and beside chance."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
from scipy import stats

from acceptance import contracts, sql
from acceptance.signals.catalogue import PACKAGE, Signal, load

if TYPE_CHECKING:  # the campaign looks the signals' names up here
    from acceptance.campaign import Campaign
    from acceptance.campaign_facts import Fact

BY_CHANCE = 0.01
"""A place stands out only where accident alone would do so in fewer than one of a hundred counties: the p-value times
the number of places compared (Bonferroni). Of our own making, 待确认."""

READING = (
    "signal VARCHAR, line VARCHAR, level VARCHAR, place VARCHAR, n BIGINT, hits BIGINT, figure DOUBLE, "
    "beside DOUBLE, f DOUBLE, df1 BIGINT, df2 BIGINT, pool_hits BIGINT, pool_n BIGINT"
)


def measure(con: duckdb.DuckDBPyConnection, campaign: "Campaign") -> None:
    """Make the table `signal` of the county on the connection; households have been judged.

    Columns: signal, ordinal, title, line, level, place (words; people under an alias), code, n, hits, figure, beside,
    chance (p-value, NULL where nothing is tested), reference, confirmed, enough (n is large enough), beyond.
    """
    _prepare(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE signal_reading ({READING})")
    for one in load().values():
        con.execute(f"INSERT INTO signal_reading BY NAME SELECT {sql.quote(one.id)} AS signal, * FROM ({one.select})")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE signal_reading AS SELECT row_number() OVER "
        "(ORDER BY signal, line, level, place) AS row, * FROM signal_reading WHERE place IS NOT NULL"
    )
    _fill(con, "signal_chance", _chances(con))
    _fill(con, "signal_stated", pa.Table.from_pylist(_stated(campaign)))
    con.execute(sql.load(PACKAGE, "readings"))


def reference(one: Signal, stated: "Mapping[str, Fact]") -> tuple[float, bool]:
    """The value beyond which a place is listed, and whether the office has confirmed it."""
    own = stated.get(one.id)
    return (own.number, own.confirmed) if own else (one.reference, False)


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    evaluators = {line.evaluator: line.id for line in contracts.lines().values() if line.evaluator}
    _fill(con, "signal_evaluator", pa.table({"evaluator": list(evaluators), "line": list(evaluators.values())}))
    questions = [
        {"table": name, "column": column.name, "header": column.header}
        for name in ("opinion_response", "evaluation_household", "municipal_household")
        for column in contracts.tables()[name].columns
    ]
    _fill(con, "signal_question", pa.Table.from_pylist(questions))
    revisits = sql.load("acceptance.verdicts", "revisits").rstrip().rstrip(";")
    con.execute(f"CREATE OR REPLACE TEMP TABLE signal_revisit AS {revisits}")
    con.execute(sql.load(PACKAGE, "prepare"))


def _stated(campaign: "Campaign") -> list[dict[str, Any]]:
    rows = []
    for ordinal, one in enumerate(load().values(), start=1):
        value, confirmed = reference(one, campaign.signals)
        rows.append(
            {"signal": one.id, "ordinal": ordinal, "title": one.title, "reference": float(value), "side": one.side}
            | {"least": one.least, "confirmed": confirmed, "by_chance": BY_CHANCE}
        )
    return rows


def _chances(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """row, chance: how often accident alone gives as much, for all readings of a test at once."""
    query = (
        "SELECT row, signal, n, hits, f, df1, df2, "
        "coalesce(pool_n, sum(n) OVER w)::BIGINT AS pool_n, coalesce(pool_hits, sum(hits) OVER w)::BIGINT AS pool_hits "
        "FROM signal_reading WINDOW w AS (PARTITION BY signal, line, level) ORDER BY row"
    )
    read = {name: np.asarray(values, dtype=object) for name, values in con.sql(query).fetchnumpy().items()}
    tests = np.array([load()[name].chance for name in read["signal"]], dtype=object)
    chance = np.full(len(tests), np.nan)
    for name, tail in _TAILS.items():
        chosen = tests == name
        if chosen.any():
            needed = {column: np.ma.filled(read[column][chosen]).astype(float) for column in _NEEDED[name]}
            chance[chosen] = tail(**needed)
    values = [None if np.isnan(value) else float(value) for value in chance]
    return pa.table({"row": pa.array(read["row"].tolist(), pa.int64()), "chance": pa.array(values, pa.float64())})


_NEEDED = {
    "others": ("n", "hits", "pool_n", "pool_hits"),
    "even": ("n", "hits"),
    "variance": ("f", "df1", "df2"),
}
_TAILS: dict[str, Callable[..., Any]] = {
    "others": lambda n, hits, pool_n, pool_hits: np.where(
        pool_n > n,
        stats.hypergeom.sf(hits - 1, pool_n, pool_hits, n),
        np.nan,  # alone there is nothing to compare with
    ),
    "even": lambda n, hits: stats.binom.sf(hits - 1, n, 0.5),
    "variance": lambda f, df1, df2: stats.f.sf(f, df1, df2),
}


def _fill(con: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    con.register("signal_given", rows)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM signal_given")
    con.unregister("signal_given")
