"""`campaign serve`: server and worker on this machine, for one home, until it is told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from acceptance import season as seasons
from acceptance import store
from flows import limits, screen, server_file, settings

HOST = "127.0.0.1"
STARTS_WITHIN_S = 120
STOPS_WITHIN_S = 20


def serve(path: Path, port: int) -> int:
    """Run until SIGINT or SIGTERM; what was started is stopped again, and nothing is left behind.

    Returns 0 after a stop that was asked for, 3 when a part ended by itself.
    """
    season = seasons.open_season(path)
    if (running := server_file.live_server(season.home)) is not None:
        return screen.usage(f"这个目录的调度服务已在运行：{running}")
    settings.apply(season.home.path)
    env = _environment(season.home, port)
    children: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        children.append(_start(["server", "start", "--host", HOST, "--port", str(port)], env))
        if not _answers(env["PREFECT_API_URL"], children[0]):
            return screen.failed(f"调度服务没有启动（端口 {port} 可能已被占用）。")
        server_file.write(season.home, env["PREFECT_API_URL"])
        _deploy(env)
        children.append(_start(["worker", "start", "--pool", "county", "--limit", str(limits.MOST_AT_ONCE)], env))
        screen.say(f"调度服务：http://{HOST}:{port}（按 Ctrl-C 停止）")
        return _watch(children)
    except KeyboardInterrupt:
        screen.say("正在停止……")
        return 0
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):  # told twice is not told to leave the parts behind
            signal.signal(number, signal.SIG_IGN)
        server_file.remove(season.home)
        for child in reversed(children):
            _stop(child)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _environment(home: store.Home, port: int) -> dict[str, str]:
    url = f"http://{HOST}:{port}/api"
    return os.environ | {
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_UI_API_URL": url,
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "CAMPAIGN_HOME": str(home.path),
    }


def _prefect(*words: str) -> list[str]:
    return [sys.executable, "-m", "prefect", *words]


def _start(words: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """A part in a session of its own: Ctrl-C reaches this process only, which then stops the parts in order."""
    return subprocess.Popen(_prefect(*words), env=env, start_new_session=True, stdout=subprocess.DEVNULL)


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
        try:
            if httpx.get(f"{api_url}/health", timeout=2).status_code == httpx.codes.OK:
                return True
        except httpx.HTTPError:
            time.sleep(0.5)
    return False


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while all(child.poll() is None for child in children):
        time.sleep(1)
    return screen.failed("调度服务或工作进程自行退出，已停止。")


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
