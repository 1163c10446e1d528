"""The parent's side of `child.py`: starts it under limits, and turns whatever became of it into grids or problems."""

import contextlib
import dataclasses
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from acceptance.progress import Tell, silent
from acceptance.sheets import child
from acceptance.sheets.guard import MachineFailure, opened
from acceptance.sheets.model import Grid, Limits
from acceptance.sheets.problems import Problem, Refused, problem

REFERENCE = re.compile(rb'\br="([A-Z]{1,4})(\d{1,9})"')


@dataclasses.dataclass(frozen=True)
class Job:
    """One file for the child. `name` is what the sender calls it; `ignore` are sheets that are never read."""

    path: Path
    name: str
    kind: str
    sheet: str = ""
    errors: bool = False
    ignore: tuple[str, ...] = ()


Result = list[Grid] | Problem


def read(jobs: Sequence[Job], scratch: Path, limits: Limits, tell: Tell = silent) -> list[Result]:
    """The sheets of each file, or the problem that kept it from being read; one that kills the child stops no other.

    tell: is told of every sheet how many of its rows are read.
    """
    results: list[Result] = []
    while len(results) < len(jobs):
        results += _attempt(jobs[len(results) :], scratch, len(results), limits, tell)
    return results


def _attempt(jobs: Sequence[Job], scratch: Path, first: int, limits: Limits, tell: Tell) -> list[Result]:
    folders = [scratch / f"out{first + i}" for i in range(len(jobs))]
    for folder in folders:
        folder.mkdir()
    orders = [
        {
            "path": str(j.path.absolute()),
            "name": j.sheet or j.name,
            "kind": j.kind,
            "out": str(f),
            "errors": j.errors,
            "ignore": j.ignore,
        }
        for j, f in zip(jobs, folders, strict=True)
    ]
    answers, ending = _run({"jobs": orders, "limits": dataclasses.asdict(limits)}, limits.seconds * len(jobs), tell)
    done: list[Result] = [_result(j, a, limits) for j, a in zip(jobs, answers, strict=False)]
    if len(done) < len(jobs):
        done.append(_ended(jobs[len(done)], ending, limits))
        for folder in folders[len(done) :]:
            folder.rmdir()
    return done


def _run(order: dict[str, Any], seconds: float, tell: Tell) -> tuple[list[dict[str, Any]], int | None]:
    """The child's answers and its exit code; None when it ran out of time."""
    command = [sys.executable, "-I", str(Path(child.__file__))]
    environment = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PATH": os.defpath}
    pipe, late = subprocess.PIPE, threading.Event()
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", env=environment
    ) as reader:
        clock = threading.Timer(seconds, _stop, (reader, late))
        clock.start()
        try:
            answers = list(_talk(reader, json.dumps(order), tell))
        except BaseException:
            reader.kill()
            raise
        finally:
            clock.cancel()
    return answers, None if late.is_set() else reader.returncode


def _stop(reader: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    reader.kill()


def _talk(reader: subprocess.Popen[str], order: str, tell: Tell) -> Iterator[dict[str, Any]]:
    """Gives the order and yields the answers as they come; what is said of rows in between goes to `tell`."""
    assert reader.stdin is not None and reader.stdout is not None
    with contextlib.suppress(BrokenPipeError), reader.stdin as to_child:  # it may die before it has listened
        to_child.write(order)
    for line in reader.stdout:
        if not line.endswith("}\n"):  # it died while it spoke
            continue
        answer = json.loads(line)
        if "done" in answer:
            tell(f"读取{answer['sheet']}", answer["done"], answer["of"])
        else:
            yield answer


def _result(job: Job, answer: dict[str, Any], limits: Limits) -> Result:
    if "sheets" in answer:
        return [_grid(job, sheet) for sheet in answer["sheets"]]
    return _refusal(job, answer["error"], answer.get("facts", []), limits)


def _grid(job: Job, sheet: dict[str, Any]) -> Grid:
    with pa.memory_map(sheet["path"]) as source:  # the mapping outlives the name; the system may drop its pages
        table = pa.ipc.open_file(source).read_all()
    Path(sheet["path"]).unlink()
    return Grid(job.name, job.path, sheet["name"], tuple(table.columns), hidden=sheet["hidden"])


def _refusal(job: Job, error: str, facts: list[Any], limits: Limits) -> Problem:
    if error == "far":
        sheet, row, column = facts
        return _far(job, sheet, f"{_far_cell(job.path) or _letters(column) + str(row)}", limits)
    if error == "machine":
        raise MachineFailure(f"{job.name}: {facts}")
    if error == "memory":
        return _ended(job, -6, limits)
    if error == "password":
        return problem("S005", job.name)
    if error == "nested":
        return problem("S004", job.name, why="parquet 中有嵌套或二进制列，应每列一个简单值")
    return problem("S006", job.name, why="工作簿内部结构有误" if job.kind != "parquet" else "parquet 结构有误")


def _ended(job: Job, ending: int | None, limits: Limits) -> Problem:
    """The child was killed, aborted, ran late or died over this file."""
    if ending is None:
        return problem("S011", job.name, why=f"时限（{limits.seconds:.0f} 秒）")
    if ending == -signal.SIGKILL:  # by the system or an operator; a limit of ours ends it otherwise
        raise MachineFailure(f"{job.name}: the reader was killed")
    if ending >= 0:
        return problem("S006", job.name, why="工作簿内部结构有误")
    far = _far_cell(job.path) if job.kind == "xlsx" else None
    if far:
        return _far(job, None, far, limits)
    return problem("S011", job.name, why=f"内存上限（{limits.memory_bytes >> 20} MB）")


def _far(job: Job, sheet: str | None, cell: str, limits: Limits) -> Problem:
    bound = f"{limits.columns} 列、共 {limits.cells} 个单元格"
    row = re.search(r"\d+", cell)
    return problem("S009", job.name, sheet=sheet, row=int(row[0]) if row else None, value=cell, limit=bound)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _far_cell(path: Path) -> str | None:
    """The cell with the greatest row × column in any sheet of an xlsx: looked for only to explain a refusal."""
    best = (0, "")
    try:
        with opened(path, path.name) as archive:
            for info in archive.infolist():
                if info.filename.startswith("xl/worksheets/"):
                    best = max(best, _farthest(archive.open(info)))
    except Refused:
        return None
    return best[1] or None


def _farthest(stream: Any) -> tuple[int, str]:
    best, tail = (0, ""), b""
    with stream:
        while chunk := stream.read(1 << 20):
            for letters, digits in REFERENCE.findall(tail + chunk):
                size = int(digits) * (child.column_index(letters.decode()) + 1)
                if size > best[0]:
                    best = (size, f"{letters.decode()}{digits.decode()}")
            tail = chunk[-24:]
    return best
