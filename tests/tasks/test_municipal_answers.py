"""What the municipal office sends is answered too, once; and the evidence of every check stays with its package."""

import pytest
import python_calamine

from acceptance import season, store
from flows import homes
from tasks import answers, quality, quality_page
from tests import spine_homes


@pytest.fixture
def opened(tmp_path):
    """A home whose only package is a decision that both signers are the same person of."""
    homes.initialise(tmp_path / "home", 2026, drill=True)
    _send(tmp_path, [spine_homes.reopening("500229", 1, kind="不知道", signer2="甲")])
    opened = season.open_season(tmp_path / "home")
    _check(opened)
    return opened


def _send(tmp_path, rows):
    spine_homes.put(
        tmp_path / "home", "municipal", "decision", spine_homes.workbook(tmp_path / "决定.xlsx", {"decision": rows})
    )


def _check(opened):
    store.receive_all(opened.home, season.moment(opened)[1], lambda line: False)
    quality.check_waiting(opened, [])


def _sheet(path, name):
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def test_a_refused_municipal_package_comes_back_marked(opened):
    [written] = answers.write_municipal(opened)
    assert written == opened.home.path / "results" / "municipal" / "feedback" / "decision-1.feedback.xlsx"
    [receipt] = store.receipts(opened.home, "municipal", "decision")
    check = store.read_check(opened.home, receipt, opened.basis)
    assert check.outcome in [row[0] for row in _sheet(written, "检查结果")] and check.outcome != "接收"
    assert {row[1] for row in _sheet(written, "问题清单")} >= set(check.counts)
    page = quality_page.html(opened).decode()
    assert 'href="feedback/decision-1.feedback.xlsx"' in page and f"第1版 {check.outcome}" in page


def test_an_answer_that_stands_is_left_and_one_that_is_gone_or_half_made_is_made_again(opened, tmp_path, monkeypatch):
    [written] = answers.write_municipal(opened)
    first = written.read_bytes()
    assert answers.write_municipal(opened) == []
    written.unlink()
    assert answers.write_municipal(opened) == [written] and written.read_bytes() == first
    (written.parent / answers.BASES).write_bytes(b"{")
    assert answers.write_municipal(opened) == [written] and written.read_bytes() == first
    assert sorted(opened.home.tmp.iterdir()) == []
    _send(tmp_path, [spine_homes.reopening("500229", 2)])
    _check(opened)
    [second] = answers.write_municipal(opened)
    assert second.name == "decision-2.feedback.xlsx" and written.read_bytes() == first


def test_the_evidence_of_an_earlier_check_outlives_the_next_and_the_check_says_where_it_is(opened, tmp_path):
    home = opened.home
    place = store.checks.check_path(home, "municipal", "decision", 1)
    said = store.read_json(place)["details"]["evidence"]
    [kept] = store.read_json(home.path / said)["tables"].values()
    first, alone = (home.path / kept).read_bytes(), place.read_bytes()
    assert store.read_json(home.path / kept)["statistics"]["evaluated_expectations"] > 0
    _send(tmp_path, [spine_homes.reopening("500229", 2)])
    _check(opened)
    assert (home.path / kept).read_bytes() == first
    place.unlink()
    store.checks.check_path(home, "municipal", "decision", 2).unlink()
    quality.check_waiting(opened, [])  # both together now
    assert place.read_bytes() == alone
    named = [store.read_json(home.path / f"runs/gx/packages/municipal/decision/{n}.json")["tables"] for n in (1, 2)]
    assert named[0] == named[1] and (home.path / kept).read_bytes() == first
