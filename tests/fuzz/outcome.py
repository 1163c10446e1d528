"""What must hold of every damaged package, up to typing and through to the end."""

import hashlib
import random
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import duckdb
import pyarrow.compute as pc

from acceptance import campaign, checking, contracts, sheets, sql
from acceptance.sheets.headers import places
from acceptance.sheets.typed import tidy
from expectations import check
from tests.expectations import world
from tests.fuzz.damage import Damaged, book_case, csv_case, whole_case

SECONDS = 30
YEAR = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")
LIMITS = sheets.Limits(seconds=20)


class BrokenError(AssertionError):
    """A damaged package got another outcome than it may have; the message says how to make it again."""


@contextmanager
def bounded(what: str, cases: int = 1) -> Iterator[None]:
    """Ends what hangs for more than SECONDS for each of the cases."""

    def over(number: int, frame: FrameType | None) -> None:
        raise BrokenError(f"{what}: more than {SECONDS * cases} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(SECONDS * cases)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def made(seed: int, case: Callable[[random.Random], Damaged]) -> Damaged:
    return case(random.Random(seed))


def placed(found: Damaged, folder: Path, seed: int) -> Path:
    """The file in a folder of its own, under the name the sender gave it."""
    own = folder / str(seed)
    own.mkdir()
    path = own / found.name
    path.write_bytes(found.content)
    return path


def read_and_type(con: duckdb.DuckDBPyConnection, found: Damaged, path: Path, scratch: Path, typing: bool) -> str:
    """Reading, headers and (where `typing`) typing of one package; returns the outcome so far.

    Raises:
        BrokenError: bytes or cells are lost, or nothing is said of a package from which nothing was read.
    """
    raw = sheets.read_package(path, contracts.lines()[found.line], contracts.tables(), limits=LIMITS, scratch=scratch)
    if path.read_bytes() != found.content:
        raise BrokenError("the package was changed by being read")
    if path.suffix != ".zip" and raw.kind != "unreadable" and set(raw.files.values()) != {_sha256(found.content)}:
        raise BrokenError("the hash on record is not the file's")
    if any(not p.message or not p.file for p in raw.problems):
        raise BrokenError("a problem without message or place")
    if not raw.tables and not raw.problems:
        raise BrokenError("nothing was read and nothing is said")
    for name, table in raw.tables.items():
        sheets.match_headers(table, contracts.tables()[name])
        if typing:
            _no_cell_is_lost(con, table, contracts.tables()[name])
    return "refused" if raw.refused or not raw.tables else "read"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _no_cell_is_lost(con: duckdb.DuckDBPyConnection, raw: sheets.RawTable, table: contracts.Table) -> None:
    """Every cell that holds something has a typed value or a finding that names it."""
    typed = sheets.type_table(con, raw, table, into="typed_case")
    found = places(raw, table)
    named = typed.findings.column("column_name").to_pylist()
    kept = con.execute(
        "SELECT " + ", ".join([*(f"count({sql.identifier(c)})" for c in found), "count(*)"]) + " FROM typed_case"
    ).fetchall()[0]
    for (column, indexes), count in zip(found.items(), kept, strict=False):
        sent = raw.rows - tidy(raw, indexes[0], table.column(column)).null_count
        if sent > count + named.count(column):
            raise BrokenError(f"{table.name}.{column}: {sent} cells sent, {count} typed, {named.count(column)} named")
    if kept[-1] != raw.rows:
        raise BrokenError(f"{table.name}: {raw.rows} rows sent, {kept[-1]} typed")


def run_to_typing(
    seeds: Iterable[int], case: Callable[[random.Random], Damaged] = csv_case, typed_every: int = 1
) -> dict[str, int]:
    """Cases that stop before Great Expectations; returns how many had which outcome. typed_every: each how-manieth
    seed is typed too, the others are read and their headers matched."""
    outcomes: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temp, sql.connect(memory="512MB", threads=1) as con:
        scratch = Path(temp) / "scratch"
        scratch.mkdir()
        for seed in seeds:
            found = made(seed, case)
            path = placed(found, Path(temp), seed)
            with bounded(f"seed {seed}"):
                try:
                    outcome = read_and_type(con, found, path, scratch, seed % typed_every == 0)
                except Exception as wrong:
                    raise BrokenError(f"{case.__name__} seed {seed} {found.line} {found.done}: {wrong!r}") from wrong
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
            path.unlink()
    return outcomes


def run_all_the_way(seeds: Sequence[int]) -> dict[str, int]:
    """Cases through the whole check in one batch, Great Expectations included: outcomes by name."""
    outcomes: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="fuzz-") as temp:
        packages = []
        for seed in seeds:
            found = made(seed, book_case if seed % 10 == 0 else whole_case)
            path = placed(found, Path(temp), seed)
            packages.append(checking.PackageToCheck(f"{seed} {found.line}", world.COUNTY, found.line, path))
        with bounded(f"whole check of seeds {seeds[0]} to {seeds[-1]}", len(seeds)):
            report = check.run(packages, YEAR, world.areas(), world.tasks())
    messages = report.findings.filter(pc.field("severity") == "block").column("pkg").to_pylist()
    for name, result in report.results.items():
        if result.outcome == checking.REFUSED and name not in messages:
            raise BrokenError(f"{name}: refused without a message")
        outcomes[result.outcome] = outcomes.get(result.outcome, 0) + 1
    return outcomes
