"""The doorways: each Prefect task does one side effect around plain functions. Nothing is decided here.

Every task says NO_CACHE: what may be skipped is the store's business, which knows what a result rests on (DESIGN
9). They are asynchronous and work in a thread, so that two counties advance at once and the heartbeat of a run is
never starved.
"""

import asyncio
import datetime as dt
import functools
import os
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from prefect import task
from prefect.artifacts import acreate_table_artifact
from prefect.blocks.core import Block
from prefect.cache_policies import NO_CACHE

from acceptance import store
from acceptance.campaign import CampaignError
from acceptance.season import Season
from acceptance.standing import Notice
from tasks import (
    answers,
    deliveries,
    intake,
    judgement,
    notifying,
    quality,
    quality_page,
    reports,
    samples,
    status_page,
)

BLOCKS = "CAMPAIGN_NOTIFICATION_BLOCKS"
"""Environment variable: notification blocks of Prefect, type/name, separated by commas."""

T = TypeVar("T")


class WorkFailed(Exception):
    """The software or the machine failed: which error, and where. The error's own words may quote a person's value,
    and what a run ends with is kept in Prefect's logs; CAMPAIGN_DEBUG shows them.
    """


async def _apart(act: Callable[..., T], *given: Any) -> T:
    """Does a piece of work in a thread. What is written for users passes as it is, any other error as WorkFailed."""
    try:
        return await asyncio.to_thread(act, *given)
    except (store.StoreError, CampaignError):
        raise
    except Exception as problem:
        if os.environ.get("CAMPAIGN_DEBUG"):
            raise
        frames = traceback.extract_tb(problem.__traceback__)
        where = " ← ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames[-6:]))
        raise WorkFailed(f"{type(problem).__name__}，{where}") from None


@task(name="接收", cache_policy=NO_CACHE, retries=2, retry_delay_seconds=5)
async def receive(season: Season, now: dt.datetime, quiet_s: float) -> int:
    """Take what waits in the inbox and is not being copied any more; returns how many packages became a version."""
    return len(await _apart(intake.receive, season, now, quiet_s))


@task(name="载入部门数据", cache_policy=NO_CACHE)
async def load_deliveries(season: Season) -> list[dict[str, Any]]:
    """Load deliveries of department tables that have not been loaded yet."""
    return await _apart(deliveries.load_all, season)


@task(name="质检", cache_policy=NO_CACHE)
async def check(season: Season, counties: Sequence[str]) -> dict[str, str]:
    """Check every received package of these counties and of the municipal lines that has no outcome under the present
    rules, in one batch; the municipal ones are answered at once, no county's run does it.
    """
    outcomes = await _apart(quality.check_waiting, season, counties)
    await _apart(answers.write_municipal, season)
    return outcomes


@task(name="比对", cache_policy=NO_CACHE)
async def compare(season: Season, counties: Sequence[str]) -> int:
    """Compare the registered persons of these counties with the department tables, in one pass."""
    return await _apart(deliveries.compare, season, counties)


@task(name="抽样", cache_policy=NO_CACHE)
async def draw(season: Season, county: str, as_of: dt.date, now: dt.datetime) -> list[str]:
    """Draw the samples of a county that has passed the readiness gate; returns the lines drawn now."""
    return await _apart(samples.draw_if_ready, season, county, as_of, now)


@task(name="评定", cache_policy=NO_CACHE)
async def judge(season: Season, county: str, generation: store.Generation) -> dict[str, Any]:
    """Judge households, villages and the county; writes the tables of results/ and returns the core of result.json."""
    return await _apart(judgement.judge, season, county, generation)


@task(name="反馈", cache_policy=NO_CACHE)
async def answer(season: Season, county: str, generation: store.Generation) -> None:
    """Write the feedback workbooks: the sender's own sheets with every wrong cell marked."""
    await _apart(answers.write, season, county, generation)


@task(name="报告", cache_policy=NO_CACHE, retries=1, retry_delay_seconds=5)
async def print_report(
    season: Season, county: str, generation: store.Generation, core: dict[str, Any]
) -> dict[str, Any]:
    """Print the county report; returns result.json, the core with `report` and `signatures` added."""
    return await _apart(reports.print_report, season, county, generation, core)


@task(name="数据质量页", cache_policy=NO_CACHE)
async def show_quality(season: Season) -> bool:
    """Write results/municipal/quality.html anew where it no longer says what is published."""
    return await _apart(quality_page.refresh, season)


@task(name="一览表", cache_policy=NO_CACHE)
async def show_matrix(year: int, rows: Sequence[dict[str, Any]]) -> None:
    """Publish the county × stage matrix as a Prefect artifact, for the operator's convenience."""
    table = [
        {"区县": row["county_name"], **{s["title"]: s["state"] for s in row["stages"]}, "结论": row["verdict"] or "—"}
        for row in rows
    ]
    await acreate_table_artifact(table=table, key=f"matrix-{year}", description="区县 × 环节一览")


@task(name="状态页", cache_policy=NO_CACHE)
async def show_status(
    season: Season,
    rows: Sequence[dict[str, Any]],
    day: dt.date,
    now: dt.datetime,
    runs: Mapping[str, status_page.RunState],
) -> None:
    """Write runs/status.html anew from the rows of the matrix."""
    await _apart(status_page.refresh, season, rows, day, now, runs)


@task(name="通知", cache_policy=NO_CACHE)
async def notify(season: Season, notices: Sequence[Notice], day: dt.date) -> list[str]:
    """Tell what has not been told: a file, the office's own address, Prefect's notification blocks; returns what
    went wrong.
    """
    channels: dict[str, notifying.Channel] = {}
    if os.environ.get(notifying.WEBHOOK):
        channels["webhook"] = notifying.webhook
    for slug in filter(None, os.environ.get(BLOCKS, "").split(",")):
        channels[slug.strip()] = functools.partial(_through_block, slug.strip())
    return await notifying.tell(season, notices, day, channels)


async def _through_block(slug: str, number: str, text: str) -> None:
    block = await Block.aload(slug)
    await block.notify(text, subject=number)


def inputs(season: Season, county: str, as_of: dt.date) -> store.Inputs:
    """Everything an advance of this county would rest on now."""
    return judgement.inputs(season, county, as_of)
