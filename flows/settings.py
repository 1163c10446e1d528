"""The one place that sets Prefect's environment, before Prefect is imported.

Prefect reads `[tool.prefect]` from the working directory only, so a command started elsewhere would fall back to
defaults that ask outside hosts. Here the settings are read from the project's own pyproject.toml and put into the
environment; what the operator has set there already wins.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MOST_AT_ONCE = 2
"""Counties advanced at the same time by one process: bounded by the cores, and by what Prefect's SQLite bears."""

PROJECT = Path(__file__).resolve().parents[1]


def _flat(settings: Mapping[str, Any], prefix: str = "PREFECT") -> Iterator[tuple[str, str]]:
    for key, value in settings.items():
        name = f"{prefix}_{key.upper()}"
        if isinstance(value, Mapping):
            yield from _flat(value, name)
        else:
            yield name, str(value).lower() if isinstance(value, bool) else str(value)


def log_file(home: Path) -> Path:
    """Where the parts of the service write warnings and errors."""
    return home / "runs" / "serve.log"


def home_of(home: str | None) -> str:
    """The folder a run works in: as given, else the one its worker was started for, else ./campaign-home."""
    return home or os.environ.get("CAMPAIGN_HOME") or "campaign-home"


def apply(home: Path | None = None) -> None:
    """Put the project's settings into the environment; Prefect's own files go into the home's runs/ folder, a cache.

    Call before the first import of Prefect. `DO_NOT_TRACK` silences the client's telemetry, GX has none left but is
    told all the same.
    """
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["prefect"]
    for name, value in _flat(settings):
        os.environ.setdefault(name, value)
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
    if home is not None:
        place = Path(os.environ.setdefault("PREFECT_HOME", str(home.resolve() / "runs" / ".prefect")))
        place.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # a temporary server that cannot make its folder never answers
