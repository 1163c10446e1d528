"""Registered persons found in departments' tables: the product beside a mere scan and beside other tools, in one run.

1.68 million persons and ten registries of 49.8 million rows at scale 1 (benchmarks/municipality.py). Every way runs in
a process of its own; CPU and memory are that process's. `scan` is the yardstick: the ID and name columns of the
deliveries as departments sent them, decoded and nothing done with them. The other tools read the same deliveries, clean
the numbers (spaces, full width, capitals) and join them to spellings of the registered numbers that are prepared for
them and not counted; they compare names as text. The product answers more: kinds of agreement, evidence, lead
identities. Disk: about 6.5 GB at scale 1; removed at the end.
"""

import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from acceptance import contracts, matching
from benchmarks import matching_ways, municipality
from benchmarks.matching_ways import WAYS

LIMIT = 14 << 30
"""Address space of a child: what needs more is reported as such."""
YARDSTICK = "scan"
PATIENCE = 900
"""Seconds after which a way is given up."""


def run(scale: float = 1.0) -> None:
    """Prints the table of ways with their ratios to the scan, and how the product's cost grows up to this scale.

    A way that takes more than ten minutes at full size is measured at a tenth, beside a scan of that size.
    """
    sizes = [scale, scale / 10, scale / 100] if scale >= 0.1 else [scale]
    with tempfile.TemporaryDirectory(prefix="bench-matching-") as scratch:
        folders = {size: Path(scratch) / f"{size:g}" for size in sizes}
        for size, folder in folders.items():
            made(folder, size)
        whole = [name for name, way in WAYS.items() if way.whole or len(sizes) == 1]
        growth = {scale: show(scale, folders[scale], whole)}
        slow = [name for name in WAYS if name not in whole]
        for size in sizes[1:]:
            growth[size] = show(size, folders[size], [YARDSTICK, "product", *slow])
            slow = []  # once is enough
    for size, one in sorted(growth.items()):
        print(f"scale {size:<6g} product {one['cpu']:.2f} CPU s, {one['peak']} MB")


def made(folder: Path, scale: float) -> None:
    """persons/<county>.parquet, spelled.parquet; of each registry <name>.parquet as sent and loaded/<name>.parquet."""
    (folder / "loaded").mkdir(parents=True)
    (folder / "persons").mkdir()
    began, spent = time.perf_counter(), 0.0
    with municipality.connect(folder, scale) as con:
        persons = municipality.write_persons(con, folder / "reported.parquet")
        keyed = matching.with_key(f"'{folder / 'reported.parquet'}'")  # as tasks/quality.py puts persons into the lake
        con.execute(f"CREATE TEMP TABLE keyed AS FROM ({keyed}) ORDER BY county_code, person_id")
        for county in municipality.COUNTIES:
            own = f"FROM keyed WHERE county_code = '{county}' ORDER BY person_id"
            con.execute(f"COPY ({own}) TO '{folder / 'persons' / str(county)}.parquet'")
        con.execute("DROP TABLE keyed")
        rows = 0
        for name, path in municipality.deliveries(con, folder, scale):
            before = time.process_time()
            profile = matching.load_registry(
                contracts.registries()[name], [path], folder / "loaded" / f"{name}.parquet", large=1
            )
            spent += time.process_time() - before
            rows += profile.rows
    matching_ways.write_spellings(folder)
    print(
        f"\n{persons:,} persons, {rows:,} rows in {len(municipality.ROWS)} registries; "
        f"loading them took {spent:.0f} CPU s, making and loading {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def measured(name: str, folder: Path) -> dict[str, Any]:
    """What a child of this module found: cpu, wall (its imports left out), peak MB, said; or only why not."""
    command = [sys.executable, "-m", "benchmarks.matching", name, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            out, err = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            return {"why": f"given up after {PATIENCE} s"}
    if child.returncode < 0:
        return {"why": f"killed by {signal.Signals(-child.returncode).name}, as a process out of memory is"}
    if child.returncode:
        return {"why": (err.strip().splitlines() or ["failed"])[-1][:100]}
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def child(name: str, folder: Path) -> None:
    """One way, measured in this process; one line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))
    try:
        ready = WAYS[name].prepare()
    except ImportError as missing:
        print(json.dumps({"why": f"{missing.name} is not installed (uv pip install --group bench)"}))
        return
    wall, before = time.perf_counter(), time.process_time()
    try:
        said = ready(folder)
    except MemoryError:
        print(json.dumps({"why": f"out of memory at {LIMIT >> 30} GiB"}))
        return
    figures = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - before, "said": said}
    print(json.dumps(figures | {"peak": _peak_mb()}))


def _peak_mb() -> int:
    """The highest resident memory of this process since it began; ru_maxrss would count what it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def show(scale: float, folder: Path, ways: Iterable[str]) -> dict[str, Any]:
    """Each line as soon as it is there: the later ways take minutes. Returns what was measured of the product."""
    print(f"\nscale {scale:<24g}{'CPU s':>8}{'wall s':>8}{'× scan':>8}{'peak MB':>9}")
    found: dict[str, dict[str, Any]] = {}
    for name in ways:
        found[name] = one = measured(name, folder)
        if "why" in one:
            print(f"{name:<30}not measured: {one['why']}", flush=True)
            continue
        ratio = one["cpu"] / found[YARDSTICK]["cpu"]
        figures = f"{one['cpu']:>8.2f}{one['wall']:>8.2f}{ratio:>8.2f}{one['peak']:>9}"
        print(f"{name:<30}{figures}  {one['said']}", flush=True)
    return found["product"]


if __name__ == "__main__":
    child(sys.argv[1], Path(sys.argv[2]))
