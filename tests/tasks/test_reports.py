"""Reports are rendered by processes of their own, whose bytes are those of this process."""

import pytest

from tasks import reports
from tests import spine_homes
from tests.spine_homes import REFUSED, differing, results

pytestmark = [pytest.mark.xdist_group("spine"), pytest.mark.slow]


def test_the_pool_of_processes_prints_the_same_bytes(home, advanced, in_process, monkeypatch):
    monkeypatch.setattr(reports, "_pool", in_process)
    spine_homes.forget(home, REFUSED)
    try:
        assert spine_homes.advance(home, [REFUSED])[REFUSED].state == "published"
    finally:
        in_process().shutdown()
    assert differing(results(home, REFUSED), results(advanced, REFUSED)) == []
