"""A backup holds what cannot be made again, reads back as it was, and comes back into an empty folder only."""

import datetime as dt
import importlib
import stat
import tarfile

import pytest

from acceptance import operations, store

NOW = dt.datetime(2026, 12, 2)
module = importlib.import_module("acceptance.operations.backup")  # the package gives the function this name

LEFT_OUT = ("lake/x.bin", "runs/x.bin", "results/x.bin")


@pytest.mark.parametrize("name", ["copy", "copy.tar"])
def test_it_comes_back_as_it_was_without_the_caches(home, tmp_path, tree, name):
    copied = operations.backup(home, tmp_path / name)
    back = operations.restore(tmp_path / name, tmp_path / "back")
    kept = {path: data for path, data in tree(home.path).items() if path not in LEFT_OUT}
    assert tree(tmp_path / "back") == kept
    assert copied == back and copied.files == len(kept)
    assert store.Home.open(tmp_path / "back").id == home.id
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "back").rglob("*")}
    assert modes == {0o600, 0o700}


def test_the_same_home_gives_the_same_archive(home, tmp_path):
    operations.backup(home, tmp_path / "one.tar")
    operations.backup(home, tmp_path / "two.tar")
    assert (tmp_path / "one.tar").read_bytes() == (tmp_path / "two.tar").read_bytes()


def test_samples_come_first_then_what_was_received_and_the_mark_last(home, tmp_path):
    operations.backup(home, tmp_path / "copy.tar")
    with tarfile.open(tmp_path / "copy.tar") as archive:
        tops = list(dict.fromkeys(name.partition("/")[0] for name in archive.getnames()))
    assert tops[:2] == ["samples", "received"]
    assert tops[-2:] == ["home.json", module.MANIFEST]


def test_a_package_that_leaves_the_inbox_meanwhile_is_found_where_it_went(home, tmp_path, tree, monkeypatch):
    real = module._below

    def below(of, top):
        if top == "inbox":  # another process receives between the look at received and the look at the inbox
            store.receive_line(of, "500229", "municipal", NOW, lambda _: False)
        return real(of, top)

    monkeypatch.setattr(module, "_below", below)
    operations.backup(home, tmp_path / "copy")
    assert tree(tmp_path / "copy")["received/500229/municipal/1/验收.xlsx"] == b"waiting"


@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_a_backup_that_differs_from_its_manifest_is_refused(home, tmp_path, harm):
    operations.backup(home, tmp_path / "copy")
    victim = tmp_path / "copy" / "received/500229/self_check/1/自查.xlsx"
    if harm == "changed":
        victim.write_bytes(b"self-chekc")
    elif harm == "missing":
        victim.unlink()
    else:
        victim.with_name("x").write_bytes(b"")
    with pytest.raises(store.StoreError, match="与清单不符，共 1 个文件"):
        operations.restore(tmp_path / "copy", tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_nothing_is_ever_written_over(home, tmp_path):
    operations.backup(home, tmp_path / "copy")
    with pytest.raises(store.StoreError, match="已经存在"):
        operations.backup(home, tmp_path / "copy")
    with pytest.raises(store.StoreError, match="空文件夹"):
        operations.restore(tmp_path / "copy", home.path)
    with pytest.raises(store.StoreError, match="不能放在工作目录之内"):
        operations.backup(home, home.path / "tmp" / "copy")


def test_what_is_no_backup_is_refused(tmp_path):
    (tmp_path / "x.tar").write_bytes(b"nothing of the kind")
    for source in ("x.tar", "absent.tar"):
        with pytest.raises(store.StoreError, match="不是备份"):
            operations.restore(tmp_path / source, tmp_path / "back")


def test_an_archive_that_leads_out_of_the_folder_is_refused(tmp_path):
    with tarfile.open(tmp_path / "x.tar", "w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"))
    with pytest.raises(store.StoreError, match="不能使用的条目"):
        operations.restore(tmp_path / "x.tar", tmp_path / "back")
