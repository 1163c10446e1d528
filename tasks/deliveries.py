"""Department tables: put into the inbox, loaded, and compared with the registered persons."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from acceptance import across, deliveries, delivery_summary, store
from acceptance.progress import Tell, silent
from acceptance.season import Season
from tasks import likeness

listener: ContextVar[Tell] = ContextVar("listener", default=silent)
"""Who hears how far loading is. No argument: Prefect would keep it with the run."""


def place(home: store.Home, name: str, files: Sequence[Path], county: str | None = None) -> Path:
    """Put the files of one delivery into the inbox as one package: a file as it is, several as a folder.

    county: the delivery is this county's part; its package is a folder that says so in its name.
    """
    if len(files) == 1 and county is None:
        return store.submit(home, store.REGISTRIES, name, files[0])
    with tempfile.TemporaryDirectory(dir=home.tmp) as scratch:
        folder = Path(scratch) / (f"county-{county}" if county else name)
        folder.mkdir()
        for number, file in enumerate(files, 1):
            store.copy_atomic(file, folder / f"{number:03}_{file.name}")
        return store.submit(home, store.REGISTRIES, name, folder)


def load_all(season: Season) -> list[dict[str, Any]]:
    """Load every received delivery that has not been loaded; one record each."""
    return [deliveries.load(season, receipt, listener.get()) for receipt in deliveries.unloaded(season)]


def last(season: Season, name: str) -> list[dict[str, Any]]:
    """What became of the newest delivery of a registry; empty where there is none or it is not loaded yet."""
    newest = store.receipts(season.home, store.REGISTRIES, name)[-1:]
    kept = [deliveries.outcome_path(season, name, one.version) for one in newest]
    return [store.read_json(path) for path in kept if path.is_file()]


def summary(season: Season, record: dict[str, Any], as_of: dt.date) -> list[str]:
    """What is to be said of a delivery just loaded: its figures, E092 to E096, and what follows."""
    return delivery_summary.lines(season, record["registry"], record["version"], as_of)


def compare(season: Season, counties: Sequence[str]) -> int:
    """Compare the persons of these counties with the deliveries in force, and all counties with each other.

    Returns how many counties were due.
    """
    # While a package of another county waits for its own check, what was seen before stands.
    with suppress(store.NotChecked):
        across.refresh(season)
    return len(deliveries.compare(season, counties, likeness.linking(season.campaign.suggestions.likeness)))
