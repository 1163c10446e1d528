"""The console as started: what the first start prints, what it asks the scheduler, the real check of an upload."""

import http.server
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from acceptance import season
from console import accounts
from console.desk import FailedRun
from flows import console as started
from flows import server_file, serving
from tests.console.offices import OTHER, OWN

RUNS = [
    (OTHER, "COMPLETED", "2026-12-20T03:00:00Z", "3"),
    (OWN, "CRASHED", "2026-12-20T02:00:00Z", "2"),
    (OTHER, "FAILED", "2026-12-20T01:00:00Z", "1"),
]
"""The newest first: what failed before a run that went well is history."""


@pytest.fixture
def scheduler() -> Iterator[http.server.HTTPServer]:
    """Answers as Prefect's own service does, and counts how often it is asked for runs."""

    class Answers(http.server.BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self) -> None:  # the name that the library calls
            self._say({})

        def do_POST(self) -> None:
            Answers.asked += 1
            self.rfile.read(int(self.headers["content-length"]))
            named = ("parameters", "state_type", "state", "id")
            self._say(
                [dict(zip(named, ({"county": c}, kind, {"timestamp": at}, n), strict=True)) for c, kind, at, n in RUNS]
            )

        def _say(self, value: object) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(value).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_newest_runs_that_failed_are_asked_for_and_not_too_often(
    home: Path, scheduler: http.server.HTTPServer
) -> None:
    runs = started._failed_runs(home)
    assert started._ask_for_failed(season.open_season(home)) == []  # no service
    address = f"http://127.0.0.1:{scheduler.server_port}"
    server_file.write(season.open_season(home).home, f"{address}/api")
    assert runs() == [FailedRun("城口县", "中断", "12-20 10:00", f"{address}/runs/flow-run/2")]
    assert runs() == runs() and scheduler.RequestHandlerClass.asked == 1  # type: ignore[attr-defined]


def test_serve_starts_the_console_and_prints_the_first_password(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = serving._console(season.open_season(home).home, 4299)
    assert command[1:] == ["console", "--home", str(home), "--port", "4299"] and Path(command[0]).is_file()
    said = capsys.readouterr().out
    assert "一次性密码" in said and "http://127.0.0.1:4299" in said and accounts.find(home, accounts.FIRST)
    serving._console(season.open_season(home).home, 4299)
    assert "一次性密码" not in capsys.readouterr().out


@pytest.mark.slow
def test_a_zip_bomb_is_refused_by_the_real_check(home: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "自查.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("户表.csv", bytes(200 << 20))
    view = started._checker(home)(bomb, "self_check", OWN)
    assert view.outcome == "退回" and view.rules[0][0] == "S008" and view.feedback is not None
