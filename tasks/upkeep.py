"""Looking after a home: what the core cannot know about the installation is found out here."""

import datetime as dt
from pathlib import Path

from acceptance import operations
from acceptance.season import Season
from report_templates import fonts

LOCK = Path(__file__).parents[1] / "requirements.lock"


def examine(season: Season, today: dt.date, *, full: bool) -> list[operations.Answer]:
    """Every answer of `campaign doctor`, fonts included."""
    absent = [face.file for face in fonts.missing(fonts.folder())]
    return operations.examine(season, today, lock=LOCK, missing_fonts=absent, full=full)
