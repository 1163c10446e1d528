"""The calendar, late lines, notices told once, and the status page: all from the same small home (DESIGN 9)."""

import asyncio
import datetime as dt
import http.server
import json
import threading

import pytest

from acceptance import season, standing, status, store
from flows import cli
from tasks import notifying, status_page
from tests.console import chromium
from tests.spine_homes import DONE, FULL_NUMBER, REFUSED, WAITING

pytestmark = pytest.mark.xdist_group("spine")

ARRIVED = dt.date(2026, 12, 25)
ALLOWED = 15  # overdue_days of the year's configuration
CLOSES = dt.date(2027, 1, 15)


@pytest.fixture
def opened(advanced) -> season.Season:
    return season.open_season(advanced)


def late(opened: season.Season, days: int) -> dict[tuple[str, str], int]:
    day = ARRIVED + dt.timedelta(days=days)
    return {(one.county, one.line): one.days for one in standing.late(opened, status.rows(opened, day), day)}


def test_a_line_is_late_the_day_after_the_days_allowed(opened):
    drawn = dt.date.fromisoformat(store.receipts(opened.home, WAITING, "self_check", store.DRAW)[0].received_at[:10])
    assert late(opened, ALLOWED).get((REFUSED, "self_check")) is None
    found = late(opened, ALLOWED + 1)
    assert found[REFUSED, "self_check"] == 1
    assert found[WAITING, "exit_evaluation"] == (ARRIVED - drawn).days + 1
    assert set(found) == {(REFUSED, "self_check"), (WAITING, "exit_evaluation")}


def test_what_is_told_names_each_matter_by_the_same_id_on_any_day(opened):
    def told(day: dt.date) -> dict[str, str]:
        return {one.id: one.text for one in standing.notices(opened, status.rows(opened, day), day)}

    assert told(CLOSES - dt.timedelta(days=16)) == {}
    first = told(CLOSES - dt.timedelta(days=15))
    assert list(first) == [f"window/{CLOSES}/15"]
    assert "还有15天，2个区县尚未形成结论：巫溪县、酉阳土家族苗族自治县" in first[f"window/{CLOSES}/15"]
    assert list(told(CLOSES - dt.timedelta(days=8)))[0] == f"window/{CLOSES}/15"
    later = told(CLOSES - dt.timedelta(days=2))
    assert list(later)[0] == f"window/{CLOSES}/3"
    assert later[f"late/{REFUSED}/self_check/{ARRIVED}"] == "巫溪县：区县自查自2026-12-25退回以来未收到，已逾期4天"
    assert list(told(CLOSES + dt.timedelta(days=1)))[0] == f"window/{CLOSES}/closed"


def test_the_forecast_rests_on_what_decided_counties_took(opened):
    reached = {DONE: "reported", REFUSED: "received", WAITING: "sampled"}
    found = standing.calendar(opened, reached, ARRIVED)
    assert (found.decided, found.counties, found.days_left) == (1, 3, 21)
    assert found.forecast == ARRIVED  # everything of the finished county arrived on one day
    assert standing.calendar(opened, dict.fromkeys(reached, "sampled"), ARRIVED).forecast is None
    assert standing.calendar(opened, dict.fromkeys(reached, "signed"), ARRIVED).forecast is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "未到期"), (1, "逾期 7 天以内"), (7, "逾期 7 天以内"), (8, "逾期 8 至 30 天"),
     (30, "逾期 8 至 30 天"), (31, "逾期 30 天以上")],
)  # fmt: skip
def test_ages_of_open_issues(days, expected):
    due = ARRIVED - dt.timedelta(days=days)
    issues = [{"state": "已下发", "due": due, "count": 2}, {"state": "销号", "due": due, "count": 5}]
    assert {title: count for title, count in standing.issue_ages(issues, ARRIVED) if count} == {expected: 2}


# Told once


NOTICE = standing.Notice("late/500238/self_check/2026-12-25", "500238", "巫溪县：逾期")


def tell(opened, *notices, **channels) -> list[str]:
    return asyncio.run(notifying.tell(opened, notices, ARRIVED, channels))


def told(opened) -> list[tuple[str, str]]:
    lines = notifying.target(opened).read_text(encoding="utf-8").splitlines()
    return [(facts["channel"], facts["text"]) for facts in map(json.loads, filter(None, lines))]


@pytest.fixture
def empty(home) -> season.Season:
    return season.open_season(home)


def test_a_notice_is_told_once_and_a_channel_that_failed_is_tried_again(empty):
    heard: list[str] = []
    broken = True

    async def radio(number: str, text: str) -> None:
        if broken:
            raise OSError("no air")
        heard.append(text)

    assert tell(empty, NOTICE, radio=radio) == ["通知渠道 radio 没有送达，稍后再试（OSError）"]
    assert told(empty) == [("file", "（演练）巫溪县：逾期")]
    broken = False
    for _ in range(3):
        assert tell(empty, NOTICE, radio=radio) == []
    assert heard == ["（演练）巫溪县：逾期"]
    assert [channel for channel, _ in told(empty)] == ["file", "radio"]
    assert notifying.target(empty).stat().st_mode & 0o777 == 0o600


def test_a_line_cut_short_by_a_crash_is_told_again_and_another_that_is_telling_is_left_alone(empty):
    tell(empty, NOTICE)
    path = notifying.target(empty)
    path.write_bytes(path.read_bytes()[:-9])
    with notifying._locked(path) as held:
        assert held is not None
        assert tell(empty, NOTICE) == []
        assert path.read_bytes()[-1:] != b"\n"
    tell(empty, NOTICE)
    tell(empty, NOTICE)
    lines = path.read_bytes().splitlines()
    assert len(lines) == 2 and json.loads(lines[1])["id"] == NOTICE.id


def test_the_offices_own_address_gets_id_and_text(empty, monkeypatch):
    posted: list[dict[str, str]] = []

    class Office(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(500 if len(posted) == 1 else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Office) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(notifying.WEBHOOK, f"http://127.0.0.1:{server.server_port}/")
        assert len(tell(empty, NOTICE, webhook=notifying.webhook)) == 1  # refused: told again
        for _ in range(2):
            assert tell(empty, NOTICE, webhook=notifying.webhook) == []
        server.shutdown()
        thread.join()
    assert posted == [{"id": NOTICE.id, "text": "（演练）巫溪县：逾期"}] * 2


# The page


def test_the_status_page_says_what_campaign_status_says_and_names_nobody(empty):
    day = ARRIVED + dt.timedelta(days=ALLOWED + 1)
    run = status_page.RunState("中断", "CRASHED", "01-10 09:00", "http://127.0.0.1:4200/runs/flow-run/1")
    page = status_page.refresh(empty, status.rows(empty, day), day, dt.datetime(2027, 1, 10, 9, 5), {REFUSED: run})
    text = page.read_text(encoding="utf-8")
    for row in status.rows(empty, day):
        assert row["county_name"] in text
        assert all(words in text for words in row["waits_for"])
    assert 'href="http://127.0.0.1:4200/runs/flow-run/1"' in text and "中断" in text
    assert "巫溪县：区县自查自2026-12-25退回以来未收到，已逾期1天" in text
    assert "2027-01-10 09:05更新" in text
    assert text.count('class="c ') == 3 * len(status.rows(empty, day)[0]["stages"])
    assert FULL_NUMBER.findall(text) == []
    assert "http:" not in text.replace(run.link, "") and "src=" not in text  # nothing is asked of anybody
    assert page.stat().st_mode & 0o777 == 0o600


def test_campaign_status_warns_of_days_left_and_late_lines(advanced, capsys):
    assert cli.dispatch(["status", "--home", str(advanced), "--today", "2027-01-10"]) == 0
    said = capsys.readouterr().out
    assert "距验收期截止（2027-01-15）还有5天；已形成结论 1/3 个区县，预计 2027-01-10 全部形成结论。" in said
    assert "逾期  巫溪县：区县自查自2026-12-25退回以来未收到，已逾期1天" in said
    assert cli.dispatch(["status", DONE, "--home", str(advanced), "--today", "2027-01-16"]) == 0
    said = capsys.readouterr().out
    assert "已过1天" in said and "逾期  " not in said


@pytest.mark.slow
@pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium on this machine")
def test_the_page_fits_a_desk_and_a_telephone_and_asks_no_other_host(empty):
    run = status_page.RunState("建议同意摘帽", "COMPLETED", "01-10 09:00", "http://127.0.0.1:4200/runs/flow-run/1")
    page = status_page.refresh(
        empty, status.rows(empty, CLOSES), CLOSES, dt.datetime(2027, 1, 15, 9), dict.fromkeys(empty.counties, run)
    )

    async def look() -> None:
        async with chromium.Chromium("file://") as tab:
            for width, mobile in ((1280, False), (360, True)):
                size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": mobile}
                await tab.do("Emulation.setDeviceMetricsOverride", **size)
                await tab.go(str(page))
                assert await tab.width() <= width
                inner = "Math.max(...[...document.querySelectorAll('.over')].map(e => e.scrollWidth - e.clientWidth))"
                assert await tab.js(inner) <= 0  # nothing is hidden beside the edge
                assert await tab.js("getComputedStyle(document.querySelector('thead')).display") == (
                    "none" if mobile else "table-header-group"
                )
            assert (tab.hosts, tab.said) == ({""}, [])

    asyncio.run(look())
