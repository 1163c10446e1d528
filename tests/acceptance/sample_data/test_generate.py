"""A campaign depends on its arguments alone, and on nothing that lies beside it."""

import hashlib
import json
from pathlib import Path

import pytest

from acceptance import campaign
from acceptance.sample_data import SampleError, chosen, generate

pytestmark = pytest.mark.xdist_group("sample_data")


def files(home: Path, under: str = "") -> dict[str, str]:
    root = home / under
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(root.rglob("*"))
        if p.is_file()
    }


def test_same_arguments_give_the_same_bytes(make, small):
    again, _ = make(counties=1, households=50)
    assert files(again) == files(small[0])


def test_another_seed_gives_another_campaign(make, small):
    other, _ = make(counties=1, households=50, seed=2)
    assert files(other, "inbox/500229").keys() == files(small[0], "inbox/500229").keys()
    assert not set(files(other, "inbox/500229").values()) & set(files(small[0], "inbox/500229").values())


def test_a_county_does_not_depend_on_the_others(make, small):
    three, _ = make(counties=3, households=50)
    assert files(three, "inbox/500229") == files(small[0], "inbox/500229")


def test_the_demo_tells_three_stories(demo):
    home, summary = demo
    lines = {
        p.name: sorted(line.name for line in p.iterdir()) for p in (home / "inbox").iterdir() if p.name.startswith("5")
    }
    complete = ["adjudication", "exit_evaluation", "municipal", "opinion", "precision_evaluation", "self_check"]
    assert lines == {
        "500229": complete,
        "500238": ["self_check"],
        "500242": [line for line in complete if line != "exit_evaluation"],
    }
    assert summary.held_back == ("held_back/500242/exit_evaluation/酉阳土家族苗族自治县摘帽评估.xlsx",)
    assert (home / summary.held_back[0]).is_file()
    assert (summary.households, [c.code for c in summary.counties]) == (1200, ["500229", "500238", "500242"])
    assert [c.exits for c in summary.counties] == [True, True, True]


def test_no_unfinished_file_is_left(demo):
    assert not [p for p in demo[0].rglob("*") if p.suffix in (".part", ".tmp") or p.name.startswith("sample-")]


def test_draws_precede_the_visits(demo):
    for path in sorted((demo[0] / "samples").rglob("1.json")):
        drawn = json.loads(path.read_text(encoding="utf-8"))
        assert drawn["drawn_on"] == "2026-12-02"
        taken = [u for u in drawn["units"] if not u["reserve"]]
        assert len({u["village_code"] for u in taken}) == 12
        assert len(taken) == (120 if path.parent.name == "municipal" else 240)


def test_another_year_moves_everything_and_villages_are_told_apart_by_remoteness_where_it_asks_for_it(tmp_path):
    text = campaign.default_text(2016).replace("remoteness: false", "remoteness: true")
    generate(tmp_path, campaign.parse(text, "campaign_2016.yaml"), counties=1, households=120)
    drawn = json.loads((tmp_path / "samples/500229/precision_evaluation/1.json").read_text(encoding="utf-8"))
    assert drawn["drawn_on"] == "2016-12-02"
    assert {name.split("/")[2] for name in (one["stratum"] for one in drawn["strata"])} == {"近", "中", "远"}


def test_all_38_counties_have_a_place():
    listed = chosen(38, 50, "demo")
    assert len({c.code for c in listed}) == len({c.number for c in listed}) == 38
    assert sum(c.type == "国家重点" for c in listed) == 14
    assert sum(c.type == "市级重点" for c in listed) == 4
    assert {c.exits for c in listed[3:]} == {True, False}


@pytest.mark.parametrize(
    "wrong", [{"counties": 0}, {"counties": 39}, {"households": 49}, {"households": 20_001}, {"defects": "none"}]
)
def test_arguments_out_of_range(tmp_path, wrong):
    year = campaign.parse(campaign.default_text(2026), "campaign_2026.yaml")
    with pytest.raises(SampleError):
        generate(tmp_path, year, **wrong)
