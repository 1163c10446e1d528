"""Counties whose evidence is open: judged once, then every household is a few small queries.

A county is opened again once a generation is published or a check, a match or a draw is written. Few are kept open.
"""

import contextlib
import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from acceptance import case, store
from acceptance.season import Season
from acceptance.verdicts import judge_households

MOST_OPEN = 4


@dataclass(frozen=True)
class _Open:
    """A judged county; leaving `hold` closes it. Cursors handed out before stay usable."""

    con: duckdb.DuckDBPyConnection
    hold: contextlib.ExitStack


_opened: OrderedDict[object, _Open] = OrderedDict()
_lock = threading.Lock()


@contextlib.contextmanager
def county(season: Season, code: str, as_of: dt.date) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of one's own to a county's judged evidence: its views, `criterion`, `mark`, `household_verdict`."""
    key = (str(season.home.path), code, as_of, season.basis, _stamp(season, code))
    with _lock:  # one opens, the others wait for it and share
        if key not in _opened:
            for old in [one for one in _opened if one[:2] == key[:2]]:  # type: ignore[index]
                _opened.pop(old).hold.close()
            while len(_opened) >= MOST_OPEN:
                _opened.popitem(last=False)[1].hold.close()
            _opened[key] = _judge(season, code, as_of)
        _opened.move_to_end(key)
        cursor = _opened[key].con.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


def _judge(season: Season, code: str, as_of: dt.date) -> _Open:
    with contextlib.ExitStack() as stack:
        con = stack.enter_context(case.opened(season, code, as_of)).con
        judge_households(con)
        return _Open(con, stack.pop_all())


def _stamp(season: Season, code: str) -> tuple[object, ...]:
    """What changes whenever the county's evidence does."""
    home = season.home
    published = store.published(home, code)
    folders = [
        home.lake / "checks" / code,
        home.lake / "checks" / store.MUNICIPAL,
        home.lake / "hits" / f"county_code={code}",
    ]
    folders.append(home.path / "samples" / code)
    return (published.name if published else "", *(mark for folder in folders for mark in _marks(folder)))


def _marks(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in folder.rglob("*.json")) if folder.is_dir() else []


def close_all() -> None:
    """Closes every county: at the end of the console, and between tests."""
    with _lock:
        while _opened:
            _opened.popitem()[1].hold.close()
