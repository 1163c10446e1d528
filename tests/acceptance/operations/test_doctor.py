"""The doctor's answers: one state per question, and the state changes when the matter does."""

import dataclasses
import datetime as dt
import sys

import pytest

from acceptance import operations, store
from acceptance.operations import doctor, mounts
from acceptance.operations.answers import CARE, WELL, WRONG

IN_SEASON = dt.date(2026, 12, 10)


def examined(season, tmp_path, **changes):
    given = {"lock": tmp_path / "requirements.lock", "missing_fonts": [], "full": False} | changes
    return {one.what: one for one in operations.examine(season, IN_SEASON, **given)}


def test_every_question_is_answered_once_in_chinese(opened, tmp_path):
    answers = operations.examine(opened, IN_SEASON, lock=tmp_path / "x", missing_fonts=[], full=True)
    assert [one.what for one in answers] == [
        "权限", "磁盘", "文件系统", "字库", "Python", "软件包", "日期", "规则版本", "收件箱", "接收中", "推进", "缓存",
        "收件",
    ]  # fmt: skip
    assert all(one.state in (WELL, CARE, WRONG) and one.said.endswith("。") for one in answers)


def test_a_home_that_others_may_enter_is_a_problem(opened, tmp_path):
    opened.home.path.chmod(0o755)
    assert examined(opened, tmp_path)["权限"].state == WRONG
    opened.home.path.chmod(0o700)
    assert examined(opened, tmp_path)["权限"].state == CARE  # the caches of the fixture are 0644
    (opened.home.path / "results" / "x.bin").chmod(0o600)
    assert examined(opened, tmp_path)["权限"].state == WELL


@pytest.mark.parametrize(("free", "state"), [(1 << 30, WRONG), (2 << 30, CARE), (20 << 30, WELL)])
def test_free_space_has_two_bounds(free, state):
    assert doctor.disk(free).state == state


@pytest.mark.parametrize(("version", "state"), [((3, 10), WRONG), ((3, 11), WELL), ((3, 12), WELL), ((3, 13), WRONG)])
def test_python_is_the_one_of_the_project(version, state):
    assert doctor.python(version).state == state


def test_a_missing_font_is_named(opened, tmp_path):
    answer = examined(opened, tmp_path, missing_fonts=["FandolFang-Regular.otf"])["字库"]
    assert answer.state == WRONG and "FandolFang-Regular.otf" in answer.said


def test_packages_are_compared_with_the_lock(opened, tmp_path):
    lock = tmp_path / "requirements.lock"
    assert examined(opened, tmp_path)["软件包"].state == CARE
    lock.write_text(f"pytest=={pytest.__version__} \\\n    --hash=sha256:0\nnot-there==1 ; sys_platform == 'win32'\n")
    assert examined(opened, tmp_path)["软件包"] == operations.Answer(
        WELL, "软件包", "1 个，版本与 requirements.lock 一致。"
    )
    lock.write_text("pytest==0.1 \\\n")
    assert "应为 0.1" in examined(opened, tmp_path)["软件包"].said


@pytest.mark.parametrize(
    ("day", "state"), [("2026-11-30", CARE), ("2026-12-01", WELL), ("2027-01-15", WELL), ("2027-01-16", CARE)]
)
def test_the_day_is_inside_the_window_or_not(opened, day, state):
    assert doctor.clock(opened, dt.date.fromisoformat(day)).state == state


def test_a_home_of_other_rules_waits_for_an_upgrade(opened):
    other = dataclasses.replace(opened, campaign=opened.campaign.model_copy(update={"rules_version": "2025.9"}))
    assert doctor.rules(opened).state == WELL
    assert (doctor.rules(other).state, "campaign upgrade" in doctor.rules(other).said) == (WRONG, True)


def test_a_stray_is_told_and_the_homes_own_folder_is_none(opened):
    (opened.home.path / "inbox" / "municipal" / "config").mkdir(parents=True)
    (opened.home.path / "inbox" / "放错.xlsx").write_bytes(b"x")
    answer = doctor.waiting_strays(opened)
    assert answer.state == CARE and "放错.xlsx" in answer.said and "config" not in answer.said


def test_a_claim_that_was_left_is_told(opened):
    assert doctor.claims(opened.home).state == WELL
    (opened.home.claims("500229", "opinion") / "0123").mkdir(parents=True)
    assert "500229/opinion" in doctor.claims(opened.home).said


def test_bytes_are_compared_by_size_or_by_content(opened):
    package = store.package_path(opened.home, "500229", "self_check", 1)
    package.write_bytes(b"self-chekc")
    assert doctor.received(opened.home, full=False).state == WELL
    assert doctor.received(opened.home, full=True).state == WRONG
    package.write_bytes(b"short")
    answer = doctor.received(opened.home, full=False)
    assert answer.state == WRONG and "500229/self_check 第 1 版" in answer.said


def test_a_home_that_was_purged_says_so(opened):
    day = dt.datetime(2027, 4, 1)
    operations.purge(opened.home, IN_SEASON, day.date(), day)
    answer = doctor.received(opened.home, full=True)
    assert answer.state == CARE and "已清除" in answer.said


def test_a_run_that_died_is_told(opened, monkeypatch):
    began = store.begin(opened.home, "500229", store.Inputs({}, IN_SEASON))
    with_task = dataclasses.replace(opened)
    monkeypatch.setitem(with_task.__dict__, "counties", ("500229",))
    assert doctor.unfinished(with_task).state == CARE
    began.finish({"as_of": IN_SEASON, "valid_until": None})
    assert "500229" in doctor.unfinished(with_task).said  # not copied out yet
    store.copy_out(opened.home, "500229")
    assert doctor.unfinished(with_task).state == WELL


def test_caches_that_were_removed_are_told(opened):
    (opened.home.path / "lake" / "x.bin").unlink()
    assert "lake" in doctor.caches(opened.home).said


@pytest.mark.parametrize(
    ("kind", "options", "state"),
    [
        ("ext4", "rw,relatime", WELL),
        ("nfs4", "rw,vers=4.1,actimeo=0", CARE),
        ("nfs4", "rw,vers=4.2,acregmin=0,acregmax=0,acdirmin=0,acdirmax=0", CARE),
        ("nfs4", "rw,vers=4.2", WRONG),
        ("nfs4", "rw,vers=4.0,actimeo=0", WRONG),
        ("nfs", "rw,vers=3,noac", WRONG),
    ],
)
def test_a_network_mount_needs_its_options(tmp_path, kind, options, state):
    table = f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} {kind} {options} 0 0\n"
    assert mounts.answer(tmp_path / "home", table).state == state


def test_the_running_interpreter_is_fit():
    assert doctor.python(sys.version_info[:2]).state == WELL
