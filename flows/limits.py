"""One run per county at a time: Prefect's concurrency limits, the first line of defence before the store's own
order (DESIGN 4, 9).
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.concurrency.asyncio import concurrency

from acceptance import store


def limit_name(home: store.Home, county: str) -> str:
    return f"{home.id}-{county}"


async def create(home: store.Home, counties: Iterable[str], *, alone: bool) -> None:
    """Create the limits there should be; existing ones stay.

    alone: this process runs its own temporary server, so a slot that is taken was left by a process that died; it
    is freed.
    Without a created limit Prefect only warns, and two runs of one county would start.
    """
    async with get_client() as client:
        for county in counties:
            await client.upsert_global_concurrency_limit_by_name(limit_name(home, county), limit=1)
            if alone:
                freed = GlobalConcurrencyLimitUpdate(active_slots=0)
                await client.update_global_concurrency_limit(limit_name(home, county), freed)


@asynccontextmanager
async def one_run(home: store.Home, county: str) -> AsyncIterator[None]:
    """Hold the county while inside; waits for a run that holds it."""
    async with concurrency(limit_name(home, county), strict=True):
        yield
