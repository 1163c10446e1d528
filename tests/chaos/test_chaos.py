"""Thirty deaths: the short form of `make chaos`, in a process of its own, which never opened a database
before it forks.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("chaos")

PROJECT = Path(__file__).parents[2]


@pytest.mark.slow
def test_thirty_deaths_lose_nothing_double_nothing_and_change_no_byte():
    command = [sys.executable, "-m", "tests.chaos", "--kills", "30", "--pauses", "0", "--commands", "0", "--quick"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "杀死：30 次" in done.stdout
    assert "全部一致" in done.stdout
