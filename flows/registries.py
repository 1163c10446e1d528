"""One department table in: validated, keyed, sorted, profiled (部门数据)."""

import asyncio
import datetime as dt
from typing import Any

from prefect import flow

from acceptance import season as seasons
from flows import settings
from tasks import deliveries, doorways, intake


@flow(name="load-registry", flow_run_name="载入-{name}", validate_parameters=False)
async def load_registry(
    name: str,
    home: str | None = None,
    today: dt.date | str | None = None,
    now: dt.datetime | str | None = None,
    quiet_s: float = intake.QUIET_S,
) -> list[dict[str, Any]]:
    """Load every delivery of one department table that waits in the inbox; the newest usable one is in force.

    Returns one record per delivery: registry, version, outcome, what, and of a usable one its summary.
    """
    season = seasons.open_season(settings.home_of(home))
    day, arrived = seasons.moment(season, today, now)
    await doorways.receive(season, arrived, quiet_s)
    loaded = [one for one in await doorways.load_deliveries(season) if one["registry"] == name]
    return [one | {"summary": await asyncio.to_thread(deliveries.summary, season, one, day)} for one in loaded]
