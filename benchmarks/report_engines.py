"""One county report by WeasyPrint (the product), headless Chromium (the same HTML) and Typst (the same blocks)."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import typst_report
from benchmarks.measure import cpu
from report_templates import fonts
from tasks import rendering

OURS = """
import json, pathlib, sys
from tasks import rendering
context = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
rendering.render_county_report(context | {"attachments": []}, pathlib.Path(sys.argv[2]))
"""
TYPST = """
import sys, typst
source, out, fonts = sys.argv[1:]
typst.compile(source, output=out, font_paths=[fonts], ignore_system_fonts=True, pdf_standards=["a-3b"])
"""


@dataclass(frozen=True)
class Measured:
    """CPU seconds of the process tree, wall seconds, highest sum of its shared memory in MB, pages, bytes."""

    cpu: float
    wall: float
    peak: int
    pages: int
    size: int


def all_of(folder: Path, context: dict[str, Any], tries: int) -> Iterator[tuple[str, Measured | str]]:
    """(engine, its cheapest try); for one that is not installed, or fails, what was missing."""
    for name, command in (("WeasyPrint", _ours), ("Chromium", _chromium), ("Typst", _typst)):
        out = folder / f"{name}.pdf"
        words = command(folder, context, out)
        if isinstance(words, str):
            yield name, words
            continue
        try:
            yield name, min((_measured(words, out) for _ in range(tries)), key=lambda one: one.cpu)
        except subprocess.CalledProcessError as problem:
            yield name, f"failed: {problem.stderr.decode()[-300:]}"


def _ours(folder: Path, context: dict[str, Any], out: Path) -> list[str]:
    given = folder / "context.json"
    plain = {key: value for key, value in context.items() if key != "attachments"}
    given.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    return [sys.executable, "-c", OURS, str(given), str(out)]


def _chromium(folder: Path, context: dict[str, Any], out: Path) -> list[str] | str:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return "not installed"
    page = folder / "report.html"
    base = f'<base href="{rendering.TEMPLATES.as_uri()}/">'
    html = rendering.document_html("county.html.j2", context, fonts.folder())
    page.write_text(html.replace("<head>", f"<head>{base}", 1), encoding="utf-8")
    switches = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={out}"]
    return [program, *switches, f"--user-data-dir={folder / 'profile'}", page.as_uri()]


def _typst(folder: Path, context: dict[str, Any], out: Path) -> list[str] | str:
    try:
        import typst  # noqa: F401
    except ImportError:
        return "not installed"
    source = folder / "report.typ"
    source.write_text(typst_report.source(context), encoding="utf-8")
    return [sys.executable, "-c", TYPST, str(source), str(out), str(fonts.folder())]


def _measured(command: list[str], out: Path) -> Measured:
    import pikepdf

    spent, wall = cpu(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watch = _Watch(process.pid)
    _, said = process.communicate()
    watch.done()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    with pikepdf.open(out) as pdf:
        pages = len(pdf.pages)
    used = max(cpu() - spent, watch.cpu)  # a helper that nobody waited for is in the second alone
    return Measured(used, time.perf_counter() - wall, watch.peak, pages, out.stat().st_size)


class _Watch(threading.Thread):
    """The highest sum of proportional memory of a process and its descendants, and the CPU seconds they were seen
    with; looked at every 50 ms.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self._ended = pid, 0, threading.Event()
        self._seconds: dict[int, float] = {}
        self.start()

    @property
    def cpu(self) -> float:
        return sum(self._seconds.values())

    def run(self) -> None:
        while not self._ended.wait(0.05):
            tree = _tree(self.pid)
            self.peak = max(self.peak, sum(map(_memory, tree)))
            self._seconds |= {one: _seconds(one) or self._seconds.get(one, 0.0) for one in tree}

    def done(self) -> None:
        self._ended.set()
        self.join()


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in lines if line.startswith("Pss:")), 0)
