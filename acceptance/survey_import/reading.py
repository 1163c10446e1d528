"""An export's files as grids of text: csv, xlsx, or a zip of csv as ODK Central gives it. Read with the same guards as
packages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyarrow as pa

from acceptance.sheets import Limits, Problem, delimited, guard, isolate
from acceptance.sheets.model import Grid
from acceptance.sheets.problems import Refused
from acceptance.survey_import.mapping import SurveyError


@dataclass(frozen=True)
class Sheet:
    """One form or repeat: `data` has src_row (as a person counts) and one text column c0, c1, … per header."""

    file: str
    name: str
    headers: tuple[str, ...]
    data: pa.Table


def read(paths: Iterable[Path], scratch: Path) -> tuple[dict[str, Sheet], dict[str, str]]:
    """(source name -> sheet, file name -> sha256) of all files of an export.

    Raises:
        SurveyError: a file cannot be read, or two sheets bear one name.
    """
    limits, sheets, hashes = Limits(), {}, {}
    budget = guard.Budget(limits)
    for number, path in enumerate(paths):
        try:
            guard.regular(path, path.name)
            hashes[path.name] = guard.sha256(path)
            folder = scratch / f"export{number}"
            folder.mkdir()
            for grid in _grids(path, folder, limits, budget):
                if grid.sheet in sheets:
                    raise SurveyError([f"“{path.name}”：表“{grid.sheet}”出现了两次"])
                sheets[grid.sheet] = _sheet(grid)
        except Refused as wrong:
            raise SurveyError([_said(path.name, problem) for problem in wrong.problems]) from None
    return sheets, hashes


def _grids(path: Path, scratch: Path, limits: Limits, budget: guard.Budget) -> list[Grid]:
    kind = guard.kind_of(path, path.name)
    if kind == "zip":
        _, files = guard.unpack(path, path.name, scratch, budget)
        chosen = {n: f for n, f in files.items() if "media" not in PurePosixPath(n).parts[:-1]}
        return [grid for name, file in sorted(chosen.items()) for grid in _of_file(file, name, scratch, limits, budget)]
    return _of_file(path, path.name, scratch, limits, budget)


def _of_file(path: Path, name: str, scratch: Path, limits: Limits, budget: guard.Budget) -> list[Grid]:
    kind, stem = guard.kind_of(path, name), PurePosixPath(name).stem
    if kind == "text":
        return [_sound(delimited.read(path, name, stem, _filled, limits))]
    errors = kind in ("xlsx", "ods") and guard.check_book(path, name, budget)
    [result] = isolate.read(
        [isolate.Job(path, name, kind, sheet=stem, errors=errors and kind == "xlsx")], scratch, limits
    )
    if isinstance(result, Problem):
        raise SurveyError([_said(name, result)])
    return [_sound(grid) for grid in result]


def _filled(row: Sequence[str]) -> int:
    """The header of an export is the row with most cells filled in, and always the first."""
    return sum(bool(cell.strip()) for cell in row)


def _sound(grid: Grid) -> Grid:
    blocking = [problem for problem in grid.problems if problem.severity == "block"]
    if blocking:
        raise SurveyError([_said(grid.file, problem) for problem in blocking])
    return grid


def _said(name: str, problem: Problem) -> str:
    return f"“{name}”：{problem.message}"


def _sheet(grid: Grid) -> Sheet:
    if not grid.rows:
        raise SurveyError([f"“{grid.file}”的表“{grid.sheet}”没有内容"])
    headers = tuple((column[0].as_py() or "").strip() for column in grid.columns)
    columns = {f"c{place}": column.slice(1).cast(pa.string()) for place, column in enumerate(grid.columns)}
    rows = pa.array(range(2, grid.rows + 1), pa.int64())
    return Sheet(grid.file, grid.sheet, headers, pa.table({"src_row": rows} | columns))
