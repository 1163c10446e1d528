"""Running flows from the command line: in this process, on the home's own server when one answers, else on a
temporary one.
"""

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

from acceptance import season as seasons
from acceptance import status, store
from flows import exposure, homes, progress, screen, settings
from flows.server_file import live_server

if TYPE_CHECKING:
    from pathlib import Path

    from flows.cli import Common


def connect(home: store.Home) -> bool:
    """Point Prefect at the home's server if it answers; True when this process has to run a temporary one of its
    own.
    """
    server = live_server(home)
    if server is not None:
        os.environ["PREFECT_API_URL"] = server
        os.environ |= exposure.client(os.environ)
    settings.apply(home.path)
    return "PREFECT_API_URL" not in os.environ


def announce(home: store.Home, county: str, line: str) -> None:
    """Tell a running server that a package has arrived. A hint that makes things quick; reconcile makes them sure."""
    if connect(home):
        return
    from prefect.events import Event, get_events_client

    async def emit() -> None:
        async with get_events_client() as client:
            resource = {"prefect.resource.id": f"campaign.{home.id}.{county}.{line}"}
            await client.emit(Event(event="campaign.package.arrived", resource=resource))

    try:
        asyncio.run(emit())
    except Exception as problem:  # whatever keeps it from being heard, the package is there and reconcile looks
        screen.error(f"到件通知没有送达调度服务（{type(problem).__name__}），几分钟内会自行核对。")


def advance(common: "Common", counties: list[str]) -> int:
    """`campaign advance`."""
    season = seasons.open_season(common.home)
    if unknown := [c for c in counties if c not in season.counties]:
        return screen.usage(f"没有年度任务或不存在的区县：{'、'.join(unknown)}")
    outcomes = _advance(season, common, counties)
    screen.advanced(outcomes)
    failed = [one for one in outcomes if one["state"] == "failed"]
    return screen.failed(f"{len(failed)} 个区县因软件或机器出错未推进。") if failed else 0


def _advance(season: seasons.Season, common: "Common", counties: list[str]) -> list[dict[str, Any]]:
    alone = connect(season.home)
    from flows.campaign import open_campaign  # Prefect is imported here, after its settings

    today, now = seasons.moment(season, common.today)
    flow = open_campaign(home=str(season.home.path), counties=counties, today=today, now=now, alone=alone, quiet_s=0.0)
    return asyncio.run(flow)


def demo(common: "Common", *, counties: int, households: int, seed: int) -> int:
    """`campaign demo`."""
    year = common.as_of.year if common.as_of.month > 1 else common.as_of.year - 1
    homes.clear_drill(common.home)
    screen.say(f"建立演练目录 {common.home}，写入 {counties} 个区县、每个 {households} 户的模拟数据……")
    homes.initialise(common.home, year, drill=True)
    homes.fill(common.home, counties=counties, households=households, seed=seed, defects="demo")
    season = seasons.open_season(common.home)
    screen.say("推进各区县……")
    outcomes = _advance(season, common, [])
    rows = status.rows(season, seasons.moment(season, common.today)[0])
    screen.matrix(season, rows)
    screen.reports(report_paths(season))
    for path in sorted(season.home.path.glob("results/*/feedback/*.xlsx")):
        screen.say(f"反馈工作簿：{path}")
    for path in sorted(season.home.path.glob("held_back/*/*/*")):
        county, line = path.parts[-3:-1]
        screen.say(
            f"暂扣的数据包：{path}\n  放入 {season.home.inbox(county, line)} 后运行 campaign advance，"
            "只有该区县会继续推进。"
        )
    return 3 if any(one["state"] == "failed" for one in outcomes) else 0


def report_paths(season: seasons.Season) -> list["Path"]:
    """The published county reports, in order of county."""
    return [p for c in season.counties if (p := season.home.results(c) / "report.pdf").is_file()]


def load_registry(common: "Common", name: str, files: list["Path"], county: str | None) -> int:
    """`campaign registry`."""
    from acceptance import contracts

    season = seasons.open_season(common.home)
    if name not in contracts.registries():
        return screen.usage(f"没有部门数据「{name}」；可用：{'、'.join(contracts.registries())}")
    if missing := [str(f) for f in files if not f.exists()]:
        return screen.usage(f"找不到文件：{'、'.join(missing)}")
    if county is not None and county not in season.county_names:
        return screen.usage(f"没有区县「{county}」。")
    from tasks import deliveries

    placed = deliveries.place(season.home, name, files, county)
    screen.say(f"已放入收件箱：{placed}")
    connect(season.home)
    from flows.registries import load_registry as flow

    today, now = seasons.moment(season, common.today)
    with progress.shown(screen.out) as tell:
        deliveries.listener.set(tell)
        records = asyncio.run(flow(home=str(season.home.path), name=name, today=today, now=now, quiet_s=0.0))
    if not records:
        screen.say("与最近一次收到的数据完全相同，没有重复载入；在用的数据不变。")
        records = [one | {"summary": []} for one in deliveries.last(season, name) if one["outcome"] == "退回"]
    for one in records:
        for line in [one["what"], *one["summary"]]:
            screen.say(line)
    return 1 if any(one["outcome"] == "退回" for one in records) else 0


def reconcile(common: "Common") -> int:
    """`campaign reconcile`, once, by hand."""
    season = seasons.open_season(common.home)
    if connect(season.home):
        return screen.usage("没有正在运行的调度服务（campaign serve）；不开服务时请直接运行 campaign advance。")
    from flows.reconcile import reconcile as flow

    today, now = seasons.moment(season, common.today)
    record = asyncio.run(flow(home=str(season.home.path), today=today, now=now))
    screen.say(json.dumps(record, ensure_ascii=False))
    return 0
