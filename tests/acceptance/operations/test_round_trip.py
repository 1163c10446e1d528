"""Backup, restore, advance: the results are the same bytes for the same day (DESIGN 4)."""

import pytest

from acceptance import operations, store
from tasks import reports
from tests import spine_homes
from tests.chaos.bench import Inline

pytestmark = pytest.mark.xdist_group("spine")


@pytest.mark.slow
def test_a_restored_home_publishes_the_same_bytes(tmp_path, monkeypatch):
    inline = Inline()  # the typesetting has its own tests; this is about what it is given
    monkeypatch.setattr(reports, "_pool", lambda: inline)
    home = spine_homes.make(tmp_path / "home", counties=1)
    spine_homes.advance(home)
    operations.backup(store.Home.open(home), tmp_path / "copy.tar")
    operations.restore(tmp_path / "copy.tar", tmp_path / "back")
    spine_homes.advance(tmp_path / "back")
    expected, found = spine_homes.results(home), spine_homes.results(tmp_path / "back")
    assert len(expected) > 10
    assert spine_homes.differing(expected, found) == []
