"""Prefect's settings come from the project whatever the working directory, and before Prefect is imported."""

import os
import subprocess
import sys

from flows import settings

WANTED = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    "DO_NOT_TRACK": "1",
}


def test_settings_are_put_into_the_environment_and_the_operators_win(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "environ", {"PREFECT_LOGGING_LEVEL": "DEBUG"})
    monkeypatch.chdir(tmp_path)
    settings.apply(tmp_path)
    assert os.environ.items() >= WANTED.items()
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert os.environ["PREFECT_HOME"] == str(tmp_path / "runs" / ".prefect")
    assert (tmp_path / "runs" / ".prefect").stat().st_mode & 0o777 == 0o700


def test_the_command_line_starts_without_prefect():
    heavy = ("prefect", "great_expectations", "weasyprint")
    code = (
        f"import sys, flows.cli, flows.run, flows.homes, flows.serving; print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
