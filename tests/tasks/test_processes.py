"""Working processes do not outlive the one they work for."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from tasks import processes

PARENT = """
import os, time
from tasks import processes

if __name__ == "__main__":
    workers = processes.Pool(2, each=8)
    first = [workers.submit(time.sleep, 0.2) for _ in range(2)]
    print(workers.submit(os.getpid).result(), *workers.executor._processes, flush=True)
    time.sleep(60)
"""


def test_the_children_of_a_killed_process_end(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=env)
    try:
        children = {int(word) for word in parent.stdout.readline().split()}
        assert len(children) == 2 and all(_lives(child) for child in children)
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        parent.stdout.close()
    until = time.monotonic() + 20
    while (left := [child for child in children if _lives(child)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []


def test_workers_are_replaced_and_no_work_is_left_waiting():
    """With max_tasks_per_child the seventeenth of these hung."""
    workers = processes.Pool(2, each=2)
    started = [workers.submit(os.getpid) for _ in range(9)]
    made = [one.result(timeout=60) for one in started]
    workers.shutdown()
    assert len(made) == 9 and len(set(made[:4]) & set(made[4:])) == 0 and len(set(made)) >= 3


def test_a_worker_that_dies_is_said_and_does_not_block_the_next():
    workers = processes.Pool(1, each=8)
    with pytest.raises(BrokenProcessPool):
        workers.submit(os._exit, 1).result(timeout=60)
    with pytest.raises(BrokenProcessPool):  # whoever uses it starts another
        workers.submit(os.getpid)
    workers.shutdown()


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
