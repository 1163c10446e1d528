"""The ways of benchmarks/matching.py: each imports what it needs in `prepare`, and then does its work over a folder."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance import contracts, matching, sql
from acceptance.matching import identity
from benchmarks.municipality import ROWS

Work = Callable[[Path], str]
NUMBER, NAME = "身份证号", "姓名"
MEMORY = "3GB"
YEAR = 2026


@dataclass(frozen=True)
class Way:
    """prepare: imports, and returns the work to be measured. whole: whether it is done at full size within minutes."""

    prepare: Callable[[], Work]
    whole: bool = True


def _connect(folder: Path) -> Any:
    con = sql.connect(MEMORY, temp=str(folder))
    con.execute(f"CREATE VIEW people AS FROM '{folder}/persons/*.parquet'")
    return con


def _loaded(folder: Path, names: Iterable[str] = ROWS) -> dict[str, Path]:
    return {name: folder / "loaded" / f"{name}.parquet" for name in names}


def scan() -> Work:
    def work(folder: Path) -> str:
        with _connect(folder) as con:
            for name in ROWS:
                lengths = f'SELECT sum(strlen("{NUMBER}")), sum(strlen("{NAME}"))'
                con.execute(f"{lengths} FROM '{folder}/{name}.parquet'").fetchall()
        return "the deliveries' ID and name columns"

    return work


def stored_scan() -> Work:
    def work(folder: Path) -> str:
        with _connect(folder) as con:
            for path in _loaded(folder).values():
                con.execute(f"SELECT sum(strlen(id_no)), sum(strlen(name)) FROM '{path}'").fetchall()
        return "the same columns as the lake keeps them"

    return work


def product(names: Iterable[str] = ROWS, texts: bool = False) -> Callable[[], Work]:
    """`matching.match` as the office runs it, and every record it found looked at once; texts: and its texts read."""

    def work(folder: Path) -> str:
        with _connect(folder) as con:
            matching.match(con, "people", _loaded(folder, names), YEAR)
            if texts:
                con.execute("SELECT sum(strlen(states)), sum(strlen(evidence)) FROM department_record").fetchall()
            return _found(*_counted(con))

    return lambda: work


def _counted(con: Any) -> tuple[int, int, int]:
    [(hits,)] = con.execute("SELECT count(*) FROM hit").fetchall()
    [(records, agree)] = con.execute(
        "SELECT count(*), count(*) FILTER (kind = '命中') FROM department_record"
    ).fetchall()
    return hits, records, agree


def _found(hits: int, records: int, agree: int) -> str:
    return f"{hits:,} leads, {records:,} supporting records, {agree:,} under the same name"


def suggestions() -> Work:
    def work(folder: Path) -> str:
        with _connect(folder) as con:
            found = matching.suggest(con, "people", {name: [path] for name, path in _loaded(folder).items()})
            return f"{len(found):,} suggestions by arithmetic and name"

    return work


def one_by_one(native: bool) -> Callable[[], Work]:
    """38 counties one after the other. native: only those whose number begins with their county's code."""

    def work(folder: Path) -> str:
        with _connect(folder) as con:
            found: list[tuple[int, int, int]] = []
            for file in sorted((folder / "persons").iterdir()):
                own = f" WHERE k // 100000000000 = {file.stem}" if native else ""
                con.execute(f"CREATE OR REPLACE VIEW one AS FROM '{file}'{own}")
                matching.match(con, "one", _loaded(folder), YEAR)
                found.append(_counted(con))
            holding, groups = row_groups(con, folder)
            last = f"of the last county {sum(found[-1][:2]):,}, in {holding} of {groups} row groups"
            return f"{_found(*map(sum, zip(*found, strict=True)))}; {last}"

    return lambda: work


def row_groups(con: Any, folder: Path) -> tuple[int, int]:
    """Row groups that may hold a key of `matched_person`, by the statistics in the files; and how many there are. All
    of them would be read by a scan that skips what the statistics exclude.
    """
    spans = " UNION ALL ".join(
        "SELECT stats_min_value::BIGINT AS low, stats_max_value::BIGINT AS high "
        f"FROM parquet_metadata('{path}') WHERE path_in_schema = 'k'"
        for path in _loaded(folder).values()
    )
    [found] = con.execute(
        f"SELECT count(*) FILTER (EXISTS (FROM matched_person WHERE k BETWEEN low AND high)), count(*) FROM ({spans})"
    ).fetchall()
    return found


def write_spellings(folder: Path) -> None:
    """spelled.parquet for the other tools: each registered person under 18 characters and, born in the 1900s, 15."""
    with _connect(folder) as con:
        found = identity.upgraded(identity.given(con, "people", "household_id, person_id, name, id_no"))
        con.execute(f"CREATE TABLE p AS SELECT household_id, person_id, name, k FROM ({found}) WHERE k IS NOT NULL")
        tried = "(SELECT p.*, p.k AS own, p.k || c AS id_no FROM p, unnest(split('0123456789X', '')) u(c))"
        con.execute(
            "CREATE TABLE whole AS SELECT household_id, person_id, name, id18 AS spelling "
            f"FROM ({identity.keyed(tried.replace('p.*', 'p.* EXCLUDE (k)'))}) WHERE k IS NOT NULL"
        )
        con.execute(
            "COPY (FROM whole UNION ALL SELECT household_id, person_id, name, spelling[1:6] || spelling[9:17] "
            f"FROM whole WHERE spelling[7:8] = '19') TO '{folder}/spelled.parquet' (FORMAT parquet)"
        )


WIDE, NARROW = "０１２３４５６７８９Ｘ", "0123456789X"
CLEAN = (
    f'upper(CASE WHEN strlen("{NUMBER}") IN (15, 18) THEN "{NUMBER}" '
    f"ELSE translate(regexp_replace(\"{NUMBER}\", '\\s', '', 'g'), '{WIDE}', '{NARROW}') END)"
)
"""As a careful user writes it: what has the right length is left alone, translate() being slow."""


SUPPORTING = [name for name in ROWS if not contracts.registries()[name].indicator]
"""Whose records every way has to find alike; what of the others is a lead, only the product knows."""


def _said(pairs: int, agree: int) -> str:
    return f"{pairs:,} supporting records, {agree:,} under the same name as written"


def duckdb_text() -> Work:
    def work(folder: Path) -> str:
        with _connect(folder) as con:
            records = " UNION ALL ".join(
                f"SELECT '{name}' AS registry, {CLEAN} AS spelling, \"{NAME}\" AS name FROM '{folder}/{name}.parquet'"
                for name in ROWS
            )
            con.execute(
                f"CREATE TABLE met AS SELECT r.registry, p.*, r.name = p.name AS agree FROM ({records}) r "
                f"JOIN '{folder}/spelled.parquet' p USING (spelling)"
            )
            [(pairs, agree)] = con.execute(
                "SELECT count(*), count(*) FILTER (agree) FROM met WHERE list_contains(?, registry)", [SUPPORTING]
            ).fetchall()
            return _said(pairs, agree)

    return work


def polars() -> Work:
    import polars as pl

    def work(folder: Path) -> str:
        persons = pl.scan_parquet(folder / "spelled.parquet")
        cleaned = pl.col(NUMBER).str.replace_all(r"\s", "").str.to_uppercase()
        for wide, narrow in zip(WIDE, NARROW, strict=True):
            cleaned = cleaned.str.replace(wide, narrow, literal=True)
        plain = pl.col(NUMBER).str.len_bytes().is_in([15, 18])
        parts = [
            pl.scan_parquet(folder / f"{name}.parquet")
            .filter(rows)
            .select(number.alias("spelling"), pl.col(NAME).alias("given"), pl.lit(name).alias("registry"))
            .join(persons, on="spelling")
            .with_columns(agree=pl.col("given") == pl.col("name"))
            for name in ROWS
            for rows, number in ((plain, pl.col(NUMBER).str.to_uppercase()), (~plain, cleaned))
        ]
        met = pl.concat(parts).collect(engine="streaming")
        met = met.filter(pl.col("registry").is_in(SUPPORTING))
        return _said(met.height, int(met["agree"].sum()))

    return work


def pandas() -> Work:
    import pandas as pd

    def work(folder: Path) -> str:
        persons = pd.read_parquet(folder / "spelled.parquet")
        table = str.maketrans(WIDE, NARROW)
        parts = []
        for name in ROWS:
            rows = pd.read_parquet(folder / f"{name}.parquet", columns=[NUMBER, NAME])
            rows["spelling"] = rows[NUMBER].str.upper()
            odd = ~rows[NUMBER].str.len().isin([15, 18]) | ~rows[NUMBER].str.isascii().astype(bool)
            cleaned = rows.loc[odd, "spelling"].str.replace(r"\s", "", regex=True).str.translate(table)
            rows.loc[odd, "spelling"] = cleaned
            parts.append(rows.merge(persons, on="spelling").assign(registry=name))
        met = pd.concat(parts)
        met = met[met["registry"].isin(SUPPORTING)]
        return _said(len(met), int((met[NAME] == met["name"]).sum()))

    return work


def sqlite() -> Work:
    """SQLite reads no Parquet: its rows are put in first, and that counts, as an office would have to do it too."""
    import sqlite3

    import pyarrow.parquet as pq

    table = str.maketrans(WIDE, NARROW)

    def work(folder: Path) -> str:
        con = sqlite3.connect(folder / "peer.sqlite")
        con.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000;")
        con.execute("CREATE TABLE person (household_id, person_id, name, spelling)")
        con.execute("CREATE TABLE record (registry, number, name)")
        people = pq.read_table(folder / "spelled.parquet")
        con.executemany("INSERT INTO person VALUES (?, ?, ?, ?)", zip(*people.to_pydict().values(), strict=True))
        con.execute("CREATE INDEX spelled ON person (spelling)")
        for name in ROWS:
            file = pq.ParquetFile(folder / f"{name}.parquet")
            for batch in file.iter_batches(200_000, columns=[NUMBER, NAME]):
                numbers, names = (column.to_pylist() for column in batch.columns)
                rows = (
                    (name, "".join(n.split()).upper().translate(table) if n else None, who)
                    for n, who in zip(numbers, names, strict=True)
                )
                con.executemany("INSERT INTO record VALUES (?, ?, ?)", rows)
        [(pairs, agree)] = con.execute(
            "SELECT sum(supports), sum(supports AND same) FROM (SELECT r.name = p.name AS same, "
            f"r.registry IN ({', '.join(map(sql.quote, SUPPORTING))}) AS supports "
            "FROM record r JOIN person p ON p.spelling = r.number)"
        ).fetchall()
        con.close()
        (folder / "peer.sqlite").unlink()
        return _said(pairs, agree)

    return work


def splink() -> Work:
    """Splink 5's deterministic link on the cleaned number, registry by registry, on its DuckDB backend."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def work(folder: Path) -> str:
        pairs = agree = 0
        for name in ROWS:
            with _connect(folder) as con:
                con.execute(
                    "CREATE TABLE l AS SELECT row_number() OVER () AS unique_id, name, spelling "
                    f"FROM '{folder}/spelled.parquet'"
                )
                con.execute(
                    f'CREATE TABLE r AS SELECT row_number() OVER () AS unique_id, "{NAME}" AS name, '
                    f"{CLEAN} AS spelling FROM '{folder}/{name}.parquet'"
                )
                settings = SettingsCreator(
                    link_type="link_only",
                    blocking_rules_to_generate_predictions=[block_on("spelling")],
                    additional_columns_to_retain=["name"],
                )
                api = DuckDBAPI(connection=con)
                linker = Linker([api.register("l"), api.register("r")], settings, log_level=None)
                linked = linker.inference.deterministic_link().physical_name
                [(found, same)] = con.execute(
                    f"SELECT count(*), count(*) FILTER (name_l = name_r) FROM {linked}"
                ).fetchall()
                if name in SUPPORTING:
                    pairs, agree = pairs + found, agree + same
        return _said(pairs, agree)

    return work


WAYS = {
    "scan": Way(scan),
    "scan as stored": Way(stored_scan),
    "product": Way(product()),
    "product, all texts read": Way(product(texts=True)),
    "product, lead registries": Way(product([n for n in ROWS if contracts.registries()[n].indicator])),
    "product, suggestions": Way(suggestions),
    "38 counties, native": Way(one_by_one(native=True)),
    "38 counties": Way(one_by_one(native=False)),
    "DuckDB, cleaned text": Way(duckdb_text),
    "Polars": Way(polars),
    "SQLite": Way(sqlite, whole=False),
    "Splink, exact link": Way(splink),
    "pandas": Way(pandas),
}
"""What is measured, in this order; `scan` is the yardstick. What is not `whole` is measured at a tenth of the size."""
