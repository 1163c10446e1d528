"""What a working process of `python -m benchmarks reports` does: it imports what the product's own does."""

import json
import tempfile
from pathlib import Path

from tasks import rendering


def printed(job: tuple[str, str]) -> tuple[int, int, int]:
    """(context in JSON, folder) printed: the highest memory of this process in MB, pages, bytes."""
    context = json.loads(job[0])
    attached = [file | {"data": file["data"].encode()} for file in context.pop("attachments")]
    with tempfile.NamedTemporaryFile(dir=job[1], suffix=".pdf") as out:
        info = rendering.print_job(json.dumps(context), attached, out.name)
        size = Path(out.name).stat().st_size
    return highest_mb(), info["pages"], size


def highest_mb() -> int:
    """The highest resident memory of this process; ru_maxrss of a fresh one begins with that of its parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) >> 10 for line in lines if line.startswith("VmHWM:"))
