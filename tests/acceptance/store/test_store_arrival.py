"""Receiving: nothing lost, nothing doubled, every number given once (DESIGN 4, Arrival)."""

import json
import os
import time
from datetime import datetime
from hashlib import sha256

import pytest

from acceptance.store import (
    ArrivalProblem,
    ChangedWhileArriving,
    StoreError,
    VersionTaken,
    arrival,
    arrived,
    claims,
    first_draw,
    inbox,
    is_package_name,
    package_path,
    points,
    read_receipt,
    receipts,
    receive_all,
    reserve_version,
    strays,
    submit,
    submit_bytes,
    unchanged,
    verify_bytes,
    versions,
)

HERE = ("500229", "self_check")
NOW = datetime(2026, 12, 1, 9, 30)


def test_a_package_becomes_version_1_with_its_receipt(desk):
    desk.drop("自查.xlsx", b"bytes")
    (receipt,) = desk.receive()
    assert desk.tree("received", *HERE).keys() == {"1/自查.xlsx", "1/receipt.json"}
    assert json.loads(desk.tree("received", *HERE)["1/receipt.json"]) == {
        "county": "500229",
        "line": "self_check",
        "version": 1,
        "kind": "package",
        "name": "自查.xlsx",
        "sha256": sha256(b"bytes").hexdigest(),
        "size": 5,
        "files": [{"path": "自查.xlsx", "sha256": sha256(b"bytes").hexdigest(), "size": 5}],
        "received_at": "2026-12-01T09:30:00",
    }
    assert read_receipt(desk.home, *HERE, 1) == receipt
    assert package_path(desk.home, *HERE, 1).read_bytes() == b"bytes"
    assert desk.tree("inbox") == desk.tree("tmp") == desk.tree("received", ".claims") == {}


def test_packages_waiting_together_are_taken_in_order_of_name(desk):
    for name in ("b.xlsx", "a.xlsx", "c.xlsx"):
        desk.drop(name, name.encode())
    desk.drop("z.zip", b"z", county="500101")
    taken = [(one.county, one.version, one.name) for one in desk.receive()]
    assert taken == [
        ("500101", 1, "z.zip"),
        ("500229", 1, "a.xlsx"),
        ("500229", 2, "b.xlsx"),
        ("500229", 3, "c.xlsx"),
    ]


@pytest.mark.parametrize("accumulates", [False, True])
def test_the_same_bytes_make_no_new_version(desk, accumulates):
    for data in (b"A", b"B", b"B", b"A"):
        desk.drop("p.xlsx", data)
        last = desk.receive(accumulates)[0]
    assert (last.kind, last.repeat_of) == (("repeat", 1) if accumulates else ("package", None))
    assert versions(desk.home, *HERE) == ([1, 2] if accumulates else [1, 2, 3])
    assert desk.tree("received", ".claims") == desk.tree("tmp") == {}


@pytest.mark.parametrize(
    "name", [".隐藏.xlsx", "~$自查.xlsx", "自查.xlsx.part", "a.TMP", "自查.feedback.xlsx", "自查.Feedback.xlsx"]
)
def test_names_that_are_never_packages_stay(desk, name):
    desk.drop(name, b"x")
    assert not is_package_name(name)
    assert desk.receive() == []
    assert desk.tree("inbox").keys() == {f"500229/self_check/{name}"}


def test_links_are_never_packages_and_are_reported(desk, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.xlsx").write_bytes(b"secret")
    desk.drop("ok.xlsx", b"ok")
    (desk.home.inbox(*HERE) / "link.xlsx").symlink_to(tmp_path / "elsewhere" / "secret.xlsx")
    (desk.home.path / "inbox" / "500230").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(desk.home.inbox(*HERE) / "pipe")
    assert [one.name for one in desk.receive()] == ["ok.xlsx"]
    assert [stray.path.name for stray in strays(desk.home)] == ["500230", "link.xlsx", "pipe"]


def test_unknown_lines_stay_in_the_inbox_and_are_reported(desk):
    desk.drop("a.xlsx", b"a", line="selfcheck")
    (desk.home.path / "inbox" / "错放.xlsx").write_bytes(b"x")

    def known(county, line):
        return line == "self_check"

    assert receive_all(desk.home, NOW, lambda line: False, known) == []
    assert [stray.path.name for stray in strays(desk.home, known)] == ["错放.xlsx", "selfcheck"]


def test_a_folder_is_one_package(desk):
    folder = desk.home.inbox(*HERE) / "自查包"
    (folder / "内").mkdir(parents=True)
    (folder / "户表.csv").write_bytes(b"1,2")
    (folder / "内" / "人口表.csv").write_bytes(b"3")
    (receipt,) = desk.receive()
    assert (receipt.size, [one["path"] for one in receipt.files]) == (4, ["内/人口表.csv", "户表.csv"])
    assert {oct(path.stat().st_mode & 0o777) for path in receipt.package.rglob("*")} == {"0o700", "0o600"}
    verify_bytes(receipt)


def test_a_link_inside_a_folder_is_kept_and_reported_and_never_followed(desk, tmp_path):
    (tmp_path / "secret.csv").write_bytes(b"secret")
    folder = desk.home.inbox(*HERE) / "包"
    folder.mkdir(parents=True)
    (folder / "户表.csv").symlink_to(tmp_path / "secret.csv")
    (receipt,) = desk.receive()
    assert receipt.version == 1 and (receipt.package / "户表.csv").is_symlink()
    with pytest.raises(ArrivalProblem, match="链接或特殊文件:户表.csv"):
        verify_bytes(read_receipt(desk.home, *HERE, 1))


def test_a_package_called_like_the_receipt_does_not_hide_it(desk):
    desk.drop("receipt.json", b"{}")
    assert desk.receive()[0].package.read_bytes() == b"{}"


def test_bytes_that_change_after_the_receipt_are_found(desk):
    desk.drop("p.xlsx", b"first half")
    (receipt,) = desk.receive()
    verify_bytes(receipt)
    with pytest.raises(ChangedWhileArriving, match="接收过程中内容发生变化"), unchanged(receipt) as path:
        path.write_bytes(b"first half, second half")
    with pytest.raises(ChangedWhileArriving):
        verify_bytes(receipt)
    receipt.package.unlink()
    with pytest.raises(ChangedWhileArriving):
        verify_bytes(receipt)
    desk.drop("p.xlsx", b"first half, second half")
    assert desk.receive()[0].version == 2


def test_registries_and_municipal_lines_have_their_own_numbers(desk):
    desk.drop("车辆.csv", b"v", county="registries", line="vehicle")
    desk.drop("决定.xlsx", b"d", county="municipal", line="decision")
    desk.receive(accumulates=True)
    assert desk.tree("received").keys() >= {"registries/vehicle/1/车辆.csv", "municipal/decision/1/决定.xlsx"}
    desk.drop("车辆.csv", b"w", county="registries", line="vehicle")
    desk.receive(accumulates=True)
    desk.drop("车辆.csv", b"v", county="registries", line="vehicle")
    assert desk.receive(accumulates=True)[0].version == 3  # an older delivery comes into force again


def test_an_unreadable_package_waits_and_holds_up_nobody(desk, monkeypatch):
    desk.drop("a.xlsx", b"a")
    desk.drop("b.xlsx", b"b")
    real = arrival.content_of

    def refuse(path):
        if path.name == "a.xlsx":
            raise PermissionError(13, "denied", str(path))
        return real(path)

    monkeypatch.setattr(arrival, "content_of", refuse)
    blocked, taken = desk.receive()
    assert (blocked.kind, blocked.version, taken.version) == ("blocked", 0, 1)
    assert "权限" in blocked.problem
    monkeypatch.undo()
    assert [(one.name, one.version) for one in desk.receive()] == [("a.xlsx", 2)]


# --- submitting -----------------------------------------------------------------------------------------------------


def test_submitting_never_overwrites_what_still_waits(desk, tmp_path):
    for data in (b"1", b"2"):
        (tmp_path / "自查.xlsx").write_bytes(data)
        submit(desk.home, *HERE, tmp_path / "自查.xlsx")
    submit_bytes(desk.home, *HERE, "自查.xlsx", b"3")
    assert [one.package.read_bytes() for one in desk.receive()] == [b"1", b"2", b"3"]


def test_a_submitted_folder_arrives_whole(desk, tmp_path):
    (tmp_path / "包" / "内").mkdir(parents=True)
    (tmp_path / "包" / "内" / "户表.csv").write_bytes(b"1")
    for _ in range(2):
        submit(desk.home, *HERE, tmp_path / "包")
    assert desk.tree("inbox").keys() == {"500229/self_check/包/内/户表.csv", "500229/self_check/包_02/内/户表.csv"}


def test_unfit_submissions_are_refused(desk, tmp_path):
    (tmp_path / "a.feedback.xlsx").write_bytes(b"1")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "a.feedback.xlsx")
    (tmp_path / "包").mkdir()
    (tmp_path / "包" / "link.csv").symlink_to(tmp_path / "a.feedback.xlsx")
    for name in ("a.feedback.xlsx", "link.xlsx", "包", "没有.xlsx"):
        with pytest.raises(StoreError):
            submit(desk.home, *HERE, tmp_path / name)
    with pytest.raises(StoreError):
        submit_bytes(desk.home, *HERE, "../逃.xlsx", b"1")
    assert desk.tree("inbox") == {}


# --- the draw takes a number ----------------------------------------------------------------------------------------


def test_the_draw_takes_the_next_number_and_freezes(desk):
    desk.drop("a.xlsx", b"a")
    desk.receive()
    draw = reserve_version(desk.home, *HERE, {"line": "municipal", "list": "ff"}, seen=1, now=NOW)
    assert (draw.version, draw.kind, first_draw(desk.home, *HERE)) == (2, "draw", 2)
    assert read_receipt(desk.home, *HERE, 2).payload == {"line": "municipal", "list": "ff"}
    with pytest.raises(StoreError, match="没有申报包"):
        package_path(desk.home, *HERE, 2)
    desk.drop("a.xlsx", b"a")
    assert desk.receive()[0].repeat_of == 1  # compared with the newest package, not with the draw
    desk.drop("b.xlsx", b"b")
    assert desk.receive()[0].version == 3
    assert [one.version for one in receipts(desk.home, *HERE)] == [1, 3]


def test_a_newer_package_makes_the_draw_start_over(desk):
    desk.drop("a.xlsx", b"a")
    desk.receive()
    desk.drop("b.xlsx", b"b")
    desk.receive()
    with pytest.raises(VersionTaken):
        reserve_version(desk.home, *HERE, {}, seen=1, now=NOW)
    assert first_draw(desk.home, *HERE) is None
    assert desk.tree("tmp") == {}


# --- processes that die or race -------------------------------------------------------------------------------------


def test_receiving_killed_anywhere_loses_and_doubles_nothing(new_desk, processes):
    """One kill at every point, each in a home of its own; then an ordinary receive."""
    seen, number = set(), 0
    while True:
        desk = new_desk()
        desk.drop("a.xlsx", b"same")
        desk.receive()
        desk.drop("a.xlsx", b"same")
        desk.drop("b.xlsx", b"new")
        point = processes.killed_at(number, desk.receive)
        if point is None:
            break
        seen.add(point)
        desk.receive()
        kept = [one.package.read_bytes() for one in receipts(desk.home, *HERE)]
        assert kept == [b"same", b"new"], point
        assert desk.tree("inbox") == desk.tree("received", ".claims") == {}, point
        number += 1
    assert seen >= {"arrival.claiming", "arrival.claimed", "arrival.hashed", "arrival.numbering", "arrival.numbered"}
    assert number > 12


def test_a_claim_of_a_living_process_taken_over_is_given_up(desk, processes):
    """A second receiver takes everything while the first stands between hash and rename."""
    desk.drop("a.xlsx", b"a")
    desk.drop("b.xlsx", b"b")
    others = []

    def interfere(name: str) -> None:
        if name == "arrival.numbering" and not others:
            points.install(None)
            others.append(processes.ended(processes.fork(desk.receive)))

    points.install(interfere)
    try:
        assert desk.receive() == []
    finally:
        points.install(None)
    assert others == [0]
    assert [one.name for one in receipts(desk.home, *HERE)] == ["a.xlsx", "b.xlsx"]


def test_a_claim_made_between_two_listings_is_numbered_in_its_place(desk, processes):
    """Another receiver claims a.xlsx after this one saw no claim and before it saw the inbox; then it dies."""
    desk.drop("a.xlsx", b"a")
    desk.drop("b.xlsx", b"b")
    died = []

    def interfere(name: str) -> None:
        if name == "arrival.listing" and not died:
            died.append("")
            points.install(None)
            died.append(processes.killed_at(4, desk.receive))
            points.install(interfere)

    points.install(interfere)
    try:
        desk.receive()
    finally:
        points.install(None)
    assert died[1] == "file.synced"
    assert [one.name for one in receipts(desk.home, *HERE)] == ["a.xlsx", "b.xlsx"]


def test_receivers_that_race_lose_and_double_nothing(desk, processes):
    for number in range(40):
        desk.drop(f"{number:02}.xlsx", str(number // 2).encode())  # every second one repeats the one before

    children = [processes.fork(desk.receive) for _ in range(4)]
    assert [processes.ended(child) for child in children] == [0] * 4
    kept = [one.package.read_bytes().decode() for one in receipts(desk.home, *HERE)]
    assert sorted(kept, key=int) == [str(number) for number in range(20)]
    assert versions(desk.home, *HERE) == list(range(1, 21))
    assert desk.tree("inbox") == desk.tree("received", ".claims") == {}


# Half-copied packages


def test_a_package_that_is_still_being_copied_waits_with_those_behind_it(desk, monkeypatch):
    """What changes keeps waiting; a later name must not get the lower number. Another line is not held up."""
    desk.drop("a.xlsx", b"half")
    desk.drop("b.xlsx", b"whole")
    desk.drop("c.xlsx", b"other line", line="opinion")
    clock = {"a.xlsx": 0.0, "b.xlsx": 100.0, "c.xlsx": 100.0}  # seconds since the last change
    monkeypatch.setattr(claims, "being_copied", lambda home, folder, name, quiet_s: clock[name] < quiet_s)
    taken = receive_all(desk.home, NOW, lambda line: False, quiet_s=5)
    assert [one.name for one in taken] == ["c.xlsx"]
    clock["a.xlsx"] = 5.0
    taken = receive_all(desk.home, NOW, lambda line: False, quiet_s=5)
    assert [(one.name, one.version) for one in taken] == [("a.xlsx", 1), ("b.xlsx", 2)]


@pytest.mark.parametrize("folder", [False, True])
def test_a_package_counts_as_copied_when_nothing_in_it_changed_for_a_while(desk, folder):
    """An old date that the copying program sets does not hide that the file is being written now."""
    place = desk.home.inbox(*HERE)
    name = "包" if folder else "包.xlsx"
    path = place / name / "表.csv" if folder else place / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"1")
    os.utime(path, (0, 0))
    assert inbox.being_copied(desk.home, place, name, 5)
    assert arrived(desk.home, 5, lambda *_: True) == []
    time.sleep(0.06)
    assert not inbox.being_copied(desk.home, place, name, 0.05)
    assert arrived(desk.home, 0.05, lambda *_: True) == [HERE]
    assert arrived(desk.home, 0.05, lambda *_: False) == []
    path.write_bytes(b"12")
    assert inbox.being_copied(desk.home, place, name, 0.05)
    assert not inbox.being_copied(desk.home, place, "gone.xlsx", 5)
    assert desk.tree("tmp") == {}
