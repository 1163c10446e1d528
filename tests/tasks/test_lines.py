"""Which line a package belongs to when nobody says so."""

import pytest

from acceptance import store
from tasks import quality
from tests.spine_homes import DONE

pytestmark = pytest.mark.xdist_group("spine")


@pytest.mark.parametrize("line", ["self_check", "opinion", "exit_evaluation", "precision_evaluation"])
def test_the_line_is_told_by_tables_and_between_evaluators_by_whose_visits_they_are(advanced, line):
    package = store.package_path(store.Home.open(advanced), DONE, line, 1)
    assert quality._line(package, None).id == line


def test_a_line_that_was_named_is_not_guessed_and_must_exist(advanced):
    package = store.package_path(store.Home.open(advanced), DONE, "opinion", 1)
    assert quality._line(package, "municipal").id == "municipal"
    with pytest.raises(store.StoreError, match="self_check"):
        quality._line(package, "nothing")


def test_what_cannot_be_read_is_taken_for_a_self_check(tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"no workbook")
    assert quality._line(broken, None).id == "self_check"
