"""`campaign serve`: server and worker on this machine, for one home, until it is told to stop; `campaign work`: a
worker alone, for a service on another machine that shares the home (docs/scaling.md).
"""

import asyncio
import ctypes
import functools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx

from acceptance import season as seasons
from acceptance import store
from flows import exposure, run, screen, server_file, settings, watching

STARTS_WITHIN_S = 120
STOPS_WITHIN_S = 20
LOOKS_EVERY_S = 2
LOOPBACK = "127.0.0.1"
PARTS = {"PREFECT_WORKER_QUERY_SECONDS": "3", "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json"}
"""A worker asks for runs so often, and every part writes its log as one JSON object a line, where the operator has not
said otherwise.
"""
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def serve(path: Path, host: str, port: int, console_port: int = 0, at_once: int = settings.MOST_AT_ONCE) -> int:
    """Run until SIGINT or SIGTERM; what was started is stopped again, and nothing is left behind.

    console_port: where the office's console is shown, on this machine only; 0 for no console. at_once: runs that the
    worker does at the same time; 0 for no worker.

    Returns 0 after a stop that was asked for, 3 when a part ended by itself.
    """
    season = seasons.open_season(path)
    if missing := exposure.unmet(host, os.environ):
        return screen.usage(f"在 {host} 上提供服务，其他机器可以访问，须先做到：\n  " + "\n  ".join(missing))
    if (running := server_file.live_server(season.home)) is not None:
        return screen.usage(f"这个目录的调度服务已在运行：{running}")
    for where, wanted in ((host, port), (LOOPBACK, console_port)):
        if wanted and _taken(where, wanted):
            return screen.failed(f"端口 {wanted} 已被占用，调度服务没有启动。")
    settings.apply(season.home.path)
    env = _environment(season.home, host, port)
    os.environ |= env  # what is announced from here speaks to this service
    children: list[subprocess.Popen[bytes]] = []
    _stand_over_parts()
    try:
        children.append(_start(_prefect("server", "start", "--host", host, "--port", str(port)), env))
        if not _answers(env["PREFECT_API_URL"], children[0]):
            return screen.failed(f"调度服务没有启动，详见 {settings.log_file(season.home.path)}。")
        server_file.write(season.home, env["PREFECT_API_URL"])
        _deploy(env)
        asyncio.run(_close_runs())
        if at_once:
            children.append(_start(_worker(at_once), env))
        if console_port:
            children.append(_start(_console(season.home, console_port), env))
        screen.say(f"调度服务：{env['PREFECT_SERVER_UI_API_URL'].removesuffix('/api')}（按 Ctrl-C 停止）")
        return _watch(season, children)
    except KeyboardInterrupt:
        screen.say("正在停止……")
        return 0
    finally:
        _end(children)
        server_file.remove(season.home)


def work(path: Path, server: str, at_once: int) -> int:
    """Run a worker until SIGINT or SIGTERM, for the service at `server` (its API's address); they share the home.

    Prefect's own files of this worker lie in a folder of this machine. Returns 0 after a stop that was asked for, 3
    when the service does not answer or the worker ended by itself.
    """
    home = store.Home.open(path)
    here = {"PREFECT_API_URL": server, "PREFECT_SERVER_EPHEMERAL_ENABLED": "false", "CAMPAIGN_HOME": str(home.path)}
    with tempfile.TemporaryDirectory(prefix="campaign-worker-") as own:
        os.environ |= here | exposure.client(os.environ)
        os.environ.setdefault("PREFECT_HOME", own)
        settings.apply()
        if not _healthy(server):
            return screen.failed(f"调度服务没有应答：{server}")
        children: list[subprocess.Popen[bytes]] = []
        _stand_over_parts()
        try:
            children.append(_start(_worker(at_once), PARTS | os.environ))
            screen.say(f"工作进程已启动，为 {server} 服务，同时推进 {at_once} 个区县（按 Ctrl-C 停止）")
            while children[0].poll() is None:
                time.sleep(LOOKS_EVERY_S)
            return screen.failed("工作进程自行退出。")
        except KeyboardInterrupt:
            screen.say("正在停止……")
            return 0
        finally:
            _end(children)


def _stand_over_parts() -> None:
    """From now on SIGTERM stops this process in order, and what a part leaves behind becomes ours to end."""
    _system(PR_SET_CHILD_SUBREAPER, 1)
    signal.signal(signal.SIGTERM, _interrupt)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):  # told twice is not told to leave the parts behind
        signal.signal(number, signal.SIG_IGN)
    for child in reversed(children):
        _stop(child)
    _end_orphans()


def _taken(host: str, port: int) -> bool:
    """Whether another program listens there: its answer would be taken for our service's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _environment(home: store.Home, host: str, port: int) -> dict[str, str]:
    own = {"PREFECT_SERVER_EPHEMERAL_ENABLED": "false", "CAMPAIGN_HOME": str(home.path)}
    return PARTS | os.environ | exposure.settings(host, port, os.environ) | own


def _prefect(*words: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *words]


def _worker(at_once: int) -> list[str]:
    return _prefect("worker", "start", "--pool", "county", "--limit", str(at_once))


def _console(home: store.Home, port: int) -> list[str]:
    """The console's command; what it would print when it starts is printed here, where somebody looks."""
    from flows import console

    console.first_start(home)
    screen.say(f"控制台：http://{LOOPBACK}:{port}")
    return [console.campaign_command(), "console", "--home", str(home.path), "--port", str(port)]


def _start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """A part in a session of its own: Ctrl-C reaches this process only, which then stops the parts in order.

    Should this process be killed, the system itself asks the parts to end. What they have to say goes into a log.
    """
    log = settings.log_file(Path(env["CAMPAIGN_HOME"]))
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as stream:
        return subprocess.Popen(
            command,
            env=env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=stream,
            preexec_fn=_become_a_part,
        )


def _become_a_part() -> None:
    """In the child, before it becomes the part: SIGTERM when the parent dies (Linux; elsewhere nothing).

    A worker turns SIGTERM into SIGINT, which is ignored where the service was started in the background of a script.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _system(PR_SET_PDEATHSIG, signal.SIGTERM)


def _system(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value)


def _deploy(env: dict[str, str]) -> None:
    """The work pool and the deployments of prefect.yaml; both may be there already."""
    for words in (
        ["work-pool", "create", "county", "--type", "process", "--overwrite"],
        ["--no-prompt", "deploy", "--all"],
    ):
        subprocess.run(_prefect(*words), env=env, check=True, capture_output=True, cwd=settings.PROJECT)


def _answers(api_url: str, server: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        if _healthy(api_url):
            return True
        time.sleep(0.5)
    return False


def _healthy(api_url: str) -> bool:
    try:
        return httpx.get(f"{api_url}/health", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _watch(season: seasons.Season, children: list[subprocess.Popen[bytes]]) -> int:
    """Look at the inbox now and again while every part runs."""
    watch = watching.Watch(season, functools.partial(run.announce, season.home))
    while all(child.poll() is None for child in children):
        watch.look(time.monotonic())
        time.sleep(LOOKS_EVERY_S)
    return screen.failed("调度服务或工作进程自行退出，已停止。")


async def _close_runs() -> None:
    from prefect.client.orchestration import get_client  # Prefect is imported after its settings

    from flows import silent

    async with get_client() as client:
        await silent.close(client)


def _stop(child: subprocess.Popen[bytes]) -> None:
    """Ask a part's whole session to end; kill what does not."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, how)
            child.wait(STOPS_WITHIN_S)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        else:
            return


def _end_orphans() -> None:
    """End the runs that a stopped worker left behind; what they were doing is done again after the next start."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + STOPS_WITHIN_S / 2
        while (left := _children()) and time.monotonic() < until:
            for pid in left:
                with suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, how)
                    os.waitpid(pid, os.WNOHANG)
            time.sleep(0.2)


def _children() -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except FileNotFoundError:  # not Linux
        return []
