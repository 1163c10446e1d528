"""What this release's rules would say of a home that is pinned to others: judged in a trial home, thrown away."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acceptance import campaign as campaigns
from acceptance import season as seasons
from acceptance import store, upgrade
from acceptance.season import Season
from acceptance.store.home import FOLDERS, MARK
from acceptance.upgrade import Change
from tasks import deliveries, judgement, quality

LINKED = ("received", "samples", "lake")
"""What the trial home shares with the real one. Its files are only ever replaced whole, never written into."""


@contextmanager
def trial(season: Season) -> Iterator[Season]:
    """A home inside tmp/ with the same packages under this release's rules; gone when the block ends.

    Nothing in it is published, and what the real home holds is not touched.
    """
    place = season.home.new_tmp()
    try:
        for name in FOLDERS:
            if name in LINKED:
                shutil.copytree(season.home.path / name, place / name, copy_function=_linked)
            else:
                (place / name).mkdir(0o700)
        shutil.copytree(season.home.config, place / "config", dirs_exist_ok=True)
        shutil.copy(season.home.path / MARK, place / MARK)
        text = season.home.campaign_file.read_text(encoding="utf-8")
        (place / season.home.campaign_file.name).write_text(
            upgrade.pinned(text, campaigns.RULES_VERSION), encoding="utf-8"
        )
        yield seasons.open_season(place)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:  # a file system without hard links
        shutil.copy(source, target)
    return target


def changes(season: Season, tried: Season) -> list[Change]:
    """Every published county judged anew in the trial home, on the day its published result was judged on.

    So nothing but the rules can make a difference. Receive in the real home before.
    """
    counties = [one for one in season.counties if store.published(season.home, one)]
    deliveries.load_all(tried)
    quality.check_waiting(tried, tried.counties)
    deliveries.compare(tried, tried.counties)
    return [_change(season, tried, county) for county in counties]


def _change(season: Season, tried: Season, county: str) -> Change:
    before = store.read_published(season.home, county, lambda one: (one.result, one.inputs.as_of))
    assert before is not None, "only published counties are compared"
    generation = store.begin(tried.home, county, judgement.inputs(tried, county, before[1]))
    return upgrade.compare(county, before[0], judgement.judge(tried, county, generation))


def notes_file(season: Season) -> Path:
    """Where the comparison is kept that the upgrade was confirmed on."""
    return season.home.path / "documents" / f"升级对照-{campaigns.RULES_VERSION}.json"
