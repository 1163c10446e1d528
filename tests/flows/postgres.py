"""A PostgreSQL of the test's own: a cluster in a folder, on loopback, gone afterwards. Debian's package is enough."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), default=None)
ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this account."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running() -> Iterator[str]:
    """Yields the address under which Prefect finds it (asyncpg, which comes with Prefect)."""
    assert PROGRAMS is not None
    port, as_root = free_port(), os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="campaign-pg-"))
    try:
        if as_root:
            shutil.chown(folder, ACCOUNT)
        settings = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c max_connections=200"
        _as(as_root, ["initdb", "-D", f"{folder}/data", "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
        _as(as_root, ["pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "-o", settings, "start"])
        try:
            yield f"postgresql+asyncpg://{ACCOUNT}@127.0.0.1:{port}/postgres"
        finally:
            _as(as_root, ["pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _as(as_root: bool, command: list[str]) -> None:
    program = str(PROGRAMS / command[0]) if PROGRAMS else command[0]
    subprocess.run(
        [program, *command[1:]],
        user=ACCOUNT if as_root else None, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
