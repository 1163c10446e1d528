"""Publishing: the results are always those of the highest finished generation (DESIGN 4, Publishing 1-12)."""

import json
from datetime import date

import pytest

from acceptance.store import (
    Generation,
    GenerationGone,
    Inputs,
    StoreError,
    begin,
    copy_out,
    discard,
    generations,
    is_copied,
    needs_run,
    points,
    prune,
    publish,
    published,
    read_published,
    step,
    write_atomic,
)

COUNTY = "500229"
DAY = date(2026, 12, 5)


class County:
    """A county whose one input is a text in config/; the result says that text and is valid until the 10th."""

    def __init__(self, desk, county: str = COUNTY) -> None:
        self.desk, self.home, self.county = desk, desk.home, county
        self.built: list[str] = []
        self.say("一")

    def say(self, text: str) -> None:
        write_atomic(self.home.config / "policy.csv", text.encode())

    def inputs(self, as_of: date = DAY) -> Inputs:
        return Inputs({"config": (self.home.config / "policy.csv").read_text()}, as_of)

    def build(self, generation: Generation) -> dict:
        text = generation.inputs.entries["config"]
        self.built.append(text)
        step(generation, "report", text, lambda folder: folder.joinpath("report.pdf").write_text(text), ["report.pdf"])
        generation.path("feedback/self_check_1.xlsx").write_text(f"反馈{text}")
        generation.path(".log").write_text(f"run {generation.name} in {self.home.path}")
        return {"as_of": generation.inputs.as_of, "valid_until": date(2026, 12, 10), "text": text}

    def publish(self, as_of: date = DAY):
        return publish(self.home, self.county, lambda: self.inputs(as_of), self.build)

    def results(self) -> dict[str, bytes]:
        return self.desk.tree("results", self.county)


@pytest.fixture
def county(desk) -> County:
    return County(desk)


def expected(text: str, last: str = "result.json") -> dict[str, bytes]:
    result = {"as_of": "2026-12-05", "text": text, "valid_until": "2026-12-10"}
    return {
        "feedback/self_check_1.xlsx": f"反馈{text}".encode(),
        "report.pdf": text.encode(),
        last: json.dumps(result, ensure_ascii=False, indent=2).encode() + b"\n",
    }


def test_a_first_run_publishes_and_a_second_changes_nothing(county):
    assert county.publish().state == "published"
    assert county.results() == expected("一")
    assert county.publish().state == "unchanged"
    assert (len(generations(county.home, COUNTY)), county.built) == (1, ["一"])
    assert county.desk.tree("tmp") == {}


def test_everything_written_is_private(county):
    county.publish()
    found = [path for root in ("runs", "results") for path in (county.home.path / root).rglob("*")]
    assert {oct(path.stat().st_mode & 0o777) for path in found if path.is_dir()} == {"0o700"}
    assert {oct(path.stat().st_mode & 0o777) for path in found if path.is_file()} == {"0o600"}


def test_results_are_the_same_bytes_in_another_home_and_after_the_caches_are_gone(county, new_desk):
    county.publish()
    other = County(new_desk())
    other.say("零")
    other.publish()
    other.say("一")
    other.publish()
    assert other.results() == county.results()
    for cache in (county.home.runs(COUNTY), county.home.results(COUNTY)):
        discard(cache, county.home.tmp)
    assert county.publish().state == "published"
    assert other.results() == county.results()


def test_the_date_is_an_input_only_from_valid_until_on(county):
    county.publish()
    assert county.publish(date(2026, 12, 9)).state == "unchanged"
    assert county.publish(date(2026, 12, 1)).state == "unchanged"  # a run from before midnight undoes nothing
    assert not needs_run(county.home, COUNTY, county.inputs(date(2026, 12, 9)))
    assert needs_run(county.home, COUNTY, county.inputs(date(2026, 12, 10)))


@pytest.mark.parametrize(
    ("entries", "as_of", "valid_until", "same"),
    [
        ({"a": "1"}, date(2026, 12, 5), date(2026, 12, 10), True),
        ({"a": "1"}, date(2026, 12, 9), date(2026, 12, 10), True),
        ({"a": "1"}, date(2026, 12, 10), date(2026, 12, 10), False),
        ({"a": "1"}, date(2027, 12, 10), None, True),
        ({"a": "2"}, date(2026, 12, 5), date(2026, 12, 10), False),
        ({"a": "1", "b": "1"}, date(2026, 12, 5), date(2026, 12, 10), False),
        ({}, date(2026, 12, 5), date(2026, 12, 10), False),
    ],
)
def test_two_listings_are_equal_if_only_the_date_moved(entries, as_of, valid_until, same):
    assert Inputs(entries, as_of).same_as(Inputs({"a": "1"}, DAY), valid_until) is same


@pytest.mark.parametrize("until", [date(2026, 12, 5), "2026-12-01"])
def test_a_result_that_would_never_be_current_is_refused(county, until):
    generation = begin(county.home, COUNTY, county.inputs())
    with pytest.raises(StoreError, match="有效期"):
        generation.finish({"as_of": "2026-12-05", "valid_until": until})
    with pytest.raises(StoreError, match="日期"):
        generation.finish({"as_of": "2026-12-04", "valid_until": None})
    assert published(county.home, COUNTY) is None


def test_the_municipal_summary_is_completed_by_campaign_json(desk):
    municipal = County(desk, "municipal")
    assert municipal.publish().state == "published"
    assert municipal.results() == expected("一", "campaign.json")


# --- starting over, superseded ----------------------------------------------------------------------------------------


def at(point: str, action) -> None:
    """Installs an action that runs once, when the point is reached for the first time."""

    def callback(name: str) -> None:
        if name == point:
            points.install(None)
            action()

    points.install(callback)


@pytest.fixture(autouse=True)
def no_callback_stays():
    yield
    points.install(None)


def test_an_input_that_moves_between_the_listings_starts_it_over(county):
    at("begin.made", lambda: county.say("二"))
    assert county.publish().state == "published"
    assert (county.built, county.results()) == (["二"], expected("二"))


def test_an_input_that_moves_while_building_is_found_at_the_end(county):
    at("step.produced", lambda: county.say("二"))
    assert county.publish().state == "published"
    assert (county.built, county.results()) == (["一", "二"], expected("二"))


def test_a_higher_name_starts_it_over(county, processes):
    at("begin.made", lambda: processes.ended(processes.fork(county.publish)))
    assert county.publish().state == "unchanged"
    assert (county.built, county.results()) == ([], expected("一"))


def test_a_lower_generation_finished_later_changes_nothing(county, processes):
    """The first run stands still before its last step while the input moves and a second run publishes."""

    def second() -> None:
        county.say("二")
        assert processes.ended(processes.fork(county.publish)) == 0

    at("finish.synced", second)
    assert county.publish().state == "superseded"
    assert county.results() == expected("二")
    assert [one.is_complete for one in generations(county.home, COUNTY)] == [True, True]


def test_a_copier_that_stood_still_ends_with_the_newer_generation(county, processes):
    def second() -> None:
        county.say("二")
        assert processes.ended(processes.fork(county.publish)) == 0

    at("copy.before_last", second)
    county.publish()
    assert county.results() == expected("二")
    assert is_copied(county.home, COUNTY)


def test_a_run_whose_folder_is_pruned_ends_quietly(county):
    def prune_all() -> None:
        discard(generations(county.home, COUNTY)[-1].folder, county.home.tmp)

    at("run.building", prune_all)
    assert county.publish().state == "superseded"
    at("finish.synced", prune_all)
    assert county.publish().state == "superseded"
    assert generations(county.home, COUNTY) == []  # it never makes its folder again
    assert county.publish().state == "published"


def test_a_pruned_generation_says_so_to_whoever_writes_in_it(county):
    generation = begin(county.home, COUNTY, county.inputs())
    discard(generation.folder, county.home.tmp)
    for use in (lambda: generation.path("a"), lambda: generation.path("b/c/d"), lambda: generation.finish({})):
        with pytest.raises(GenerationGone):
            use()


def test_a_file_outside_the_generation_is_refused(county):
    generation = begin(county.home, COUNTY, county.inputs())
    with pytest.raises(StoreError):
        generation.path("../../../received/x")


def test_an_error_while_building_leaves_what_is_published(county):
    county.publish()
    county.say("二")
    with pytest.raises(ZeroDivisionError):
        publish(county.home, COUNTY, county.inputs, lambda generation: 1 / 0)
    assert county.results() == expected("一")
    assert needs_run(county.home, COUNTY, county.inputs())
    assert county.publish().state == "published"


# --- the copy -------------------------------------------------------------------------------------------------------


def damage_file(folder):
    (folder / "report.pdf").write_text("改")


def damage_missing(folder):
    (folder / "result.json").unlink()


def damage_extra(folder):
    (folder / "notices").mkdir()
    (folder / "notices" / "旧.pdf").write_text("旧")


def damage_kinds(folder):
    """A folder where a file belongs and a file where a folder belongs."""
    (folder / "report.pdf").unlink()
    (folder / "report.pdf").mkdir()
    (folder / "report.pdf" / "x").write_text("x")
    (folder / "feedback" / "self_check_1.xlsx").unlink()
    (folder / "feedback").rmdir()
    (folder / "feedback").write_text("x")


@pytest.mark.parametrize("damage", [damage_file, damage_missing, damage_extra, damage_kinds])
def test_a_copy_that_differs_in_anything_is_not_finished_and_is_made_again(county, damage):
    county.publish()
    damage(county.home.results(COUNTY))
    assert not is_copied(county.home, COUNTY)
    assert needs_run(county.home, COUNTY, county.inputs())
    assert county.publish().state == "unchanged"
    assert county.results() == expected("一")
    assert not (county.home.results(COUNTY) / "notices").exists()


def test_nothing_published_is_nothing_to_copy(desk):
    assert (copy_out(desk.home, COUNTY), is_copied(desk.home, COUNTY)) == (None, True)


def test_a_run_killed_anywhere_is_made_good_by_the_next(new_desk, processes):
    """One kill at every point of a second publication, each in a home of its own."""
    seen: list[str] = []
    while True:
        county = County(new_desk())
        county.publish()
        county.home.results(COUNTY).joinpath("旧.pdf").write_text("旧")
        county.say("二")
        point = processes.killed_at(len(seen), county.publish)
        if point is None:
            break
        seen.append(point)
        mixed = set(county.results().items()) - set(expected("二").items())
        assert mixed <= {*expected("一").items(), ("旧.pdf", "旧".encode())}, point
        county.publish()
        assert county.results() == expected("二"), point
        assert not needs_run(county.home, COUNTY, county.inputs()), point
    assert len(seen) >= 25
    assert {"begin.made", "run.building", "finish.synced", "finish.durable"} <= set(seen)
    assert {"copy.removing", "copy.file", "copy.before_last", "copy.done"} <= set(seen)


def test_runs_that_race_while_inputs_move_leave_one_whole_copy(county, processes):
    county.publish()

    def one() -> None:
        for _ in range(3):
            county.publish()

    children = [processes.fork(one) for _ in range(3)]
    for text in ("二", "三", "四", "五"):
        county.say(text)
    assert [processes.ended(child) for child in children] == [0, 0, 0]
    assert is_copied(county.home, COUNTY)
    county.publish()
    assert county.results() == expected("五")


# --- pruning and readers --------------------------------------------------------------------------------------------


def test_pruning_keeps_three_published_and_everything_above(county):
    for text in "一二三四五":
        county.say(text)
        county.publish()
        begin(county.home, COUNTY, county.inputs())  # an unfinished one above each
    assert prune(county.home, COUNTY) == []
    kept = [(one.name.partition("-")[0], one.is_complete) for one in generations(county.home, COUNTY)]
    assert kept == [("5", True), ("6", False), ("7", True), ("8", False), ("9", True), ("10", False)]
    assert county.results() == expected("五")
    assert county.desk.tree("tmp") == {}


def test_a_reader_that_finds_a_file_gone_reads_the_generation_highest_then(county):
    county.publish()

    def read(generation: Generation) -> str:
        if generation.name.startswith("1-"):
            county.say("二")
            county.publish()
            discard(generation.folder, county.home.tmp)
        return (generation.folder / "report.pdf").read_text()

    assert read_published(county.home, COUNTY, read) == "二"
    assert read_published(county.home, "500101", read) is None
    with pytest.raises(FileNotFoundError):
        read_published(county.home, COUNTY, lambda generation: (generation.folder / "没有").read_text())
