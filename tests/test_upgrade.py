"""A home of older rules: nothing moves until the office has seen what would change and confirms it (DESIGN 4)."""

import json
import re

import pytest

from acceptance import campaign as campaigns
from acceptance import season, store, upgrade
from flows import cli
from tasks import upgrading
from tests import spine_homes
from tests.spine_homes import DONE, REFUSED, WAITING, differing, results, tree

pytestmark = pytest.mark.xdist_group("spine")

OLDER = "2025.9"


@pytest.fixture
def older(home):
    """The advanced home as an older release would have left it: its pin, and another verdict on one county."""
    text = (home / "campaign.yaml").read_text(encoding="utf-8")
    (home / "campaign.yaml").write_text(upgrade.pinned(text, OLDER), encoding="utf-8")
    for folder in (store.published(store.Home.open(home), DONE).folder, home / "results" / DONE):
        path = folder / "result.json"
        found = json.loads(path.read_bytes()) | {"rules_version": OLDER, "verdict": "不通过"}
        path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return home


def test_a_new_home_is_pinned_to_the_rules_of_its_release(sent):
    assert f'rules_version: "{campaigns.RULES_VERSION}"' in (sent / "campaign.yaml").read_text().replace("'", '"')
    assert not upgrade.pending(season.open_season(sent))


def test_the_pin_is_one_line_and_everything_else_stays_as_written():
    text = "# 说明\nyear: 2026\nrules_version: '2025.9'  # 固定\nwest: true\n"
    assert upgrade.pinned(text, "2026.1") == '# 说明\nyear: 2026\nrules_version: "2026.1"\nwest: true\n'
    assert upgrade.pinned("year: 2026\n", "2026.1") == 'year: 2026\nrules_version: "2026.1"\n'


def test_a_comparison_names_what_differs_only():
    before = {"verdict": "建议同意摘帽", "household_outcomes": {"脱贫": 40, "未脱贫": 10}}
    same = upgrade.compare("1", before, before)
    assert same.nothing
    other = upgrade.compare("1", before, {"verdict": "建议同意摘帽", "household_outcomes": {"脱贫": 40, "待核": 10}})
    assert not other.nothing and other.outcomes == {"待核": (0, 10), "未脱贫": (10, 0)}


@pytest.fixture
def untried(monkeypatch):
    """The new rules say one thing of one county, without judging anybody."""
    change = upgrade.Change(DONE, "不通过", "建议同意摘帽", {"待核": (1, 0)})
    monkeypatch.setattr(upgrading, "changes", lambda *_: [change, upgrade.Change(REFUSED, "未就绪", "未就绪", {})])


def test_upgrade_shows_asks_pins_and_says_it_is_done(older, untried, capsys):
    before = results(older)
    assert cli.dispatch(["upgrade", "--home", str(older)]) == 2
    said = capsys.readouterr()
    assert "城口县：不通过 → 建议同意摘帽；待核 1 → 0 户" in said.out and "巫溪县" not in said.out
    assert "--yes" in said.err
    assert upgrade.pending(season.open_season(older))
    assert cli.dispatch(["upgrade", "--yes", "--home", str(older)]) == 0
    assert not upgrade.pending(season.open_season(older))
    kept = json.loads(upgrading.notes_file(season.open_season(older)).read_bytes())
    assert (kept["before"], kept["after"]) == (OLDER, campaigns.RULES_VERSION)
    assert differing(results(older), before) == []  # published results are there until the next advance
    assert list((older / "tmp").iterdir()) == []
    capsys.readouterr()
    assert cli.dispatch(["upgrade", "--yes", "--home", str(older)]) == 0
    assert "无须升级" in capsys.readouterr().out


@pytest.mark.parametrize("point", ["file.synced", "file.renamed"])
def test_killed_while_pinning_the_home_has_the_old_rules_or_the_new_ones(older, point):
    opened = season.open_season(older)
    assert spine_homes.killed_at(point, 1, lambda: upgrade.apply(opened))
    assert upgrade.pending(season.open_season(older)) is (point == "file.synced")
    upgrade.apply(season.open_season(older))
    assert not upgrade.pending(season.open_season(older))


def test_a_formal_home_needs_the_decision_of_two(older, untried, monkeypatch, capsys):
    mark = older / "home.json"
    mark.write_text(mark.read_text(encoding="utf-8").replace("演练", "正式"), encoding="utf-8")
    answers = iter([False, True])
    monkeypatch.setattr(upgrade, "approved", lambda _: next(answers))
    assert cli.dispatch(["upgrade", "--yes", "--home", str(older)]) == 2
    assert "升级批准" in capsys.readouterr().err and upgrade.pending(season.open_season(older))
    assert cli.dispatch(["upgrade", "--yes", "--home", str(older)]) == 0


@pytest.mark.slow
def test_the_trial_judges_by_the_new_rules_alone_and_reads_the_approval(older, tmp_path, monkeypatch):
    row = spine_homes.reopening(DONE, 1, decision_id="升级-1", kind="升级批准", object="2026", line=None)
    row["value"] = campaigns.RULES_VERSION
    decided = spine_homes.workbook(tmp_path / "升级批准.xlsx", {"decision": [row]})
    opened = season.open_season(older)
    spine_homes.put(older, "municipal", "decision", decided)
    from tasks import intake

    intake.receive(opened, season.moment(opened)[1])
    parts = ("received", "samples", "lake", "results", "runs")
    before = {name: tree(older / name) for name in parts}
    with upgrading.trial(opened) as tried:
        found = {one.county: one for one in upgrading.changes(opened, tried)}
        assert upgrade.approved(tried)
    assert {name: differing(tree(older / name), before[name]) for name in parts} == dict.fromkeys(parts, [])
    assert list((older / "tmp").iterdir()) == []
    assert found[DONE].before == "不通过" and re.match("建议同意", found[DONE].after)
    assert found[DONE].outcomes == {}
    assert found[REFUSED].nothing and found[WAITING].nothing
