"""The step cache: files of an unchanged step come from an earlier generation, with the same bytes."""

from datetime import date

import pytest

from acceptance.store import Inputs, StoreError, begin, prune, recorded_hash, step

COUNTY = "500229"


class Maker:
    """Makes report.pdf and a folder of notices, and counts how often."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, folder) -> None:
        self.calls += 1
        (folder / "report.pdf").write_bytes(b"pdf")
        (folder / "notices").mkdir(exist_ok=True)
        (folder / "notices" / "1.pdf").write_bytes(b"notice")


OUTPUTS = ["report.pdf", "notices"]


@pytest.fixture
def make(desk):
    maker = Maker()

    def run(inputs_hash: str = "h1", outputs: list[str] | None = None):
        generation = begin(desk.home, COUNTY, Inputs({}, date(2026, 12, 5)))
        outcome = step(generation, "report", inputs_hash, maker, outputs or OUTPUTS)
        assert generation.files() == ["notices/1.pdf", "report.pdf"]
        assert (generation.folder / "notices" / "1.pdf").read_bytes() == b"notice"
        return outcome, maker.calls, generation

    return run


def test_same_inputs_are_skipped_and_others_done(make):
    assert make()[:2] == ("done", 1)
    assert make()[:2] == ("skipped", 1)
    assert make("h2")[:2] == ("done", 2)
    assert make()[:2] == ("skipped", 2)  # also from one that is not the newest
    assert make(outputs=["notices", "report.pdf"])[:2] == ("done", 3)


def test_the_recorded_hash_can_be_asked_for(make):
    generation = make("h7")[2]
    assert (recorded_hash(generation, "report"), recorded_hash(generation, "match")) == ("h7", None)


def test_a_damaged_or_pruned_file_is_produced_again(make):
    first = make()[2]
    (first.folder / "report.pdf").write_bytes(b"bad")
    outcome, calls, second = make()
    assert (outcome, calls, (second.folder / "report.pdf").read_bytes()) == ("done", 2, b"pdf")
    (second.folder / "notices" / "1.pdf").unlink()
    assert make()[:2] == ("done", 3)


def test_producing_again_never_writes_into_a_file_of_another_generation(make, desk):
    first = make()[2]
    second = make()[2]

    def other(folder):
        (folder / "report.pdf").write_bytes(b"other")

    step(second, "report", "h3", other, ["report.pdf"])
    assert (first.folder / "report.pdf").read_bytes() == b"pdf"


def test_a_file_system_without_hard_links_copies(make, monkeypatch):
    def refuse(self, target):
        raise PermissionError("no links here")

    first = make()[2]
    monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    second = make()[2]
    assert (first.folder / "report.pdf").stat().st_ino != (second.folder / "report.pdf").stat().st_ino


def test_a_step_that_does_not_write_its_output_fails(desk):
    generation = begin(desk.home, COUNTY, Inputs({}, date(2026, 12, 5)))
    with pytest.raises(StoreError, match=r"没有写出「a.json」"):
        step(generation, "match", "h", lambda folder: None, ["a.json"])
    assert recorded_hash(generation, "match") is None


def test_files_shared_by_a_link_outlive_the_pruning_of_their_first_owner(make, desk):
    for _ in range(4):
        last = make()[2]
        last.finish({"as_of": "2026-12-05", "valid_until": None})
    assert len(prune(desk.home, COUNTY)) == 1
    assert (last.folder / "report.pdf").read_bytes() == b"pdf"
