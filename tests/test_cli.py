"""The command line in this process: exit codes, Chinese words, the contract's keys, never a traceback (DESIGN 10)."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from acceptance import contracts, store
from flows import cli, run, server_file
from tests import spine_homes
from tests.spine_homes import DONE, REFUSED, WAITING

pytestmark = pytest.mark.xdist_group("spine")

CONTRACT = (
    "demo", "init", "template", "sample-data", "check", "submit", "registry", "advance", "leads", "draw", "status",
    "notice", "bulletin", "dossier", "export", "serve", "console", "reconcile", "user", "verify", "audit", "doctor",
    "backup", "restore", "upgrade", "purge",
)  # fmt: skip
WITHOUT_HOME = ("template", "export", "user", "audit")
"""One needs none; the others are groups of verbs."""
FINDING_KEYS = {
    "rule_id",
    "severity",
    "scope",
    "table",
    "object_id",
    "file",
    "sheet",
    "row",
    "column",
    "value",
    "message",
}


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """Commands put Prefect's settings into the environment: it is put back."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def campaign(capsys):
    """Runs one command; returns its exit code, what it said, and what it said of errors."""

    def command(*words: object) -> tuple[int, str, str]:
        code = cli.dispatch([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return command


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


# Help, usage, what is not there yet


@pytest.mark.parametrize("verb", CONTRACT)
def test_help_of_every_verb_is_chinese(campaign, verb):
    code, said, wrong = campaign(verb, "--help")
    assert (code, wrong) == (0, "")
    assert "--home" in said or verb in WITHOUT_HOME
    assert is_chinese(said)


def test_the_verbs_are_those_of_the_contract(campaign):
    _, said, _ = campaign("--help")
    assert all(verb in said for verb in CONTRACT)


@pytest.mark.parametrize(
    "words",
    [
        ["fly"], ["check"], ["init"], ["init", "abc"], ["template"], ["submit", DONE], ["advance", "--no-such"],
        ["status", "--today", "昨天"], ["verify"], ["registry", "vehicle"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_said_in_chinese(campaign, words):
    code, said, wrong = campaign(*words)
    assert code == 2 and said == ""
    assert wrong.startswith("用法不对") and "--help" in wrong


@pytest.mark.parametrize(
    "words",
    [
        ["status"], ["advance"], ["submit", DONE, "opinion", "x.xlsx"], ["registry", "vehicle", "x.csv"], ["reconcile"],
        ["serve"], ["sample-data"], ["notice", DONE], ["bulletin"], ["dossier", DONE, "1"],
        ["export", "register", DONE], ["work", "--server", "http://127.0.0.1:9/api"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_without_a_home_every_verb_says_what_to_do(campaign, tmp_path, words):
    code, _, wrong = campaign(*words, "--home", tmp_path / "nowhere")
    assert code == 2 and "campaign init" in wrong


def test_the_software_failing_is_3_in_chinese_and_points_to_the_details(campaign, advanced, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("acceptance.status.rows", broken)
    code, said, wrong = campaign("status", "--home", advanced)
    assert (code, said) == (3, "")
    assert "软件或机器出错" in wrong and "CAMPAIGN_DEBUG" in wrong


def test_an_interrupted_command_is_3(campaign, advanced, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("acceptance.status.rows", interrupted)
    assert campaign("status", "--home", advanced)[0] == 3


# Homes, templates, sample data


def test_init_makes_a_home_once(campaign, tmp_path):
    home = tmp_path / "家"
    code, said, _ = campaign("init", 2026, "--home", home)
    assert code == 0 and "campaign.yaml" in said
    made = store.Home.open(home)
    assert (made.year, made.kind) == (2026, "正式")
    assert home.stat().st_mode & 0o777 == 0o700
    code, _, wrong = campaign("init", 2026, "--home", home)
    assert code == 2 and "已经是" in wrong


def test_init_with_a_drill_and_last_years_areas(campaign, advanced, tmp_path):
    code, *_ = campaign("init", 2027, "--previous", advanced, "--drill", "--home", tmp_path / "next")
    assert code == 0
    assert store.Home.open(tmp_path / "next").kind == "演练"
    assert (tmp_path / "next/config/dim_area.csv").read_bytes() == (advanced / "config/dim_area.csv").read_bytes()
    assert campaign("status", "--home", tmp_path / "next")[0] == 0


def test_a_new_home_can_be_advanced_and_looked_at_though_empty(campaign, tmp_path):
    campaign("init", 2026, "--home", tmp_path / "home")
    assert campaign("status", "--home", tmp_path / "home", "--json")[:2] == (0, "[]\n")


@pytest.mark.parametrize("line", contracts.lines())
def test_a_template_of_every_line(campaign, tmp_path, line):
    target = tmp_path / "空白.xlsx"
    code, said, _ = campaign("template", line, "-o", target)
    assert code == 0 and str(target) in said and target.is_file()


def test_a_template_of_no_line_names_the_lines(campaign):
    code, _, wrong = campaign("template", "nothing")
    assert code == 2 and "self_check" in wrong


@pytest.mark.parametrize(
    "wrong",
    [["--defects", "some"], ["--counties", 0], ["--counties", 39], ["--households", 0], ["--households", 10]],
    ids=str,
)
def test_sample_data_out_of_range_is_wrong_usage(campaign, tmp_path, wrong):
    campaign("init", 2026, "--drill", "--home", tmp_path / "home")
    code, _, said = campaign("sample-data", *wrong, "--home", tmp_path / "home")
    assert code == 2 and is_chinese(said)


def test_sample_data_fills_the_inbox_and_never_a_home_in_use(campaign, tmp_path, advanced):
    home = tmp_path / "home"
    campaign("init", 2026, "--home", home)
    assert campaign("sample-data", "--counties", 1, "--households", 50, "--home", home)[0] == 0
    assert list((home / "inbox" / DONE / "self_check").iterdir())
    assert store.Home.open(home).kind == "演练"
    in_use = spine_homes.copy(advanced, tmp_path / "used")
    facts = json.loads((in_use / "home.json").read_text())
    (in_use / "home.json").write_text(json.dumps(facts | {"kind": "正式"}))
    code, _, wrong = campaign("sample-data", "--home", in_use)
    assert code == 2 and "正式" in wrong


# check and submit


def test_check_of_a_sound_package(campaign, advanced, tmp_path):
    sound = store.package_path(store.Home.open(advanced), DONE, "opinion", 1)
    package = Path(shutil.copy(sound, tmp_path))
    listed = tmp_path / "发现.json"
    code, said, _ = campaign("check", package, "--county", DONE, "--home", advanced, "--json", listed)
    assert code == 0 and "接收" in said
    assert package.with_name(f"{package.name}.feedback.xlsx").is_file()
    assert all(set(json.loads(line)) == FINDING_KEYS for line in listed.read_text(encoding="utf-8").splitlines())


def test_check_of_a_refused_self_check(campaign, advanced, tmp_path):
    package = Path(shutil.copy(spine_homes.self_check(advanced, REFUSED), tmp_path))
    listed = tmp_path / "发现.json"
    code, said, _ = campaign("check", package, "--home", advanced, "--json", listed)
    assert code == 1 and "退回" in said
    found = [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()]
    assert found and all(set(one) == FINDING_KEYS for one in found)
    assert any(one["severity"] == "block" for one in found)
    assert all(isinstance(one["row"], int) and is_chinese(one["message"]) for one in found)


def test_check_needs_a_known_line_and_a_file(campaign, advanced, tmp_path):
    code, _, wrong = campaign("check", tmp_path / "没有.xlsx", "--home", advanced)
    assert code == 2 and "没有.xlsx" in wrong
    code, _, wrong = campaign("check", spine_homes.self_check(advanced, DONE), "--line", "nothing", "--home", advanced)
    assert code == 2 and "self_check" in wrong


def test_submit_checks_and_puts_into_the_inbox_whatever_the_outcome(campaign, home, tmp_path):
    sound = Path(shutil.copy(store.package_path(store.Home.open(home), DONE, "opinion", 1), tmp_path))
    assert campaign("submit", DONE, "opinion", sound, "--home", home)[0] == 0
    assert [p.name for p in (home / "inbox" / DONE / "opinion").iterdir()] == [sound.name]
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"no workbook")
    code, said, _ = campaign("submit", DONE, "opinion", broken, "--home", home)
    assert code == 1 and "退回" in said
    assert {p.name for p in (home / "inbox" / DONE / "opinion").iterdir()} == {sound.name, broken.name}


@pytest.mark.parametrize(
    ("county", "line"),
    [("999999", "opinion"), (DONE, "nothing"), (DONE, "decision"), ("municipal", "opinion"), ("../x", "opinion")],
)
def test_submit_needs_a_known_county_and_line(campaign, advanced, county, line):
    code, _, wrong = campaign("submit", county, line, spine_homes.self_check(advanced, DONE), "--home", advanced)
    assert code == 2 and is_chinese(wrong)


def test_submit_of_a_missing_file(campaign, advanced, tmp_path):
    code, _, wrong = campaign("submit", DONE, "opinion", tmp_path / "没有.xlsx", "--home", advanced)
    assert code == 2 and "没有.xlsx" in wrong


# status and verify


def test_status_shows_every_county_and_what_it_waits_for(campaign, advanced):
    code, said, _ = campaign("status", "--home", advanced)
    assert code == 0
    assert all(word in said for word in ("城口县", "巫溪县", "退回", "未就绪", "等待摘帽评估（第三方）数据包"))


def test_status_as_json(campaign, advanced):
    code, said, _ = campaign("status", "--json", "--home", advanced)
    rows = json.loads(said)
    assert code == 0 and [row["county_code"] for row in rows] == [DONE, REFUSED, WAITING]
    keys = {"county_code", "county_name", "stage", "verdict", "as_of", "waits_for", "stages", "overdue_leads"}
    assert all(set(row) == keys for row in rows)
    assert all(set(cell) == {"id", "title", "state", "since"} for row in rows for cell in row["stages"])
    [one] = json.loads(campaign("status", WAITING, "--json", "--home", advanced)[1])
    assert one == rows[2]


def test_status_of_an_unknown_county(campaign, advanced):
    code, _, wrong = campaign("status", "999999", "--home", advanced)
    assert code == 2 and "999999" in wrong


def test_verify_a_report_and_what_is_none(campaign, advanced, tmp_path):
    code, said, _ = campaign("verify", advanced / "results" / DONE / "report.pdf", "--home", advanced)
    assert code == 0 and "验证通过" in said
    other = tmp_path / "别的.pdf"
    other.write_bytes(b"%PDF-1.7\n")
    code, said, _ = campaign("verify", other, "--home", advanced)
    assert code == 1 and "验证不通过" in said
    assert campaign("verify", tmp_path / "没有.pdf", "--home", advanced)[0] == 2


# advance, registry, reconcile: what they say and return; the flows themselves are run in tests/flows


def outcome(county: str, state: str) -> dict[str, object]:
    return {
        "county_code": county,
        "county_name": county,
        "state": state,
        "stage": None,
        "verdict": None,
        "what": "怎样",
    }


@pytest.mark.parametrize(("states", "code"), [(["published", "unchanged"], 0), (["published", "failed"], 3)])
def test_advance_returns_0_however_the_counties_fare_and_3_when_the_software_failed(
    campaign, advanced, monkeypatch, states, code
):
    monkeypatch.setattr(
        run, "_advance", lambda *_: [outcome(c, s) for c, s in zip((DONE, REFUSED), states, strict=True)]
    )
    found, said, wrong = campaign("advance", DONE, REFUSED, "--home", advanced)
    assert found == code and f"{DONE}：怎样" in said
    assert ("出错" in wrong) == (code == 3)


def test_advance_of_an_unknown_county(campaign, advanced):
    code, _, wrong = campaign("advance", "999999", "--home", advanced)
    assert code == 2 and "999999" in wrong


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["nothing", "x.csv"], "vehicle"),
        (["vehicle", "没有.csv"], "没有.csv"),
        (["vehicle", __file__, "--county", "999999"], "999999"),
    ],
)
def test_registry_needs_a_known_name_file_and_county(campaign, advanced, words, named):
    code, _, wrong = campaign("registry", *words, "--home", advanced)
    assert code == 2 and named in wrong


def test_reconcile_needs_a_server(campaign, advanced, monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    code, _, wrong = campaign("reconcile", "--home", advanced)
    assert code == 2 and "campaign serve" in wrong


def test_demo_never_touches_a_formal_home(campaign, tmp_path):
    campaign("init", 2026, "--home", tmp_path / "home")
    code, _, wrong = campaign("demo", "--home", tmp_path / "home")
    assert code == 2 and "正式" in wrong
    assert store.Home.open(tmp_path / "home").kind == "正式"


# Documents


@pytest.mark.parametrize(
    "words", [["notice", "999999"], ["dossier", "999999", "1"], ["export", "register", "999999"]], ids=" ".join
)
def test_documents_of_an_unknown_county(campaign, advanced, words):
    code, _, wrong = campaign(*words, "--home", advanced)
    assert code == 2 and "999999" in wrong


@pytest.mark.parametrize(
    "words", [["notice", DONE], ["bulletin"], ["dossier", DONE, "1"], ["export", "register", DONE]], ids=" ".join
)
def test_documents_before_anything_is_published(campaign, sent, words):
    code, _, wrong = campaign(*words, "--home", sent)
    assert code == 2 and is_chinese(wrong)


def test_a_dossier_of_nobody(campaign, advanced):
    code, _, wrong = campaign("dossier", DONE, "12345678901234", "--home", advanced)
    assert code == 2 and "12345678901234" in wrong


# Whose server is used


def test_a_server_counts_only_for_the_home_it_serves(home, advanced, monkeypatch):
    answers = []

    def get(url: str, timeout: float):
        answers.append(url)
        return type("Answer", (), {"status_code": 200})

    monkeypatch.setattr(server_file.httpx, "get", get)
    here = store.Home.open(home)
    server_file.write(here, "http://127.0.0.1:9/api")
    assert server_file.live_server(here) == "http://127.0.0.1:9/api"
    shutil.copy(here.server_file, home / "kept.json")
    copied = store.Home.open(
        spine_homes.copy(home, home.parent / "copy")
    )  # id and file are there, the folder is another
    assert server_file.live_server(copied) is None
    assert answers == ["http://127.0.0.1:9/api/health"]
    server_file.remove(here)
    assert server_file.live_server(here) is None


def test_a_server_file_that_is_damaged_or_silent_is_no_server(home):
    here = store.Home.open(home)
    here.server_file.write_text("{")
    assert server_file.live_server(here) is None
    server_file.write(here, "http://127.0.0.1:9/api")  # nothing listens on the discard port
    assert server_file.live_server(here) is None
