"""Before the service starts and beside it: whom it may be shown to, and what it sees in the inbox. No server here."""

import socket
from typing import Any

import pytest

from acceptance import season
from flows import exposure, homes, run, serving, watching
from tests import spine_homes

pytestmark = pytest.mark.xdist_group("spine")  # its home is made once

SAFE = {
    exposure.PASSWORD: "operator:a-long-enough-one",
    exposure.ORIGINS: "https://yanshou.example.gov.cn",
}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_on_this_machine_nothing_is_asked_for(host):
    assert exposure.unmet(host, {}) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({exposure.PASSWORD: ""}, exposure.PASSWORD),
        ({exposure.PASSWORD: "operator:short"}, exposure.PASSWORD),
        ({exposure.PASSWORD: "no-colon-in-this-one"}, exposure.PASSWORD),
        ({exposure.ORIGINS: ""}, exposure.ORIGINS),
        ({exposure.ORIGINS: "*"}, exposure.ORIGINS),
        ({exposure.ORIGINS: "yanshou.example.gov.cn"}, exposure.ORIGINS),
        ({exposure.FORGERY: "false"}, exposure.FORGERY),
    ],
)
@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "yanshou.example.gov.cn", "::"])
def test_elsewhere_each_of_the_three_is_asked_for(host, change, word):
    assert exposure.unmet(host, SAFE) == []
    [said] = exposure.unmet(host, SAFE | change)
    assert word in said


def test_the_parts_are_told_where_the_service_is_and_its_password():
    found = exposure.settings("0.0.0.0", 4200, SAFE)
    assert found["PREFECT_API_URL"] == "http://127.0.0.1:4200/api"
    assert found["PREFECT_SERVER_UI_API_URL"] == "https://yanshou.example.gov.cn/api"
    assert found[exposure.FORGERY] == "true"
    assert found[exposure.CLIENT_PASSWORD] == SAFE[exposure.PASSWORD]
    assert exposure.settings("127.0.0.1", 1, {}) == {
        "PREFECT_API_URL": "http://127.0.0.1:1/api", "PREFECT_SERVER_UI_API_URL": "http://127.0.0.1:1/api",
    }  # fmt: skip


def test_the_service_refuses_to_start_unguarded_and_says_what_is_missing(sent, monkeypatch, capsys):
    for name in (exposure.PASSWORD, exposure.ORIGINS, exposure.FORGERY):
        monkeypatch.delenv(name, raising=False)
    assert serving.serve(sent, "0.0.0.0", 4200) == 2
    said = capsys.readouterr().err.replace("\n", "")
    assert exposure.PASSWORD in said and exposure.ORIGINS in said and "须先做到" in said


def test_a_port_that_another_program_has_is_not_taken_for_ours(sent):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert serving.serve(sent, "127.0.0.1", other.getsockname()[1]) == 3


def test_a_worker_without_a_service_says_so_and_ends(sent, monkeypatch, capsys):
    monkeypatch.setattr(serving.os, "environ", dict(serving.os.environ))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{probe.getsockname()[1]}/api"  # nobody listens
        assert serving.work(sent, nowhere, 1) == 3
    assert "没有应答" in capsys.readouterr().err


def test_what_lies_in_the_inbox_is_announced_once_it_is_whole_and_again_while_it_waits(tmp_path):
    home = tmp_path / "home"
    homes.initialise(home, spine_homes.YEAR, drill=True)
    (home / "config" / "dim_area.csv").write_text(
        "code,name,level,parent\n500229,城口县,区县,500000\n", encoding="utf-8"
    )
    opened = season.open_season(home)
    told: list[tuple[str, str]] = []
    watch = watching.Watch(opened, lambda county, line: told.append((county, line)), quiet_s=0.0)
    watch.look(0)
    assert told == []
    folder = home / "inbox" / "500229" / "self_check"
    folder.mkdir(parents=True)
    (folder / ".自查.xlsx.part").write_bytes(b"half")
    watch.look(2)
    assert told == []
    (folder / ".自查.xlsx.part").rename(folder / "自查.xlsx")
    for at in (4, 6, 8):
        watch.look(at)
    assert told == [("500229", "self_check")]
    watch.look(4 + watching.AGAIN_AFTER_S)
    assert len(told) == 2
    (folder / "自查.xlsx").unlink()
    watch.look(60)
    (folder / "又一份.xlsx").write_bytes(b"1")
    watch.look(62)
    assert len(told) == 3
    busy = watching.Watch(opened, lambda *_: told.append(("", "")), quiet_s=60.0)
    busy.look(64)
    assert len(told) == 3


def test_a_hint_nobody_hears_is_no_failure_and_a_folder_that_cannot_be_read_stops_nothing(sent, monkeypatch, capsys):
    opened = season.open_season(sent)
    monkeypatch.setattr(run, "connect", lambda _: False)

    def deaf(coroutine: Any) -> None:
        coroutine.close()
        raise ConnectionRefusedError

    monkeypatch.setattr(run.asyncio, "run", deaf)
    run.announce(opened.home, "500229", "self_check")
    assert "ConnectionRefusedError" in capsys.readouterr().err

    def unreadable(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(watching.store, "arrived", unreadable)
    watching.Watch(opened, lambda *_: pytest.fail("told")).look(0)
