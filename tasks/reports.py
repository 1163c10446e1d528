"""Printing the county report of a generation. Rendering is Python at work for seconds, so it is done in processes
of its own.
"""

import functools
import json
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from acceptance import report_rules, signatures, store
from acceptance.reporting.context import signing_part
from acceptance.season import Season
from tasks import processes, rendering
from tasks.judgement import CONTEXT, HELD

REPORT = "report.pdf"
INFO = ".report-info.json"
AT_ONCE = 2
EACH = 2
"""Reports a printing process makes before it is replaced; it holds about 240 MB then, after eight about 260."""


@functools.cache
def _pool() -> processes.Pool:
    """Fresh interpreters, replaced after a few reports: WeasyPrint's memory is not given back (notes in
    docs/decisions.md).
    """
    return processes.Pool(AT_ONCE, each=EACH)


def close() -> None:
    """End the printing processes; the next report starts fresh ones."""
    if _pool.cache_info().currsize:
        _pool().shutdown()
        _pool.cache_clear()


def print_report(season: Season, county: str, generation: store.Generation, core: dict[str, Any]) -> dict[str, Any]:
    """Write report.pdf and return result.json: the core, `report` {file, sha256, pages} and `signatures`.

    A report that a rule of scope report holds back is not printed; `report` has no file then and says why in `held`.
    """
    held = store.read_json(generation.folder / HELD)
    if held:
        return core | {"report": {"file": "", "sha256": "", "pages": 0, "held": held}, "signatures": []}
    signed = signatures.of_result(season, county, core["core_sha256"])
    judged = json.loads((generation.folder / CONTEXT).read_text(encoding="utf-8"))
    context = json.dumps(judged | {"signatures": signing_part(core["core_sha256"], signed)}, ensure_ascii=False)

    def produce(folder: Path) -> None:
        attached = [
            {"name": "core.json", "description": "本报告的全部数据", "data": store.canonical_json(core)},
            {
                "name": "trace.json",
                "description": "各数的查询编号和数据批次",
                "data": store.canonical_json(report_rules.trace(core, judged)),
            },
            {
                "name": "manifest.json",
                "description": "所依据数据包的校验值",
                "data": store.canonical_json(core["inputs"]),
            },
        ]
        try:
            info = _pool().submit(rendering.print_job, context, attached, str(folder / REPORT)).result()
        except BrokenProcessPool:  # a printing process was killed: the task's retry starts fresh ones
            close()
            raise
        store.write_json(folder / INFO, info)

    basis = store.hash_value([context, core["core_sha256"]])
    store.step(generation, "report", basis, produce, [REPORT, INFO])
    info = json.loads((generation.folder / INFO).read_text(encoding="utf-8"))
    return core | {"report": {"file": REPORT, **info}, "signatures": signed}
