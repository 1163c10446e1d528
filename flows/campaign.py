"""The office's trigger: all that waits is received, checked and compared in one batch, then each county advances."""

import asyncio
import datetime as dt
from typing import Any

from prefect import flow
from prefect.states import Completed, State

from acceptance import season as seasons
from acceptance import status, store, upgrade
from flows import afterwards, limits, settings
from flows.county import advance_county
from tasks import doorways, intake


@flow(name="open-campaign", flow_run_name="全市推进", validate_parameters=False)
async def open_campaign(
    home: str | None = None,
    counties: list[str] | None = None,
    today: dt.date | str | None = None,
    now: dt.datetime | str | None = None,
    alone: bool = False,
    quiet_s: float = intake.QUIET_S,
) -> State[list[dict[str, Any]]]:
    """Advance every county with a task (or those named) as far as today's inputs allow; no county waits for another.

    home: the year's folder. counties: codes; default all. alone: the process has its own temporary Prefect server.
    quiet_s: what changed in the inbox within so many seconds is still being copied and left.
    Returns one record per county: county_code, county_name, state, stage, verdict, what.
    """
    season = seasons.open_season(settings.home_of(home))
    as_of, arrived = seasons.moment(season, today, now)
    chosen = counties or list(season.counties)
    await limits.create(season.home, chosen, alone=alone)
    await doorways.receive(season, arrived, quiet_s)
    if upgrade.pending(season):
        return Completed(name=upgrade.WAITING, data=[upgrade.held(season, county) for county in chosen])
    await doorways.load_deliveries(season)
    await doorways.check(season, chosen)
    await doorways.compare(season, chosen)

    at_once = asyncio.Semaphore(settings.MOST_AT_ONCE)

    async def one(county: str) -> dict[str, Any]:
        async with at_once:
            return await advance_county(county, home, today=as_of, now=arrived, prepared=True, quiet_s=quiet_s)

    outcomes = await asyncio.gather(*(one(county) for county in chosen), return_exceptions=True)
    ended = [_record(season, county, outcome) for county, outcome in zip(chosen, outcomes, strict=True)]
    await doorways.show_quality(season)
    rows = status.rows(season, as_of)
    await doorways.show_matrix(season.campaign.year, rows)
    await afterwards.show_and_tell(season, rows, as_of)
    failed = sum(one["state"] == "failed" for one in ended)
    return Completed(name="完成" if not failed else f"{failed} 个区县出错", data=ended)


def _record(season: seasons.Season, county: str, outcome: dict[str, Any] | BaseException) -> dict[str, Any]:
    """What to say of a county whose run failed: the others are not held up by it, and its results stay as they were.

    Words of the software's own errors may quote a value; only those written for users are passed on.
    """
    if not isinstance(outcome, BaseException):
        return outcome
    if not isinstance(outcome, Exception):
        raise outcome
    why = str(outcome) if isinstance(outcome, (store.StoreError, doorways.WorkFailed)) else type(outcome).__name__
    return {
        "county_code": county,
        "county_name": season.county_names.get(county, county),
        "state": "failed",
        "stage": None,
        "verdict": None,
        "what": f"软件或机器出错，未推进（{why}）",
    }
