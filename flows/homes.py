"""Making a home, empty or filled with a synthetic campaign."""

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

from acceptance import campaign as campaigns
from acceptance import contracts, history, sample_data, season, store, upgrade
from acceptance.store.home import MARK

DEMO_DAY = 24
"""A synthetic campaign plays this many days after the window opens: field work is back, the window still open."""


@dataclass(frozen=True)
class Initialised:
    """A home that was made, or found and given its earlier years: years held, and the counties brought in now."""

    path: Path
    years: tuple[int, ...] = ()
    brought: int = 0


def initialise(
    path: Path, year: int, *, drill: bool, previous: Path | None = None, now: dt.datetime | None = None
) -> Initialised:
    """Make a home with the year's configuration. previous: an earlier year's home, whose areas and tasks are carried
    over and whose accepted register (with the years it holds) becomes this home's history; given for a home of this
    year that is there already, only the history is brought in again.

    Raises:
        StoreError: `previous` is no home of an earlier year; or the home exists and no `previous` is given.
    """
    before = history.earlier_season(previous, year) if previous else None
    if before is not None and (path / MARK).is_file() and store.Home.open(path).year == year:
        home = store.Home.open(path)
    else:
        home = _made(path, year, drill, before)
    if before is None:
        return Initialised(home.path)
    brought = history.bring(home, before, now or season.moment(before)[1])
    return Initialised(home.path, tuple(history.years(home)), brought)


def _made(path: Path, year: int, drill: bool, before: season.Season | None) -> store.Home:
    home = store.Home.init(path, year, drill)
    store.write_atomic(
        home.campaign_file, upgrade.pinned(campaigns.default_text(year), campaigns.RULES_VERSION).encode(), home.tmp
    )
    for name in season.CONFIGURATION:
        target = home.config / f"{name}.csv"
        if before is not None:
            store.copy_atomic(before.home.config / target.name, target, home.tmp)
        else:
            headers = ",".join(c.header for c in contracts.tables()[name].columns)
            store.write_atomic(target, f"\ufeff{headers}\r\n".encode(), home.tmp)
    return home


def demo_day(year: int) -> dt.date:
    """The day the synthetic campaign of a year plays on."""
    opens = campaigns.parse(campaigns.default_text(year), str(year)).window.opens
    return opens + dt.timedelta(days=DEMO_DAY)


def clear_drill(path: Path) -> None:
    """Remove a 演练 home, so that the demo can be run again; a 正式 one is refused."""
    if not (path / MARK).is_file():
        return
    if store.Home.open(path).kind != "演练":
        raise store.StoreError(f"「{path}」是正式工作目录，演示不会改动它；请用 --home 另指一个目录。")
    shutil.rmtree(path)


def fill(path: Path, *, counties: int, households: int, seed: int, defects: str) -> None:
    """Write a synthetic campaign into a home, which thereby becomes a 演练 one.

    Raises:
        StoreError: packages have arrived in this 正式 home already.
    """
    home = store.Home.open(path)
    if home.kind != "演练":
        if store.lines_received(home):
            raise store.StoreError("这是已有收件的正式工作目录，不能放入模拟数据。")
        home = home.as_drill()
    facts = yaml.safe_load(home.campaign_file.read_text(encoding="utf-8"))
    facts["registries"]["required"] = sorted(sample_data.REGISTRIES)
    facts["drill_today"] = demo_day(home.year)
    text = "# 演练用年度配置：只要求模拟数据里有的部门数据，并固定演练日期。\n" + yaml.safe_dump(
        facts, allow_unicode=True, sort_keys=False
    )
    store.write_atomic(home.campaign_file, text.encode(), home.tmp)
    year = campaigns.load(home.campaign_file)
    sample_data.generate(home.path, year, counties=counties, households=households, seed=seed, defects=defects)
    if (home.path / history.LINE).is_dir():
        noon = dt.datetime.combine(demo_day(home.year), dt.time(12), season.ZONE)
        history.receive(home, home.path / history.LINE, noon)
        store.discard(home.path / history.LINE, home.tmp)
