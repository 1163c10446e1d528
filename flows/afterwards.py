"""What follows every change: the status page, and notices to those who should know. Nothing here changes a result."""

import datetime as dt
import os
from collections.abc import Sequence
from typing import Any

from prefect import get_run_logger
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort

from acceptance import season as seasons
from acceptance import standing
from tasks import doorways
from tasks.status_page import RunState

NEWEST = 200
"""Runs that are looked through for the newest of each county."""


async def show_and_tell(
    season: seasons.Season, rows: Sequence[dict[str, Any]], day: dt.date, more: Sequence[standing.Notice] = ()
) -> None:
    """Write the status page as of now and tell what has not been told.

    rows: `status.rows` of the day. more: notices beside those of the calendar.
    """
    async with get_client() as client:
        runs = await newest_runs(client, season)
    await doorways.show_status(season, rows, day, dt.datetime.now(seasons.ZONE), runs)
    notices = [*standing.notices(season, rows, day), *more]
    for problem in await doorways.notify(season, notices, day):
        get_run_logger().warning(problem)


async def newest_runs(client: PrefectClient, season: seasons.Season) -> dict[str, RunState]:
    """County -> its newest run on this server, with a link where the server has pages."""
    runs = await client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=["advance-county"])),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
        limit=NEWEST,
    )
    own = [run for run in runs if run.parameters.get("home") in (None, str(season.home.path))]
    return {str(run.parameters.get("county")): _shown(run) for run in reversed(own)}


def _shown(run: FlowRun) -> RunState:
    pages = os.environ.get("PREFECT_SERVER_UI_API_URL", "").removesuffix("/api")
    if run.state is None:
        return RunState("等待开始", "PENDING", "", "")
    at = run.state.timestamp.astimezone(seasons.ZONE).strftime("%m-%d %H:%M")
    words = STATES.get(run.state.name or "", run.state.name or "")
    return RunState(words, run.state.type.value, at, f"{pages}/runs/flow-run/{run.id}" if pages else "")


STATES = {
    "Running": "进行中", "Pending": "即将开始", "Scheduled": "等待开始", "Late": "等待开始", "Failed": "失败",
    "Crashed": "中断", "Cancelled": "已取消", "Cancelling": "正在取消", "AwaitingRetry": "等待重试",
    "Completed": "完成",
}  # fmt: skip
"""Prefect's own names of states in the office's words; ours are such words already."""
