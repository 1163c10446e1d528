"""The flows on a real Prefect server: names of runs, what holds a county back and what does not (DESIGN 6, 9)."""

import asyncio
import datetime as dt
import http.server
import json
import logging
import pkgutil
import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from acceptance import season, store
from tests import spine_homes
from tests.spine_homes import DONE, FULL_NUMBER, REFUSED, WAITING, differing, names, result, results

pytestmark = pytest.mark.xdist_group("spine")


def opened(home: Path, **given: Any) -> tuple[str, dict[str, dict[str, Any]]]:
    """Runs open_campaign; the run's state name, and county -> its record."""
    from flows.campaign import open_campaign

    state = asyncio.run(open_campaign(home=str(home), return_state=True, quiet_s=0.0, **given))
    records = asyncio.run(_result(state))
    return state.name, {one["county_code"]: one for one in records}


async def _result(state: Any) -> Any:
    return await state.aresult()


def runs() -> list[Any]:
    """Every flow run there is, newest first."""

    async def read() -> list[Any]:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.sorting import FlowRunSort

        async with get_client() as client:
            return await client.read_flow_runs(sort=FlowRunSort.START_TIME_DESC)

    return asyncio.run(read())


def logged() -> str:
    async def read() -> list[Any]:
        from prefect.client.orchestration import get_client

        async with get_client() as client:
            return await client.read_logs(limit=200)

    return "\n".join(one.message for one in asyncio.run(read()))


@pytest.fixture(scope="module")
def moved(
    server: None, advanced: Path, in_process: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, dict[str, dict[str, Any]]]:
    """The advanced home once the held-back package arrived and open_campaign ran."""
    home = spine_homes.copy(advanced, tmp_path_factory.mktemp("moved") / "home")
    spine_homes.release(home)
    shutil.rmtree(home / "runs" / REFUSED)  # its run is to say that the package is refused, not that nothing changed
    return home, *opened(home)


def test_each_county_ends_with_its_own_words(moved):
    home, name, records = moved
    assert name == "完成"
    assert [records[c]["state"] for c in (DONE, REFUSED, WAITING)] == ["unchanged", "published", "published"]
    states = {run.name: run.state for run in runs() if run.name.startswith("推进-")}
    assert states[f"推进-{DONE}"].name == "未变化"
    assert states[f"推进-{REFUSED}"].name == "退回"
    assert states[f"推进-{WAITING}"].name == result(home, WAITING)["verdict"]
    assert all(state.is_completed() for state in states.values())
    assert "等待重报区县自查数据包（第1版已退回）" in states[f"推进-{REFUSED}"].message


def test_only_the_county_concerned_has_new_results(moved, advanced):
    home, _, _ = moved
    for county in (DONE, REFUSED):
        assert differing(results(home, county), results(advanced, county)) == []
    assert result(home, WAITING)["verdict"] != "暂缓(待评)"


def test_the_matrix_is_an_artifact(moved):
    async def latest() -> Any:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

        async with get_client() as client:
            return await client.read_artifacts(
                artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["matrix-2026"]))
            )

    [artifact] = asyncio.run(latest())
    rows = json.loads(artifact.data) if isinstance(artifact.data, str) else artifact.data
    assert [row["区县"] for row in rows] == ["城口县", "巫溪县", "酉阳土家族苗族自治县"]
    assert rows[1]["质检"] == "退回"


def test_prefect_is_told_nothing_personal(moved):
    home, _, _ = moved
    told = [str((run.name, run.parameters, run.tags, run.state.name, run.state.message)) for run in runs()] + [logged()]
    lake = list((home / "lake" / "self_check" / "person").rglob("*.parquet"))
    people = {
        name
        for path in lake
        for name in pq.read_table(path, columns=["name"], partitioning=None)["name"].to_pylist()
        if name
    }
    assert people
    told += [(home / "runs" / "status.html").read_text(), (home / "documents" / "notifications.jsonl").read_text()]
    text = "\n".join(told)
    assert FULL_NUMBER.findall(text) == []
    assert [name for name in people if name in text] == []


NUMBER = "500229198001011237"


def test_a_county_that_fails_holds_up_no_other_and_keeps_its_results(ready, monkeypatch):
    from tasks import judgement

    real = judgement.judge

    def judge(opened: season.Season, county: str, generation: store.Generation) -> dict[str, Any]:
        if county == DONE:
            raise RuntimeError(f"could not convert {NUMBER}")
        return real(opened, county, generation)

    monkeypatch.setattr(judgement, "judge", judge)
    before = results(ready, DONE)
    for county in (DONE, REFUSED):
        shutil.rmtree(ready / "runs" / county)
    name, records = opened(ready, counties=[DONE, REFUSED])
    assert name == "1 个区县出错"
    assert (records[DONE]["state"], records[REFUSED]["state"]) == ("failed", "published")
    assert re.search("软件或机器出错，未推进（RuntimeError，test_flows.py:\\d+ ← ", records[DONE]["what"])
    told = [str((run.name, run.parameters, run.state.name, run.state.message)) for run in runs()]
    assert any("RuntimeError" in one for one in told)  # it says what happened and where, and quotes nobody
    assert NUMBER not in "\n".join([*told, logged(), *(one.read_text() for one in ready.rglob("*.json*"))])
    assert differing(results(ready, DONE), before) == []
    monkeypatch.setattr(judgement, "judge", real)
    assert opened(ready, counties=[DONE])[1][DONE]["state"] == "published"


def test_two_runs_of_one_county_give_one_result(ready):
    from flows.county import advance_county

    spine_homes.release(ready)
    before = names(ready)[WAITING]

    async def both() -> list[dict[str, Any]]:
        return await asyncio.gather(*(advance_county(WAITING, str(ready), quiet_s=0.0) for _ in range(2)))

    ended = asyncio.run(both())
    assert sorted(one["state"] for one in ended) == ["published", "unchanged"]
    assert len(names(ready)[WAITING]) == len(before) + 1


def test_a_county_waits_for_the_run_that_holds_it_and_no_other_county_does(ready):
    from flows import limits

    here = store.Home.open(ready)
    order: list[str] = []

    async def enter(county: str, word: str, until: asyncio.Event, held: asyncio.Event) -> None:
        async with limits.one_run(here, county):
            order.append(f"{word} in")
            held.set()
            await asyncio.wait_for(until.wait(), 120)
            order.append(f"{word} out")

    async def scene() -> None:
        await limits.create(here, [DONE, REFUSED], alone=True)
        await limits.create(here, [DONE, REFUSED], alone=False)  # a second time changes nothing
        at_once, first, other, second = asyncio.Event(), asyncio.Event(), asyncio.Event(), asyncio.Event()
        at_once.set()
        holder = asyncio.create_task(enter(DONE, "first", other, first))
        await asyncio.wait_for(first.wait(), 120)
        waiter = asyncio.create_task(enter(DONE, "second", at_once, second))
        await enter(REFUSED, "other", at_once, other)
        await asyncio.gather(holder, waiter)

    asyncio.run(scene())
    assert order.index("other in") < order.index("first out") < order.index("second in")


def test_without_a_created_limit_a_run_does_not_start(ready):
    from flows import limits

    async def enter() -> None:
        async with limits.one_run(store.Home.open(ready), "999999"):
            pass

    with pytest.raises(Exception, match="(?i)limit"):
        asyncio.run(enter())


def test_a_registry_delivery_is_loaded_by_its_flow(ready):
    from flows.registries import load_registry
    from tasks import deliveries

    here = store.Home.open(ready)
    sound = store.package_path(here, "registries", "vehicle", 1)
    sound = next(sound.rglob("*.csv")) if sound.is_dir() else sound
    other = ready / "tmp" / "机动车.csv"
    other.write_bytes(sound.read_bytes() + b"\r\n")
    deliveries.place(here, "vehicle", [other])
    [record] = asyncio.run(load_registry("vehicle", str(ready), quiet_s=0.0))
    assert (record["registry"], record["version"], record["outcome"]) == ("vehicle", 2, "接收")
    other.write_bytes("什么也不是\r\n1\r\n".encode())
    deliveries.place(here, "vehicle", [other])
    [record] = asyncio.run(load_registry("vehicle", str(ready), quiet_s=0.0))
    assert record["outcome"] == "退回" and record["what"]
    assert asyncio.run(load_registry("vehicle", str(ready), quiet_s=0.0)) == []


# reconcile


@pytest.fixture(scope="module")
def deployed(server: None) -> None:
    """The deployment that reconcile starts; no worker takes its runs."""
    from prefect.client.orchestration import get_client

    from flows.county import advance_county

    async def deploy() -> None:
        async with get_client() as client:
            await client.create_deployment(flow_id=await client.create_flow(advance_county), name="advance-county")

    asyncio.run(deploy())


def started(home: Path) -> list[Any]:
    """Runs of the deployment for this home, oldest first."""
    own = [run for run in runs() if run.deployment_id and run.parameters["home"] == str(home)]
    return sorted(own, key=lambda run: run.idempotency_key)


def reconciled(home: Path) -> dict[str, list[str]]:
    from flows.reconcile import reconcile

    return asyncio.run(reconcile(str(home), quiet_s=0.0))


def end_all(tag: str, kind: str) -> None:
    async def end() -> None:
        from prefect import states
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags

        async with get_client() as client:
            for run in await client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[tag]))):
                if not run.state.is_final():
                    await client.set_flow_run_state(run.id, getattr(states, kind)(), force=True)

    asyncio.run(end())


def test_reconcile_starts_what_could_move_once_and_stops_after_three_failures(ready, deployed):
    assert reconciled(ready) == {"started": [], "moving": [], "needs_person": [], "current": [DONE, REFUSED, WAITING]}
    spine_homes.release(ready)
    assert reconciled(ready) == {"started": [WAITING], "moving": [], "needs_person": [], "current": [DONE, REFUSED]}
    assert reconciled(ready)["moving"] == [WAITING]
    [first] = started(ready)
    [tag] = first.tags
    assert tag.startswith(f"{store.Home.open(ready).id}/2026/{WAITING}/")
    assert first.parameters.keys() == {"home", "county", "today"}
    for _ in range(2):
        end_all(tag, "Failed")
        assert reconciled(ready)["started"] == [WAITING]
    end_all(tag, "Crashed")
    assert reconciled(ready)["needs_person"] == [WAITING]
    assert [run.idempotency_key for run in started(ready)] == [f"{tag}/{n}" for n in (1, 2, 3)]


def test_a_run_that_ended_well_is_not_repeated_and_an_unfinished_copy_is_seen(ready, deployed):
    (ready / "results" / DONE / "result.json").unlink()
    assert reconciled(ready)["started"] == [DONE]
    [run] = started(ready)
    assert f"/{DONE}/" in run.idempotency_key
    spine_homes.publish(season.open_season(ready), DONE)
    assert reconciled(ready)["current"] == [DONE, REFUSED, WAITING]


def set_state(run_id: Any, kind: str) -> None:
    async def put() -> None:
        from prefect import states
        from prefect.client.orchestration import get_client

        async with get_client() as client:
            await client.set_flow_run_state(run_id, getattr(states, kind)(), force=True)

    asyncio.run(put())


def beat(run_id: Any) -> None:
    """A heartbeat as Prefect's engine sends it; returns once the server has it."""

    async def send() -> None:
        from prefect.client.orchestration import get_client
        from prefect.events import Event, get_events_client

        resource = {"prefect.resource.id": f"prefect.flow-run.{run_id}"}
        async with get_events_client() as events:
            await events.emit(Event(event="prefect.flow-run.heartbeat", resource=resource))
        async with get_client() as client:
            from flows import silent

            run = await client.read_flow_run(run_id)
            while not await silent._beats(client, run, dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)):
                await asyncio.sleep(0.1)

    asyncio.run(send())


def states() -> dict[Any, str]:
    return {run.id: run.state.name for run in runs()}


def test_a_silent_run_is_marked_crashed_and_its_county_started_again(ready, deployed, monkeypatch):
    """Suspended ones, those that send heartbeats and those that wait for a worker are spared."""
    from prefect.client.orchestration import get_client

    from flows import silent

    (ready / "results" / DONE / "result.json").unlink()
    (ready / "results" / REFUSED / "result.json").unlink()
    spine_homes.release(ready)
    assert len(reconciled(ready)["started"]) == 3
    by_county = {run.parameters["county"]: run.id for run in started(ready)}
    set_state(by_county[DONE], "Running")
    set_state(by_county[REFUSED], "Suspended")
    set_state(by_county[WAITING], "Running")
    since = dt.datetime.now(dt.UTC)
    beat(by_county[WAITING])

    async def clear(now: dt.datetime) -> int:
        async with get_client() as client:
            return await silent.clear(client, now)

    assert asyncio.run(clear(since + silent.SILENCE - dt.timedelta(minutes=1))) == 0
    assert asyncio.run(clear(since + silent.SILENCE)) == 1
    assert [states()[by_county[one]] for one in (DONE, REFUSED, WAITING)] == ["Crashed", "Suspended", "Running"]
    found = reconciled(ready)
    assert (found["started"], found["moving"]) == ([DONE], [REFUSED, WAITING])
    [_, again] = [run for run in started(ready) if run.parameters["county"] == DONE]
    assert again.idempotency_key.endswith("/2")
    monkeypatch.setattr(silent, "SILENCE", -dt.timedelta(hours=1))  # every heartbeat is too old
    assert reconciled(ready)["started"] == [WAITING]
    assert states()[again.id] == "Scheduled"


def test_runs_that_ended_with_the_service_are_started_again_and_count_as_no_failure(ready, deployed):
    from prefect.client.orchestration import get_client

    from flows import silent

    async def close() -> int:
        async with get_client() as client:
            return await silent.close(client)

    spine_homes.release(ready)
    for number in range(1, 5):
        assert reconciled(ready)["started"] == [WAITING]
        newest = started(ready)[-1]
        assert newest.idempotency_key.endswith(f"/{number}")
        set_state(newest.id, "Pending")
        assert asyncio.run(close()) >= 1
        assert states()[newest.id] == "Cancelled"


def test_every_event_and_every_run_record_lost_each_county_runs_once(ready, advanced, deployed):
    from prefect.client.orchestration import get_client

    from flows.county import advance_county

    async def lose(records: list[Any]) -> None:
        async with get_client() as client:
            for run in records:
                await client.delete_flow_run(run.id)

    spine_homes.forget(ready, REFUSED)
    (ready / "results" / DONE / "result.json").unlink()
    assert reconciled(ready)["started"] == [DONE, REFUSED]
    asyncio.run(lose(started(ready)))
    assert reconciled(ready)["started"] == [DONE, REFUSED]
    assert [run.idempotency_key[-2:] for run in started(ready)] == ["/1", "/1"]
    assert reconciled(ready)["moving"] == [DONE, REFUSED]
    for run in started(ready):
        asyncio.run(advance_county(run.parameters["county"], str(ready)))
        set_state(run.id, "Completed")
    assert reconciled(ready)["current"] == [DONE, REFUSED, WAITING]
    assert len(names(ready)[REFUSED]) == 1
    assert differing(results(ready, DONE), results(advanced, DONE)) == []
    assert result(ready, REFUSED)["core_sha256"] == result(advanced, REFUSED)["core_sha256"]


def test_a_home_of_other_rules_is_held(ready, deployed):
    from acceptance import upgrade

    text = (ready / "campaign.yaml").read_text(encoding="utf-8")
    (ready / "campaign.yaml").write_text(upgrade.pinned(text, "2025.9"), encoding="utf-8")
    spine_homes.release(ready)
    before = results(ready)
    name, records = opened(ready)
    assert name == "待升级批准" and {one["state"] for one in records.values()} == {"held"}
    assert reconciled(ready) == {"held": [DONE, REFUSED, WAITING]}
    assert differing(results(ready), before) == []
    assert store.versions(store.Home.open(ready), WAITING, "exit_evaluation") == [1]  # received all the same


# Logs and notices


def test_the_parts_of_the_service_log_one_object_a_line(server, monkeypatch):
    from prefect.logging import configuration

    from flows import serving

    for name, value in serving.PARTS.items():
        monkeypatch.setenv(name, value)
    made = configuration.load_logging_config(configuration.DEFAULT_LOGGING_SETTINGS_PATH)
    chosen = made["formatters"][made["handlers"]["console"]["formatter"]]
    logged = logging.LogRecord("prefect.worker", logging.WARNING, "worker.py", 1, "第%s次", ("2",), None)
    formatter = pkgutil.resolve_name(chosen["class"])(chosen["format"], None, "%")
    assert json.loads(formatter.format(logged))["levelname"] == "WARNING"


def test_a_notification_block_of_prefect_is_told(server):
    from prefect.blocks.notifications import CustomWebhookNotificationBlock

    from tasks import doorways

    heard: list[dict[str, str]] = []

    class Office(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Office) as office:
        thread = threading.Thread(target=office.serve_forever)
        thread.start()

        async def tell() -> None:
            block = CustomWebhookNotificationBlock(
                name="office",
                url=f"http://127.0.0.1:{office.server_port}/",
                json_data={"id": "{{subject}}", "text": "{{body}}"},
            )
            await block.save("office", overwrite=True)
            await doorways._through_block("custom-webhook/office", "late/1", "逾期3天")

        asyncio.run(tell())
        office.shutdown()
        thread.join()
    assert heard == [{"id": "late/1", "text": "逾期3天"}]
