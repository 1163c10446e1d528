"""Events make things quick, this makes them sure: the store says which county could move, the runs say which is moving.

Losing every event and every run record costs a repeat of steps that skip as unchanged, never a result (DESIGN 9).
"""

import datetime as dt

from prefect import flow, runtime
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment

from acceptance import season as seasons
from acceptance import standing, status, store, upgrade
from flows import afterwards, settings, silent
from tasks import doorways, intake

DEPLOYMENT = "advance-county/advance-county"
MOST_FAILURES = 3


def prefix(season: seasons.Season, county: str, inputs: store.Inputs) -> str:
    """What the runs of one county on one set of inputs have in common; their tag too: keys have no search by prefix."""
    facts = store.hash_value([inputs.digest, inputs.as_of.isoformat()])[:16]
    return f"{season.home.id}/{season.campaign.year}/{county}/{facts}"


@flow(name="reconcile", flow_run_name="核对", validate_parameters=False)
async def reconcile(
    home: str | None = None,
    today: dt.date | str | None = None,
    now: dt.datetime | str | None = None,
    quiet_s: float = intake.QUIET_S,
) -> dict[str, list[str]]:
    """Start a run for every county whose published results do not rest on today's inputs and that no run is moving.

    Returns county codes by what was done: started, moving, needs_person (three failed or crashed endings: 需人工),
    current; held alone while other rules wait for the office (待升级批准). Runs whose process is gone are marked
    Crashed first, so that their county is started again.
    """
    season = seasons.open_season(settings.home_of(home))
    as_of, arrived = seasons.moment(season, today, now)
    await doorways.receive(season, arrived, quiet_s)
    if upgrade.pending(season):  # nothing is judged until the office has confirmed it
        return {"held": list(season.counties)}
    await doorways.load_deliveries(season)
    await doorways.check(season, list(season.counties))
    await doorways.compare(season, list(season.counties))
    done: dict[str, list[str]] = {"started": [], "moving": [], "needs_person": [], "current": []}
    async with get_client() as client:
        await silent.clear(client, dt.datetime.now(dt.UTC), runtime.flow_run.id)
        for county in season.counties:
            inputs = doorways.inputs(season, county, as_of)
            word = "current"
            if store.needs_run(season.home, county, inputs):
                word = await _move(client, season, county, prefix(season, county, inputs), as_of)
            done[word].append(county)
    told = [_needs_person(season, one, as_of) for one in done["needs_person"]]
    await afterwards.show_and_tell(season, status.rows(season, as_of), as_of, told)
    return done


def _needs_person(season: seasons.Season, county: str, as_of: dt.date) -> standing.Notice:
    """Told once for the same inputs: three runs of them failed."""
    tag = prefix(season, county, doorways.inputs(season, county, as_of))
    name = season.county_names[county]
    return standing.Notice(f"person/{tag}", county, f"{name}：连续{MOST_FAILURES}次推进出错，需人工处理")


async def _move(client: PrefectClient, season: seasons.Season, county: str, tag: str, as_of: dt.date) -> str:
    """Start the next attempt, unless one is under way or three have failed."""
    runs = await client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[tag])))
    if any(not _ended(run) for run in runs):
        return "moving"
    if (
        sum(run.state is not None and (run.state.is_failed() or run.state.is_crashed()) for run in runs)
        >= MOST_FAILURES
    ):
        return "needs_person"
    await run_deployment(
        DEPLOYMENT,
        parameters={"home": str(season.home.path), "county": county, "today": as_of.isoformat()},
        idempotency_key=f"{tag}/{1 + max((_number(run) for run in runs), default=0)}",
        tags=[tag],
        timeout=0,
        as_subflow=False,
    )
    return "started"


def _ended(run: FlowRun) -> bool:
    return run.state is not None and run.state.is_final()


def _number(run: FlowRun) -> int:
    """The attempt's number, the last part of its key (a key is permanent: an ended run would be returned for ever)."""
    tail = (run.idempotency_key or "").rpartition("/")[2]
    return int(tail) if tail.isdecimal() else 0
