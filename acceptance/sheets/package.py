"""A package from bytes to raw tables: a workbook, a zip or folder of files, a single file, or the register's export."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from acceptance.contracts import Line, Table
from acceptance.progress import Tell, silent
from acceptance.sheets import delimited, guard, isolate, register
from acceptance.sheets.grid import raw_table
from acceptance.sheets.headers import known_headers, spellings, tidy
from acceptance.sheets.model import Grid, Limits, RawPackage, RawTable
from acceptance.sheets.problems import Problem, Refused, problem

NEVER_READ = ("填表说明", "检查结果", "问题清单", "线索清单", "走访清单", "督查计划", "代码表")
"""Sheets of our own making: the template's instructions, the feedback workbook's summary, what a team reads, drop-down
lists.
"""


def read_package(
    path: Path,
    line: Line,
    tables: Mapping[str, Table],
    *,
    limits: Limits | None = None,
    scratch: Path | None = None,
    tell: Tell = silent,
) -> RawPackage:
    """Reads the tables of `line` out of a package. Never raises over what is in it, and never changes it.

    Every failure is a problem (S001…, see problems.CODES). Which required tables are missing is for rule E001 to say
    (`missing_tables`). Unpacked files go into a private folder below `scratch` (default: the system's) and are removed.
    tell: is told of every sheet or file how many of its rows are read.
    """
    wanted = {name: tables[name] for name in line.tables if name in tables}
    return _Reader(wanted, limits or Limits(), tell=tell).read(path, line, scratch)


def read_table(
    path: Path, table: Table, *, limits: Limits | None = None, scratch: Path | None = None, tell: Tell = silent
) -> RawPackage:
    """Reads one file that holds one table, whatever it or its single sheet is called (a department's delivery)."""
    line = Line(table.name, table.title, "snapshot", "municipal", (table.name,))
    return _Reader({table.name: table}, limits or Limits(), single=True, tell=tell).read(path, line, scratch)


def missing_tables(package: RawPackage, line: Line) -> tuple[str, ...]:
    """The line's required tables that are not in the package, in the line's order; none for the register's export."""
    return () if package.kind == "register" else tuple(n for n in line.required if n not in package.tables)


class _Reader:
    """One reading: collects hashes, problems and tables."""

    def __init__(
        self, tables: Mapping[str, Table], limits: Limits, *, single: bool = False, tell: Tell = silent
    ) -> None:
        self.tell = tell
        self.tables = tables
        self.limits = limits
        self.single = single
        self.budget = guard.Budget(limits)
        self.names = {tidy(t.title): t for t in tables.values()}
        self.spelled = [spellings(t) for t in tables.values()]
        self.problems: list[Problem] = []
        self.hashes: dict[str, str] = {}
        self.found: dict[str, RawTable] = {}

    def read(self, path: Path, line: Line, scratch: Path | None) -> RawPackage:
        name = path.name
        try:
            guard.regular(path, name)
            before = guard.fingerprint(path)
            with tempfile.TemporaryDirectory(prefix="read-", dir=scratch) as private:
                kind, grids = self.grids(path, name, Path(private))
                package = self.package(kind, grids, line, name)
            if guard.fingerprint(path) != before:
                self.problems.append(problem("S022", name))
        except (Refused, OSError) as wrong:
            if guard.is_machine(wrong):
                raise guard.MachineFailure(str(wrong)) from wrong
            self.problems += wrong.problems if isinstance(wrong, Refused) else [problem("S006", name, why="读取时出错")]
            package = RawPackage("unreadable", self.hashes, {}, ())
        return RawPackage(package.kind, self.hashes, package.tables, tuple(self.problems), package.reference_date)

    def grids(self, path: Path, name: str, scratch: Path) -> tuple[str, list[Grid]]:
        """Every sheet or file that may be a table, and what kind of package it is."""
        if path.is_dir():
            files, wrong = guard.walk(path, self.budget)
            self.problems += wrong
            self.hashes = {inner: guard.sha256(file) for inner, file in files.items()}
            return "folder", self.read_files(data_files(files), scratch)
        kind = guard.kind_of(path, name)
        if kind == "zip":
            self.hashes, files = guard.unpack(path, name, scratch, self.budget)
            return "zip", self.read_files(files, scratch)
        self.hashes = {name: guard.sha256(path)}
        return {"text": "csv", "parquet": "parquet"}.get(kind, "workbook"), self.read_files(
            {name: path}, scratch, strict=True
        )

    def read_files(self, files: Mapping[str, Path], scratch: Path, *, strict: bool = False) -> list[Grid]:
        """The grids of several files in order of name; a file that cannot be read is a problem and stops no other."""
        grids: dict[str, list[Grid]] = {}
        jobs: list[isolate.Job] = []
        for name, path in sorted(files.items()):
            try:
                guard.regular(path, name)
                kind = guard.kind_of(path, name)
                if kind == "text":
                    grids[name] = [delimited.read(path, name, self.sheet_of(name), self.score, self.limits, self.tell)]
                elif kind == "zip":
                    raise Refused(problem("S004", name, why="压缩包内不能再有压缩包"))
                else:
                    jobs.append(self.job(path, name, kind))
            except Refused as wrong:
                self.problems += wrong.problems
        for job, result in zip(jobs, isolate.read(jobs, scratch, self.limits, self.tell), strict=True):
            if isinstance(result, Problem):
                self.problems.append(result)
            else:
                grids[job.name] = result if strict else self.named(job.name, result)
        return [grid for _, found in sorted(grids.items()) for grid in found]

    def job(self, path: Path, name: str, kind: str) -> isolate.Job:
        errors = kind in ("xlsx", "ods") and guard.check_book(path, name, self.budget)
        return isolate.Job(
            path, name, kind, sheet=self.sheet_of(name), errors=errors and kind == "xlsx", ignore=NEVER_READ
        )

    def sheet_of(self, name: str) -> str:
        """What a file without sheets is called: the table's Chinese title when its stem names one, else the stem."""
        stem = PurePosixPath(name).stem
        table = self.tables.get(stem.lower())
        return table.title if table else stem

    def named(self, name: str, grids: list[Grid]) -> list[Grid]:
        """In a zip or folder, a workbook with one sheet may carry the table's name on the file instead of the sheet."""
        sheet = self.sheet_of(name)
        if len(grids) == 1 and tidy(sheet) in self.names and tidy(grids[0].sheet) not in self.names:
            return [Grid(name, grids[0].path, sheet, grids[0].columns, problems=grids[0].problems)]
        return grids

    def score(self, row: Iterable[str]) -> int:
        cells = list(row)
        found = max((known_headers(cells, names) for names in self.spelled), default=0)
        return max(found, register.known(cells))

    def package(self, kind: str, grids: list[Grid], line: Line, name: str) -> RawPackage:
        shown = [g for g in grids if not g.hidden] or grids
        if self.single and len(shown) == 1:
            self.take(shown[0], next(iter(self.tables.values())))
        elif len(shown) == 1 and tidy(shown[0].sheet) not in self.names and register.recognised(shown[0]) is not None:
            return self.register(shown[0], line)
        else:
            self.by_name(grids, line)
        if not self.found and not self.problems_block():
            self.problems.append(problem("S021", name, expected=self.expected()))
        return RawPackage(kind, self.hashes, self.found, ())

    def problems_block(self) -> bool:
        return any(p.severity == "block" for p in self.problems)

    def register(self, grid: Grid, line: Line) -> RawPackage:
        if line.id != register.LINE:
            raise Refused(problem("S026", grid.file, sheet=grid.sheet, line=line.title))
        self.problems += grid.problems
        tables, wrong, date = register.read(grid, self.tables)
        self.problems += wrong
        return RawPackage("register", self.hashes, tables, (), date)

    def by_name(self, grids: list[Grid], line: Line) -> None:
        """A sheet or file is the table whose title it bears; any other name is reported and not read."""
        for grid in grids:
            if table := self.names.get(tidy(grid.sheet)):
                self.take(grid, table)
            elif not grid.hidden:
                self.problems.append(
                    problem("S012", grid.file, sheet=grid.sheet, value=grid.sheet, expected=self.expected())
                )

    def expected(self) -> str:
        return "、".join(t.title for t in self.tables.values())

    def take(self, grid: Grid, table: Table) -> None:
        self.problems += grid.problems
        if (first := self.found.get(table.name)) is not None:
            second = label(grid.file, grid.sheet)
            self.problems.append(
                problem(
                    "S013",
                    grid.file,
                    sheet=grid.sheet,
                    title=table.title,
                    first=label(first.src_file, first.src_sheet),
                    second=second,
                )
            )
            return
        try:
            self.found[table.name], wrong = raw_table(grid, table)
            self.problems += wrong
        except Refused as refused:
            self.problems += refused.problems


def label(file: str, sheet: str) -> str:
    return file if PurePosixPath(file).stem == sheet else f"{file} / {sheet}"


def data_files(files: Mapping[str, Path]) -> dict[str, Path]:
    """Those files of a folder that may hold data; others (sealed documents, photographs) are only hashed."""
    return {name: path for name, path in files.items() if PurePosixPath(name).suffix.lower() in guard.DATA_SUFFIXES}
