"""Runs whose process is gone: no heartbeat and no change of state for a quarter of an hour (DESIGN 9).

A wrong guess costs a repeat of steps that skip as unchanged, never a result. Suspended and paused runs send no
heartbeat and are spared; so is what waits for a worker.
"""

import datetime as dt

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.states import Cancelled, Crashed

OURS = ["advance-county", "open-campaign", "load-registry", "reconcile"]
AT_WORK = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
SILENCE = dt.timedelta(minutes=15)
"""Five heartbeats of Prefect's default of 180 seconds."""
RESTARTED = "调度服务重新启动，由核对重新安排"
WORDS = "15分钟没有动静，进程可能已中断；由核对重新启动"


async def clear(client: PrefectClient, now: dt.datetime, own: str | None = None) -> int:
    """Mark Crashed every run of ours that is at work and has shown no sign of life since `now` - SILENCE.

    own: the id of the run that asks, which lives. Returns how many were marked.
    """
    runs = await _at_work(client)
    since = now - SILENCE
    silent = [run for run in runs if str(run.id) != own and _changed(run) < since]
    dead = [run for run in silent if not await _beats(client, run, since)]
    for run in dead:
        await client.set_flow_run_state(run.id, Crashed(message=WORDS), force=True)
    return len(dead)


async def close(client: PrefectClient) -> int:
    """Mark Cancelled what is said to be at work when the service starts: its worker has ended with the one before.

    A restart is no failure of the county, so it does not count towards 需人工. Returns how many were marked.
    """
    runs = await _at_work(client)
    for run in runs:
        await client.set_flow_run_state(run.id, Cancelled(message=RESTARTED), force=True)
    return len(runs)


async def _at_work(client: PrefectClient) -> list[FlowRun]:
    return await client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(any_=OURS)),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=AT_WORK))),
    )


def _changed(run: FlowRun) -> dt.datetime:
    """When its state changed last; a run without a state has just been made."""
    return run.state.timestamp if run.state is not None else dt.datetime.max.replace(tzinfo=dt.UTC)


async def _beats(client: PrefectClient, run: FlowRun, since: dt.datetime) -> bool:
    """Whether a heartbeat came after `since`."""
    asked = EventFilter(
        event=EventNameFilter(name=["prefect.flow-run.heartbeat"]),
        occurred=EventOccurredFilter(since=since),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run.id}"]),
    )
    return bool((await client.read_events(asked, limit=1)).events)
