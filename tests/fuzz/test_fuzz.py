"""Two thousand damaged packages up to typing, some workbooks, fifty through to the end; `make fuzz` runs 20,000."""

import pytest

from acceptance import checking
from tests.fuzz import outcome
from tests.fuzz.damage import book_case

FAST, SHARDS, TYPED = 2_000, 4, 3
"""Every third is typed too: the others end at their headers, which keeps `make test` short."""


@pytest.mark.parametrize("shard", range(SHARDS))
def test_damaged_text_files_are_read_or_refused_with_a_message(shard: int) -> None:
    outcomes = outcome.run_to_typing(range(shard * FAST // SHARDS, (shard + 1) * FAST // SHARDS), typed_every=TYPED)
    assert sum(outcomes.values()) == FAST // SHARDS
    assert min(outcomes["read"], outcomes["refused"]) > 50, "damage is too mild or too hard to prove anything"


def test_damaged_workbooks_are_read_or_refused_with_a_message() -> None:
    outcomes = outcome.run_to_typing(range(8), book_case)
    assert sum(outcomes.values()) == 8


def test_damaged_packages_go_all_the_way_to_an_outcome() -> None:
    outcomes = outcome.run_all_the_way(range(50))
    assert sum(outcomes.values()) == 50
    assert outcomes.keys() == {checking.ACCEPTED, checking.PARTLY, checking.REFUSED}
