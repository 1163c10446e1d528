"""The home and files that are replaced whole."""

import json
import os
from datetime import date
from decimal import Decimal

import pytest

from acceptance.store import Home, StoreError, canonical_json, copy_atomic, discard, hash_tree, write_atomic, write_json


def modes(home: Home) -> set[str]:
    found = {oct(home.path.stat().st_mode & 0o777)}
    return found | {oct(path.stat().st_mode & 0o777) for path in home.path.rglob("*")}


def test_a_new_home_says_what_it_is_and_is_private(tmp_path):
    old = os.umask(0o000)
    try:
        home = Home.init(tmp_path / "h", 2026, drill=True, made_by="campaign demo", home_id="ab" * 16)
    finally:
        os.umask(old)
    assert json.loads((home.path / "home.json").read_text()) == {
        "id": "ab" * 16,
        "year": 2026,
        "made_by": "campaign demo",
        "kind": "演练",
    }
    assert modes(home) == {"0o700", "0o600"}
    assert Home.open(home.path) == home
    assert Home.init(tmp_path / "g", 2026, drill=False).kind == "正式"


@pytest.mark.parametrize("present", ["home.json", "报表.xlsx"])
def test_an_occupied_folder_becomes_no_home(tmp_path, present):
    (tmp_path / present).write_text("{}")
    with pytest.raises(StoreError, match="已"):
        Home.init(tmp_path, 2026, drill=True)


def test_an_init_that_was_cut_short_is_completed(tmp_path):
    (tmp_path / "inbox").mkdir()
    assert Home.init(tmp_path, 2026, drill=True).year == 2026


def test_what_is_no_home_is_refused_in_chinese(tmp_path):
    with pytest.raises(StoreError, match="不是验收工作目录"):
        Home.open(tmp_path / "nowhere")
    (tmp_path / "home.json").write_text("{")
    with pytest.raises(StoreError, match="已损坏"):
        Home.open(tmp_path)


@pytest.mark.parametrize("name", ["..", "a/b", ".claims", "", "区县"])
def test_a_name_from_outside_never_leaves_the_home(desk, name):
    with pytest.raises(StoreError, match="名称"):
        desk.home.received(name, "self_check")


def test_canonical_json_has_one_spelling():
    one = {"b": 0.1 + 0.2, "a": [Decimal("3207.50"), Decimal("2.00"), date(2026, 12, 1), -0.0, None, True]}
    assert canonical_json(one) == b'{"a":[3207.5,2,"2026-12-01",0.0,null,true],"b":0.3}'
    assert canonical_json({"县": (1, 2)}) == '{"县":[1,2]}'.encode()
    assert canonical_json({"x": 1 / 3}) == b'{"x":0.333333333333}'
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical_json(float("nan"))
    with pytest.raises(TypeError):
        canonical_json({1, 2})


def test_a_name_that_is_not_utf8_survives_json():
    name = os.fsdecode("自查.xlsx".encode("gb18030"))
    assert json.loads(canonical_json([name]).decode()) == [name]


def test_replacing_leaves_the_old_file_when_writing_fails(tmp_path):
    write_atomic(tmp_path / "a.json", b"old")
    with pytest.raises(TypeError):
        write_json(tmp_path / "a.json", {1, 2})
    with pytest.raises(FileNotFoundError):
        copy_atomic(tmp_path / "missing", tmp_path / "a.json")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.json": b"old"}


def test_a_killed_write_leaves_old_or_new(tmp_path, processes):
    target, number = tmp_path / "a", 0
    write_atomic(target, b"old")
    while processes.killed_at(number, lambda: write_atomic(target, b"new")):
        assert target.read_bytes() in (b"old", b"new")
        number += 1
    assert (number, target.read_bytes()) == (2, b"new")


def test_the_hash_of_a_folder_sees_names_and_bytes(tmp_path):
    (tmp_path / "一" / "内").mkdir(parents=True)
    (tmp_path / "一" / "内" / "户表.csv").write_bytes(b"1")
    first = hash_tree(tmp_path / "一")
    (tmp_path / "一").rename(tmp_path / "二")
    assert hash_tree(tmp_path / "二") == first
    (tmp_path / "二" / "内" / "户表.csv").rename(tmp_path / "二" / "户表.csv")
    assert hash_tree(tmp_path / "二") != first


def test_discarded_folders_vanish_whole_and_tmp_can_be_cleared(desk):
    home = desk.home
    folder = home.new_tmp()
    (folder / "x").write_bytes(b"1")
    discard(folder, home.tmp)
    with pytest.raises(FileNotFoundError):
        discard(folder, home.tmp)
    (home.new_tmp() / "left").write_bytes(b"2")
    (home.tmp / "left.tmp").write_bytes(b"3")
    home.clear_tmp()
    assert list(home.tmp.iterdir()) == []
