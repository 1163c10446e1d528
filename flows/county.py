"""One county, as far as today's inputs allow (成熟一个,验收一个). Reads like the office's own procedure."""

import datetime as dt
from typing import Any

from prefect import flow
from prefect.states import Completed, State

from acceptance import season as seasons
from acceptance import status, store, upgrade
from flows import afterwards, limits, settings
from tasks import doorways, intake


@flow(name="advance-county", flow_run_name="推进-{county}", validate_parameters=False)
async def advance_county(
    county: str,
    home: str | None = None,
    today: dt.date | str | None = None,
    now: dt.datetime | str | None = None,
    prepared: bool = False,
    quiet_s: float = intake.QUIET_S,
) -> State[dict[str, Any]]:
    """Advance one county and leave its results published under <home>/results/<county>/.

    Receives what waits for the county, checks it, compares it with the department tables, draws the samples when
    the gate is passed, judges household, village and county, answers the sender and prints the report; then it
    stops and says what the county waits for. A refused package and a negative verdict are completed runs
    with that outcome.

    home: the year's folder. today: the day judged on (default: the present date in Asia/Shanghai). prepared: the
    caller has received, checked and compared for many counties at once, which costs a fraction of doing it one by one.
    quiet_s: what changed in the inbox within so many seconds is still being copied and left.
    """
    season = seasons.open_season(settings.home_of(home))
    as_of, arrived = seasons.moment(season, today, now)
    in_batch = prepared
    if not in_batch:  # a batch has made the limits of all its counties
        await limits.create(season.home, [county], alone=False)
    async with limits.one_run(season.home, county):
        while True:
            try:
                if not prepared:
                    await doorways.receive(season, arrived, quiet_s)
                    if upgrade.pending(season):
                        return Completed(name=upgrade.WAITING, data=upgrade.held(season, county))
                    await doorways.load_deliveries(season)
                    await doorways.check(season, [county])
                    await doorways.compare(season, [county])
                await doorways.draw(season, county, as_of, arrived)
                ended = await _publish(season, county, as_of)
                if not in_batch:  # a batch writes the page once for all its counties
                    await doorways.show_quality(season)
                    await afterwards.show_and_tell(season, status.rows(season, as_of), as_of)
                return ended
            except (store.VersionTaken, store.NotChecked):  # something arrived meanwhile: look again
                prepared = False


async def _publish(season: seasons.Season, county: str, as_of: dt.date) -> State[dict[str, Any]]:
    """Judge, answer and print until what is published rests on what is there."""
    run = store.Run(season.home, county, lambda: doorways.inputs(season, county, as_of))
    while (generation := run.attempt()) is not None:
        with run.writing(generation):
            core = await doorways.judge(season, county, generation)
            await doorways.answer(season, county, generation)
            result = await doorways.print_report(season, county, generation, core)
            generation.finish(result)
    return _ended(season, county, run.outcome)


def _ended(season: seasons.Season, county: str, outcome: store.PublishOutcome) -> State[dict[str, Any]]:
    """The run's end in the office's words: what the county has become, and what it waits for."""
    result = outcome.generation.result if outcome.generation else {}
    what = {"unchanged": "未变化", "superseded": "已由更新的一次推进取代"}.get(outcome.state)
    word = what or (status.REFUSED if _refused(result) else result.get("verdict")) or "已推进"
    data = {
        "county_code": county,
        "county_name": season.county_names.get(county, county),
        "state": outcome.state,
        "stage": result.get("stage"),
        "verdict": result.get("verdict"),
        "what": "；".join([word, *result.get("waits_for", [])]),
    }
    return Completed(name=word, message=data["what"], data=data)


def _refused(result: dict[str, Any]) -> bool:
    """Whether the newest self-check was refused and the county stands there: a completed run with that outcome."""
    sent = [one["outcome"] for one in result.get("inputs", []) if one["line"] == "self_check"]
    return result.get("stage") == "received" and sent[-1:] == [status.REFUSED]
